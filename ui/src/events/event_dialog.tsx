import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { shortId } from "../picture/overlay";
import type { RecordedEvent } from "../server/types";
import { addressOf } from "../shell/route";
import { dayAndTime } from "../texts/numbers";
import { texts } from "../texts/texts";
import { detailOf, lengthOf, pictureOf } from "./event_words";
import { Snapshot } from "./snapshot";
import type { Stay } from "./stays";

interface Props {
  event: RecordedEvent;
  stay: Stay | undefined;
  title: string; // Of the stream.
  /** Undefined: there is none. */
  onNewer: (() => void) | undefined;
  onOlder: (() => void) | undefined;
  onClose: () => void;
}

/** One event, with its picture as large as it is. */
export function EventDialog({ event, stay, title, onNewer, onOlder, onClose }: Props) {
  const t = texts.value.events;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  const what = texts.value.eventTypes[event.type];
  return (
    <dialog
      ref={dialog}
      class="event-dialog"
      aria-label={`${what} – ${title}`}
      onClose={onClose}
      onClick={(click) => click.target === dialog.current && dialog.current?.close()}
      onKeyDown={(key) => {
        if (key.key === "ArrowLeft") onNewer?.();
        if (key.key === "ArrowRight") onOlder?.();
      }}
    >
      <div class="event-sheet">
        <h2>{what}</h2>
        <p class="event-detail">{detailOf(event)}</p>
        <figure>
          <Snapshot
            key={event.id}
            path={pictureOf(event, stay)}
            time={event.time}
            alt={t.pictureOf(event.person === undefined ? what : shortId(event.person))}
          />
        </figure>
        <Details {...{ event, stay, title }} />
        <div class="event-buttons">
          <button type="button" class="button" disabled={!onNewer} onClick={onNewer}>
            ◀ {t.details.newer}
          </button>
          <button type="button" class="button" disabled={!onOlder} onClick={onOlder}>
            {t.details.older} ▶
          </button>
          {event.stream && (
            <a class="button" href={addressOf(["camera", event.stream])}>
              {t.details.toCamera}
            </a>
          )}
          <button type="button" class="button" onClick={() => dialog.current?.close()}>
            {t.details.close}
          </button>
        </div>
      </div>
    </dialog>
  );
}

function Details({ event, stay, title }: Pick<Props, "event" | "stay" | "title">) {
  const t = texts.value.events.details;
  const time = (text: string | undefined) => text && dayAndTime.value.format(new Date(text));
  const person = (id: number | undefined) => id !== undefined && `${shortId(id)} (${id})`;
  const left = event.type === "left" ? event : stay?.left;
  const lines: [string, ComponentChildren][] = [
    [t.time, time(event.time)],
    [t.stream, event.stream && title],
    [t.zone, event.zone],
    [t.line, event.line],
    [t.person, person(event.person)],
    [t.resumes, person(event.resumes)],
    [t.since, event.person !== undefined && time(event.since)],
    [t.until, time(left?.time)],
    [t.duration, lengthOf(event, stay)],
    [t.event, event.id],
  ];
  return (
    <dl>
      {lines.map(
        ([name, value]) =>
          value && (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ),
      )}
    </dl>
  );
}
