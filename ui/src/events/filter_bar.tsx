import { useState } from "preact/hooks";
import type { EventType, Stream } from "../server/types";
import { texts } from "../texts/texts";
import { allTypes, type Filters, groups, isGroup, titleIn, typesOf } from "./filters";
import { presetName } from "./moment_text";
import {
  between,
  localText,
  momentsOf,
  presets,
  type Span,
  shifted,
  zoomedIn,
  zoomedOut,
} from "./span";

interface Props {
  streams: readonly Stream[];
  filters: Filters;
  now: number;
  onChange: (change: Partial<Filters>) => void;
}

export function FilterBar({ streams, filters, now, onChange }: Props) {
  const { span } = filters;
  const onSpan = (span: Span) => onChange({ span });
  return (
    <div class="filters">
      <Where {...{ streams, filters, onChange }} />
      <What types={filters.types} onTypes={(types) => onChange({ types })} />
      <Times key={JSON.stringify(span)} {...{ span, now, onSpan }} />
      <SpanButtons {...{ span, now, onSpan }} />
    </div>
  );
}

/** A place as the value of an option: stream, "zone" or "line", its name. */
function placeValue(stream: string, kind: "zone" | "line" | "", name: string): string {
  return JSON.stringify([stream, kind, name]);
}

function Where({ streams, filters, onChange }: Omit<Props, "now">) {
  const t = texts.value.events;
  const { stream, zone, line } = filters;
  const value = placeValue(stream, zone ? "zone" : line ? "line" : "", zone || line);
  const places = streams.map(({ id, scene }) => ({
    id,
    options: [
      { value: placeValue(id, "", ""), name: t.allOf(titleIn(streams, id)) },
      ...scene.zones.map(({ zone }) => ({
        value: placeValue(id, "zone", zone),
        name: `${titleIn(streams, id)} – ${t.zone(zone)}`,
      })),
      ...scene.lines.map(({ line }) => ({
        value: placeValue(id, "line", line),
        name: `${titleIn(streams, id)} – ${t.line(line)}`,
      })),
    ],
  }));
  // What an address asks for may not be there any more.
  const isThere =
    value === placeValue("", "", "") ||
    places.some(({ options }) => options.some((option) => option.value === value));
  return (
    <label class="filter">
      <span>{t.where}</span>
      <select
        class="field"
        value={value}
        onChange={(event) => {
          const [stream, kind, name] = JSON.parse(event.currentTarget.value) as string[];
          onChange({
            stream: stream ?? "",
            zone: (kind === "zone" && name) || "",
            line: (kind === "line" && name) || "",
          });
        }}
      >
        <option value={placeValue("", "", "")}>{t.everywhere}</option>
        {!isThere && (
          <option value={value}>
            {[stream && titleIn(streams, stream), zone && t.zone(zone), line && t.line(line)]
              .filter(Boolean)
              .join(" – ")}
          </option>
        )}
        {places.map(({ id, options }) => (
          <optgroup key={id} label={titleIn(streams, id)}>
            {options.map((option) => (
              <option key={option.value} value={option.value}>
                {option.name}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

function What({ types, onTypes }: { types: string; onTypes: (types: string) => void }) {
  const t = texts.value.events;
  const names = texts.value.eventTypes;
  const isOne = allTypes.some((type) => type === types);
  return (
    <label class="filter">
      <span>{t.what}</span>
      <select class="field" value={types} onChange={(event) => onTypes(event.currentTarget.value)}>
        {(Object.keys(groups) as (keyof typeof groups)[]).map((group) => (
          <option key={group} value={group}>
            {t.groups[group]}
          </option>
        ))}
        {!isOne && !isGroup(types) && (
          <option value={types}>
            {typesOf(types)
              .map((type: EventType) => names[type])
              .join(", ")}
          </option>
        )}
        <optgroup label={t.only}>
          {allTypes.map((type) => (
            <option key={type} value={type}>
              {names[type]}
            </option>
          ))}
        </optgroup>
      </select>
    </label>
  );
}

interface SpanProps {
  span: Span;
  now: number;
  onSpan: (span: Span) => void;
}

/** From when to when, as typed. Made anew with every span. */
function Times({ span, now, onSpan }: SpanProps) {
  const t = texts.value.events;
  const moments = momentsOf(span, now);
  const exact = !("last" in span) && (span.from % 60_000 !== 0 || span.to % 60_000 !== 0);
  const [typed, setTyped] = useState<{ from?: string; to?: string }>({});
  const from = typed.from ?? localText(moments.from, exact);
  const to = typed.to ?? localText(moments.to, exact);
  const isComplete = from !== "" && to !== "";
  const isWrong = isComplete && Date.parse(from) >= Date.parse(to);
  const isChanged = typed.from !== undefined || typed.to !== undefined;
  const field = (name: "from" | "to", value: string) => (
    <label class="filter">
      <span>{t[name]}</span>
      <input
        class="field"
        type="datetime-local"
        value={value}
        step={exact ? 1 : 60}
        required
        onInput={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
      />
    </label>
  );
  return (
    <form
      class="times"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (isComplete && !isWrong) onSpan(between(Date.parse(from), Date.parse(to)));
      }}
    >
      {field("from", from)}
      {field("to", to)}
      <button
        type="submit"
        class={`button${isChanged ? " due" : ""}`}
        disabled={isWrong || !isComplete}
      >
        {t.show}
      </button>
      {isWrong && (
        <p class="wrong" role="alert">
          {t.wrongOrder}
        </p>
      )}
    </form>
  );
}

function SpanButtons({ span, now, onSpan }: SpanProps) {
  const t = texts.value.events;
  const last = "last" in span ? span.last : 0;
  const steps = [
    { name: t.earlier, sign: "◀", span: shifted(span, now, -1) },
    { name: t.later, sign: "▶", span: shifted(span, now, 1), off: last > 0 },
    { name: t.zoomOut, sign: "−", span: zoomedOut(span, now) },
    { name: t.zoomIn, sign: "+", span: zoomedIn(span, now) },
  ];
  return (
    <fieldset class="spans">
      <legend class="unseen">{t.time}</legend>
      {presets.map((length) => (
        <button
          key={length}
          type="button"
          class="button"
          aria-pressed={last === length}
          title={presetName(length, "lasts")}
          onClick={() => onSpan({ last: length })}
        >
          {presetName(length, "presets")}
        </button>
      ))}
      {steps.map(({ name, sign, span: to, off }) => (
        <button
          key={sign}
          type="button"
          class="button sign"
          aria-label={name}
          title={name}
          disabled={off}
          onClick={() => onSpan(to)}
        >
          {sign}
        </button>
      ))}
    </fieldset>
  );
}
