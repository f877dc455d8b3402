import type { Stream } from "../server/types";
import { number } from "../texts/numbers";
import { texts } from "../texts/texts";
import { isLive, standingOf } from "./standing";

/** How it does, in a word or two. */
export function StateText({ stream }: { stream: Stream }) {
  const t = texts.value;
  const standing = standingOf(stream);
  const isReduced = isLive(standing) && stream.decode_cut;
  return (
    <span
      class={isReduced ? "state reduced" : "state"}
      title={isReduced ? t.picture.reducedWhy : undefined}
    >
      {isReduced ? t.picture.reduced : standing === "lost" ? t.picture.lost : t.states[standing]}
    </span>
  );
}

/** How many people are there; nothing while it is not live. */
export function PeopleText({ stream }: { stream: Stream }) {
  const t = texts.value;
  const { people } = stream;
  if (!isLive(standingOf(stream))) return null;
  return (
    <span
      class="people"
      data-count={people ?? ""}
      title={people === null ? t.picture.peopleUnknown : ""}
    >
      <span class="in-words">
        {people === null ? t.picture.peopleUnknown : t.shell.people(people)}
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
