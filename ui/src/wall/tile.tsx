import { useSignal } from "@preact/signals";
import { LivePicture } from "../picture/live_picture";
import { PictureNotice } from "../picture/picture_notice";
import { isLive } from "../picture/standing";
import { StateIcon } from "../picture/state_icon";
import type { Stream } from "../server/types";
import { addressOf } from "../shell/route";
import { number } from "../texts/numbers";
import { texts } from "../texts/texts";
import { currentTile } from "./current_tile";

interface Props {
  stream: Stream;
  /** Whether Tab leads to it. */
  isCurrent: boolean;
}

/** One stream on the wall. */
export function Tile({ stream, isCurrent }: Props) {
  const hasPicture = useSignal(false); // Not one render a picture: this changes once.
  const title = stream.title || stream.id;
  return (
    <li class="tile" data-stream={stream.id} data-state={stream.state}>
      <div class="picture">
        <LivePicture
          stream={stream.id}
          view="wall"
          scene={stream.scene}
          label={texts.value.wall.livePicture(title)}
          onPicture={() => {
            hasPicture.value = true;
          }}
        />
        <PictureNotice stream={stream} hasPicture={hasPicture.value} />
      </div>
      <div class="caption">
        <StateIcon state={stream.state} />
        <h2 title={title}>
          <a
            href={addressOf(["camera", stream.id])}
            tabIndex={isCurrent ? 0 : -1}
            onFocus={() => {
              currentTile.value = stream.id;
            }}
          >
            {title}
          </a>
        </h2>
        <State stream={stream} />
        <People stream={stream} />
        <Zones stream={stream} />
      </div>
    </li>
  );
}

function State({ stream }: { stream: Stream }) {
  const t = texts.value;
  const isReduced = isLive(stream.state) && stream.decode_cut;
  return (
    <span
      class={isReduced ? "state reduced" : "state"}
      title={isReduced ? t.wall.reducedWhy : undefined}
    >
      {isReduced ? t.wall.reduced : t.states[stream.state]}
    </span>
  );
}

function People({ stream: { state, people } }: { stream: Stream }) {
  const t = texts.value;
  if (!isLive(state)) return null;
  return (
    <span
      class="people"
      data-count={people ?? ""}
      title={people === null ? t.wall.peopleUnknown : ""}
    >
      <span class="in-words">
        {people === null ? t.wall.peopleUnknown : t.shell.people(people)}
      </span>
      <span class="in-short" aria-hidden="true">
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 1a3.2 3.2 0 1 1 0 6.4a3.2 3.2 0 1 1 0-6.4zM2 15c0-4 2.5-6 6-6s6 2 6 6z" />
        </svg>
        {number(people)}
      </span>
    </span>
  );
}

/** They are drawn in the picture; this is for those who do not see it. */
function Zones({ stream: { presence } }: { stream: Stream }) {
  const t = texts.value;
  return (
    <ul class="zones unseen">
      {presence.zones.map(({ zone, state, count }) => (
        <li key={zone} data-state={state}>
          {t.wall.zone(zone, t.zoneStates[state], state === "unknown" ? "?" : number(count))}
        </li>
      ))}
    </ul>
  );
}
