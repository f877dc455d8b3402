import type { PictureHeader, View } from "./types";

// The WebSocket of live pictures: docs/reference/live.md of the project describes it.

const firstRetryMs = 250;
const longestRetryMs = 1000;
const answerLimitMs = 2000;

export interface Wish {
  stream: string;
  width: number;
  view?: View;
}

export interface LiveHandlers {
  /** Settles once the picture is dealt with; it is acknowledged then. */
  picture(header: PictureHeader, jpeg: Blob): Promise<void>;
  /** A stream is watched no more: it was removed, or is not there. */
  closed(stream: string): void;
  connected(isConnected: boolean): void;
}

/** One socket for all streams. It connects again by itself and then asks for the same. */
export class LiveSocket {
  #socket: WebSocket | null = null;
  #wishes: Wish[] = [];
  #retryMs = firstRetryMs;

  constructor(readonly handlers: LiveHandlers) {
    this.#connect();
  }

  /** The whole set. */
  watch(wishes: Wish[]): void {
    this.#wishes = wishes;
    this.#say({ watch: wishes });
  }

  #say(message: object): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #connect(): void {
    const address = new URL("api/v1/live", document.baseURI);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(address, "trigo.live.v1");
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.#retryMs = firstRetryMs;
      this.handlers.connected(true);
      this.watch(this.#wishes);
    };
    socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === "string") this.#hear(data);
      else void this.#see(data);
    };
    socket.onclose = () => {
      this.handlers.connected(false);
      this.#tryAgain();
    };
    this.#socket = socket;
  }

  /** Asks first whether anybody is there: browsers delay WebSockets after some that failed. */
  #tryAgain(): void {
    setTimeout(async () => {
      if (await answers()) this.#connect();
      else this.#tryAgain();
    }, this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, longestRetryMs);
  }

  async #see(message: ArrayBuffer): Promise<void> {
    const { header, jpeg } = takeApart(message);
    try {
      await this.handlers.picture(header, jpeg);
    } catch (failure) {
      console.warn(header.stream, failure);
    } finally {
      // Even one that could not be shown: otherwise none would follow it.
      const { stream, epoch, seq } = header;
      this.#say({ ack: { stream, epoch, seq } });
    }
  }

  #hear(text: string): void {
    const { closed, error } = JSON.parse(text) as {
      closed?: { stream: string };
      error?: { stream?: string; detail: string };
    };
    if (closed) this.handlers.closed(closed.stream);
    if (error?.stream) this.handlers.closed(error.stream);
  }
}

async function answers(): Promise<boolean> {
  try {
    return (await fetch("healthz", { signal: AbortSignal.timeout(answerLimitMs) })).ok;
  } catch {
    return false;
  }
}

/** A message: the length of the header, the header, a JPEG. */
export function takeApart(message: ArrayBuffer): { header: PictureHeader; jpeg: Blob } {
  const length = new DataView(message).getUint32(0, true);
  const text = new TextDecoder().decode(new Uint8Array(message, 4, length));
  return {
    header: JSON.parse(text) as PictureHeader,
    jpeg: new Blob([new Uint8Array(message, 4 + length)], { type: "image/jpeg" }),
  };
}
