import { noteConnection } from "../server/connection";
import { LiveSocket, type Wish } from "../server/live_socket";
import type { PictureHeader, View } from "../server/types";

/** Something that shows the live pictures of one stream. */
export interface Viewer {
  readonly stream: string;
  readonly view: View;
  /** CSS pixels times device pixels: no more is worth having. 0: it cannot be seen. */
  wantedWidth(): number;
  show(header: PictureHeader, jpeg: Blob): Promise<void>;
}

const askAgainMs = 2000;
const mostStreams = 64; // Of one socket, by the protocol.

const viewers = new Set<Viewer>();
let socket: LiveSocket | null = null;
let asked = "";
let pending = false;

/** Streams pictures to `viewer` from now on, while it can be seen. Returns what ends that. */
export function watch(viewer: Viewer): () => void {
  viewers.add(viewer);
  socket ??= connect();
  reconsider();
  return () => {
    viewers.delete(viewer);
    reconsider();
  };
}

/** Something may be larger, smaller, hidden or seen now. What is asked for follows soon. */
export function reconsider(): void {
  if (pending) return;
  pending = true;
  queueMicrotask(() => {
    pending = false;
    ask();
  });
}

/** A stream stands in the set once: the largest that wants it decides. */
export function wishesOf(all: Iterable<Viewer>): Wish[] {
  const wishes = new Map<string, Wish>();
  for (const viewer of all) {
    const width = viewer.wantedWidth();
    if (width === 0) continue;
    const other = wishes.get(viewer.stream);
    if (other && other.width >= width) continue;
    const view = viewer.view === "large" ? { view: viewer.view } : {};
    wishes.set(viewer.stream, { stream: viewer.stream, width, ...view });
  }
  return [...wishes.values()].slice(0, mostStreams);
}

function ask(): void {
  const wishes = document.hidden ? [] : wishesOf(viewers);
  const text = JSON.stringify(wishes);
  if (text === asked) return;
  asked = text;
  socket?.watch(wishes);
}

function connect(): LiveSocket {
  document.addEventListener("visibilitychange", reconsider);
  return new LiveSocket({
    async picture(header, jpeg) {
      const shown = [...viewers].filter(({ stream }) => stream === header.stream);
      await Promise.all(shown.map((viewer) => viewer.show(header, jpeg)));
    },
    closed() {
      // It may be there later, or again.
      asked = "";
      setTimeout(reconsider, askAgainMs);
    },
    connected: (isConnected) => noteConnection("live", !isConnected),
  });
}
