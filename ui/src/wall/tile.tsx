import { useSignal } from "@preact/signals";
import { LivePicture } from "../picture/live_picture";
import { usePictureAge } from "../picture/picture_age";
import { PictureNotice } from "../picture/picture_notice";
import { isLive, knownNow, standingOf } from "../picture/standing";
import { StateIcon } from "../picture/state_icon";
import { PeopleText, StateText } from "../picture/stream_words";
import { titleOf } from "../server/stream";
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
  const { age, oldSeconds } = usePictureAge();
  const standing = standingOf(stream);
  const t = texts.value;
  const title = titleOf(stream);
  return (
    <li class="tile" data-stream={stream.id} data-state={standing}>
      <div class="picture">
        <LivePicture
          stream={stream.id}
          view="wall"
          scene={stream.scene}
          label={isLive(standing) ? t.wall.livePicture(title) : title}
          onPicture={(header) => {
            age.note(header);
            hasPicture.value = true;
          }}
        />
        <PictureNotice
          stream={stream}
          hasPicture={hasPicture.value}
          oldSeconds={oldSeconds.value}
        />
      </div>
      <div class="caption">
        <StateIcon state={standing} />
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
        <StateText stream={stream} />
        <PeopleText stream={stream} />
        <Zones stream={stream} />
      </div>
    </li>
  );
}

/** They are drawn in the picture; this is for those who do not see it. */
function Zones({ stream: { presence } }: { stream: Stream }) {
  const t = texts.value;
  return (
    <ul class="zones unseen">
      {knownNow(presence.zones).map(({ zone, state, count }) => (
        <li key={zone} data-state={state}>
          {t.wall.zone(zone, t.zoneStates[state], state === "unknown" ? "?" : number(count))}
        </li>
      ))}
    </ul>
  );
}
