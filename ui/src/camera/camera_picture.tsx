import { useSignal } from "@preact/signals";
import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { LivePicture } from "../picture/live_picture";
import { type PictureAge, usePictureAge } from "../picture/picture_age";
import { PictureNotice } from "../picture/picture_notice";
import { standingOf } from "../picture/standing";
import { titleOf } from "../server/stream";
import type { Stream } from "../server/types";
import { number } from "../texts/numbers";
import { texts } from "../texts/texts";
import { ageText, isSame, pictureTold, type Shown } from "./picture_told";

const ageEveryMs = 500;
const lateMs = 2000;

interface Props {
  stream: Stream;
  figure: RefObject<HTMLElement | null>;
}

/** The camera's picture, large, and which one it is, and how old. */
export function CameraPicture({ stream, figure }: Props) {
  const shown = useSignal<Shown | null>(null);
  const { age, oldSeconds } = usePictureAge();
  const t = texts.value;
  const { what, warnings } = pictureTold(shown.value, stream.large, t.camera);
  return (
    <figure
      ref={figure}
      class="camera-picture"
      data-state={standingOf(stream)}
      style={{ "--shape": stream.width > 0 ? stream.width / stream.height : 16 / 9 }}
    >
      <div class="picture">
        <LivePicture
          stream={stream.id}
          view={stream.large ? "large" : "wall"}
          scene={stream.scene}
          masks
          label={t.wall.livePicture(titleOf(stream))}
          onPicture={(header) => {
            age.note(header);
            const { view, sync, picture } = header;
            const now = { view, sync, picture }; // Not one render a picture.
            if (!isSame(shown.peek(), now)) shown.value = now;
          }}
        />
        <PictureNotice
          stream={stream}
          hasPicture={shown.value !== null}
          oldSeconds={oldSeconds.value}
        />
      </div>
      <figcaption>
        <Age age={age} />
        <span>{what}</span>
        {warnings.map((warning) => (
          <span key={warning} class="warning">
            {warning}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** How old the picture is that is seen now: from when it was taken, by the server's measure. */
function Age({ age }: { age: PictureAge }) {
  const element = useRef<HTMLSpanElement>(null);
  const t = texts.value.camera;
  useEffect(() => {
    const tell = () => {
      const span = element.current!;
      const ageMs = age.nowMs();
      span.textContent = ageMs === null ? t.ageUnknown : t.age(ageText(ageMs, number));
      span.classList.toggle("warning", ageMs !== null && ageMs > lateMs);
    };
    tell();
    const timer = setInterval(tell, ageEveryMs);
    return () => clearInterval(timer);
  }, [age, t]);
  return <span ref={element} class="age" />;
}
