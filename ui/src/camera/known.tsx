import { useMemo } from "preact/hooks";
import { shortId } from "../picture/overlay";
import { knownNow } from "../picture/standing";
import { usePoll } from "../server/poll";
import type { PresenceNow, Stream, ZoneState } from "../server/types";
import { moment, number } from "../texts/numbers";
import { texts } from "../texts/texts";
import { ageText } from "./picture_told";
import { presencePollOf } from "./presence_poll";

type Reading = PresenceNow["streams"][number];

/** What is known of a stream's zones and lines, and since when. */
export function Known({ stream }: { stream: Stream }) {
  const poll = useMemo(() => presencePollOf(stream.id), [stream.id]);
  const reading = usePoll(poll)?.streams[0];
  const t = texts.value.camera;
  if (stream.scene.zones.length === 0 && stream.scene.lines.length === 0)
    return <p class="known quiet">{t.noZones}</p>;
  return (
    <div class="known">
      {reading && reading.zones.length > 0 && <Zones reading={reading} />}
      {stream.presence.lines.length > 0 && <Lines lines={stream.presence.lines} />}
    </div>
  );
}

/** Its shape tells the state too. */
export function ZoneIcon({ state }: { state: ZoneState }) {
  return <span class="zone-icon" data-state={state} aria-hidden="true" />;
}

function Zones({ reading }: { reading: Reading }) {
  const t = texts.value;
  return (
    <table>
      <caption>
        {t.camera.zones}
        <span>{evidenceOf(reading)}</span>
      </caption>
      <thead>
        <tr>
          <th scope="col">{t.camera.zone}</th>
          <th scope="col">{t.camera.state}</th>
          <th scope="col" class="amount">
            {t.camera.people}
          </th>
          <th scope="col">{t.camera.who}</th>
        </tr>
      </thead>
      <tbody>
        {knownNow(reading.zones).map(({ zone, state, count, since, people }) => (
          <tr key={zone} data-zone={zone} data-state={state}>
            <th scope="row">{zone}</th>
            <td>
              <span class="zone-state">
                <ZoneIcon state={state} /> {t.zoneStates[state]}
              </span>{" "}
              {since && <span class="since">{t.picture.since(moment(since))}</span>}
            </td>
            <td class="amount">{state === "unknown" ? "?" : number(count)}</td>
            <td class="who">
              {people?.map((person) => (
                <span key={person.id}>
                  {shortId(person.id)} <span class="since">{moment(person.since)}</span>
                </span>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function evidenceOf({ evidence_age, evidence_limit }: Reading): string {
  const t = texts.value.camera;
  if (evidence_age === null) return t.noEvidence;
  const text = (seconds: number) => ageText(seconds * 1000, number);
  return t.evidence(text(evidence_age), text(evidence_limit));
}

function Lines({ lines }: { lines: Stream["presence"]["lines"] }) {
  const t = texts.value.camera;
  return (
    <table>
      <caption>{t.lines}</caption>
      <thead>
        <tr>
          <th scope="col">{t.line}</th>
          <th scope="col" class="amount">
            {t.toRight}
          </th>
          <th scope="col" class="amount">
            {t.toLeft}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map(({ line, left_to_right, right_to_left }) => (
          <tr key={line} data-line={line}>
            <th scope="row">{line}</th>
            <td class="amount">{number(left_to_right)}</td>
            <td class="amount">{number(right_to_left)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
