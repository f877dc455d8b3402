import { shortId } from "../picture/overlay";
import type { RecordedEvent } from "../server/types";
import { dayAndTime, moment } from "../texts/numbers";
import { texts } from "../texts/texts";
import { detailOf, lengthOf, pictureOf, signs } from "./event_words";
import { Snapshot } from "./snapshot";
import type { Stay } from "./stays";

interface Props {
  event: RecordedEvent;
  stay: Stay | undefined;
  title: string; // Of the stream.
  now: number;
  isActive: boolean;
  onOpen: () => void;
}

export function EventRow({ event, stay, title, now, isActive, onOpen }: Props) {
  const t = texts.value;
  const place = event.zone ?? event.line;
  const detail = detailOf(event);
  return (
    <button type="button" class="event" tabIndex={isActive ? 0 : -1} onClick={onOpen}>
      <Snapshot path={pictureOf(event, stay)} time={event.time} alt="" />
      <time dateTime={event.time} title={dayAndTime.value.format(new Date(event.time))}>
        {moment(event.time, now)}
      </time>
      <span class="event-where">
        {place && <b>{place}</b>} {title}
      </span>
      <span class={`event-what ${event.type}`}>
        <i aria-hidden="true">{signs[event.type]}</i> <b>{t.eventTypes[event.type]}</b> {detail}
      </span>
      <span class="event-who">{event.person !== undefined && shortId(event.person)}</span>
      <span class="event-length">{lengthOf(event, stay)}</span>
    </button>
  );
}
