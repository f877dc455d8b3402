import { lostSince } from "../server/connection";
import type { Stream } from "../server/types";
import { moment, number } from "../texts/numbers";
import { texts } from "../texts/texts";
import { isLive, type Standing, since, standingOf, unknownZones } from "./standing";
import { StateIcon } from "./state_icon";

interface Props {
  stream: Stream;
  hasPicture: boolean;
  /** Of a picture that is not to be taken for one of now; else 0. */
  oldSeconds: number;
}

/** Says over a picture why it is none, or an old one; and which zones nobody knows of. */
export function PictureNotice({ stream, hasPicture, oldSeconds }: Props) {
  const t = texts.value.picture;
  const standing = standingOf(stream);
  const zones = unknownZones(stream);
  const unknown = zones.length > 0 ? t.unknownZones(zones.join(", ")) : "";
  if (standing === "lost")
    return <Notice icon="lost" heading={t.lost} reason={t.lostReason} at={lostSince.value} />;
  if (!isLive(standing))
    return (
      <Notice
        icon={standing}
        heading={texts.value.states[standing]}
        reason={stream.reason}
        at={since(stream)}
        more={unknown}
      />
    );
  return (
    <>
      {!hasPicture && <Notice icon="connecting" heading={t.none} />}
      {(unknown || oldSeconds > 0) && (
        <p class="picture-band">
          {oldSeconds > 0 && <span>{t.old(number(oldSeconds))}</span>}
          {unknown && <span class="unknown-zones">{unknown}</span>}
        </p>
      )}
    </>
  );
}

interface NoticeProps {
  icon: Standing;
  heading: string;
  reason?: string;
  at?: string | null;
  more?: string;
}

function Notice({ icon, heading, reason, at, more }: NoticeProps) {
  return (
    <div class="picture-notice" data-state={icon}>
      <strong>
        <StateIcon state={icon} />
        {heading}
      </strong>
      {reason && <span class="reason">{reason}</span>}
      {at && <span class="at">{texts.value.picture.since(moment(at))}</span>}
      {more && <span class="at">{more}</span>}
    </div>
  );
}
