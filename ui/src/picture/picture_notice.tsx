import { disconnected, lostSince } from "../server/connection";
import type { Stream } from "../server/types";
import { moment } from "../texts/numbers";
import { texts } from "../texts/texts";
import { isLive, since, unknownZones } from "./standing";
import { StateIcon } from "./state_icon";

interface Props {
  stream: Stream;
  hasPicture: boolean;
}

/** Says over a picture why it is none, or an old one; and which zones nobody knows of. */
export function PictureNotice({ stream, hasPicture }: Props) {
  const t = texts.value.picture;
  const unknown = unknownZones(stream);
  if (disconnected.value)
    return <Notice icon="waiting" heading={t.lost} reason={t.lostReason} at={lostSince.value} />;
  if (!isLive(stream.state))
    return (
      <Notice
        icon={stream.state}
        heading={texts.value.states[stream.state]}
        reason={stream.reason}
        at={since(stream)}
        more={unknown.length > 0 ? t.unknownZones(unknown.join(", ")) : ""}
      />
    );
  return (
    <>
      {!hasPicture && <Notice icon="connecting" heading={t.none} reason="" at={null} />}
      {unknown.length > 0 && <p class="unknown-zones">{t.unknownZones(unknown.join(", "))}</p>}
    </>
  );
}

interface NoticeProps {
  icon: Stream["state"];
  heading: string;
  reason: string;
  at: string | null;
  more?: string;
}

function Notice({ icon, heading, reason, at, more = "" }: NoticeProps) {
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
