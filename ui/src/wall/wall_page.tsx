import "./wall.css";
import { useEffect, useRef } from "preact/hooks";
import { toggleFullScreen, useKeys } from "../keys/keys";
import { streamsPoll, usePoll } from "../server/poll";
import type { Stream } from "../server/types";
import { texts } from "../texts/texts";
import { arrange, commonShape, moved } from "./arrange";
import { currentTile, focusTile, takeComingBack } from "./current_tile";
import { EmptyWall } from "./empty_wall";
import { Tile } from "./tile";
import { useRoom } from "./use_room";

export function WallPage() {
  const streams = usePoll(streamsPoll);
  if (!streams) return <p class="loading">{texts.value.shell.loading}</p>;
  if (streams.length === 0) return <EmptyWall />;
  return <Wall streams={streams} />;
}

/** All streams, as large as they fit; arrow keys lead from one to the next. */
function Wall({ streams }: { streams: Stream[] }) {
  const frame = useRef<HTMLDivElement>(null);
  const room = useRoom(frame);
  const shape = commonShape(streams);
  const { columns, tile } = arrange(
    streams.length,
    room.width,
    room.height,
    shape,
    room.caption,
    room.gap,
  );
  const current = Math.max(
    streams.findIndex(({ id }) => id === currentTile.value),
    0,
  );

  const focus = (index: number) => focusTile(frame.current, index);
  const move = ({ key, target }: KeyboardEvent) => {
    const isInside = target instanceof Node && frame.current?.contains(target);
    focus(isInside ? moved(current, key, columns, streams.length) : current);
  };
  useKeys({
    ArrowLeft: move,
    ArrowRight: move,
    ArrowUp: move,
    ArrowDown: move,
    Home: () => focus(0),
    End: () => focus(streams.length - 1),
    f: () => toggleFullScreen(),
  });
  useEffect(() => {
    if (room.width > 0 && takeComingBack()) focus(current);
  }, [room.width]);

  return (
    <div ref={frame} class="wall-frame">
      <h1 class="unseen">{texts.value.wall.title}</h1>
      <ul
        id="wall"
        aria-label={texts.value.wall.title}
        style={{ "--columns": columns, "--tile": `${tile}px`, "--shape": shape }}
      >
        {streams.map((stream, index) => (
          <Tile key={stream.id} stream={stream} isCurrent={index === current} />
        ))}
      </ul>
    </div>
  );
}
