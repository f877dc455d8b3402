import "./events.css";
import { useEffect, useState } from "preact/hooks";
import { streamsPoll, usePoll } from "../server/poll";
import { getJson, withQuery } from "../server/requests";
import type { EventPage } from "../server/types";
import { addressOf, go, replaceQuery, route } from "../shell/route";
import { texts } from "../texts/texts";
import { EventFeed } from "./event_feed";
import { EventList } from "./event_list";
import { FilterBar } from "./filter_bar";
import {
  type Filters,
  filtersFrom,
  queryOf,
  questionOf,
  timesOf,
  type ZoneOf,
  zonesOf,
} from "./filters";
import { spanName } from "./moment_text";
import { addSpan, firstSpan, isLive, momentsOf, namesSpan, type Span, usualSpan } from "./span";
import { TimeLine } from "./time_line";
import { useNow } from "./use_now";
import { historyPath, wholeWindow } from "./use_past";
import { Summary, ZoneTable } from "./zone_table";

/** How often a span that follows the clock moves on: by a few pixels. */
function tickMs({ span }: Filters): number {
  if (!isLive(span, Date.now())) return 0;
  const { from, to } = momentsOf(span, Date.now());
  return Math.min(Math.max((to - from) / 180, 5000), 30_000);
}

export function EventsPage() {
  return namesSpan(route.value.query) ? <Events /> : <FirstSpan />;
}

/** Finds out which span to begin with. */
function FirstSpan() {
  useEffect(() => {
    const begin = (span: Span) => {
      const query = new URLSearchParams(route.peek().query);
      addSpan(span, query);
      replaceQuery(query);
    };
    const ended = new AbortController();
    getJson<EventPage>("api/v1/events?limit=1", ended.signal).then(
      ({ events: [oldest] }) =>
        begin(firstSpan(oldest ? Date.parse(oldest.time) : Date.now(), Date.now())),
      () => ended.signal.aborted || begin(usualSpan),
    );
    return () => ended.abort();
  }, []);
  return <p class="events-loading">{texts.value.shell.loading}</p>;
}

function Events() {
  const streams = usePoll(streamsPoll);
  const filters = filtersFrom(route.value.query);
  const now = useNow(tickMs(filters));
  const [feed, reload] = useFeed(filters);
  const t = texts.value.events;
  const change = (change: Partial<Filters>) =>
    go(addressOf(["events"], queryOf({ ...filters, ...change })));
  useEffect(() => feed?.dropOld(now), [feed, now]);
  if (!streams || !feed) return <p class="events-loading">{texts.value.shell.loading}</p>;
  const state = feed.state.value;
  if (state.kind === "refused") return <Refused detail={state.detail} />;
  const zones = zonesOf(streams, filters);
  const [zone] = zones;
  const isOne = filters.zone !== "" && zone !== undefined;
  return (
    <section id="events" aria-label={t.title}>
      <h1 class="unseen">{t.title}</h1>
      <FilterBar streams={streams} filters={filters} now={now} onChange={change} />
      {zones.length > 0 ? (
        <TimeLine
          zones={zones}
          span={filters.span}
          now={now}
          onSpan={(span) => change({ span })}
          onZone={({ stream, zone }) => change({ stream, zone, line: "" })}
        />
      ) : (
        streams.every(({ scene }) => scene.zones.length === 0) && <NoZones />
      )}
      <div class="below">
        <h2>{spanName(filters.span)}</h2>
        {isOne && <Summary zone={zone} span={filters.span} now={now} />}
        <Downloads filters={filters} zone={isOne ? zone : undefined} now={now} />
      </div>
      {zones.length > 0 && <AsTable zones={zones} filters={filters} now={now} />}
      {state.kind === "ready" && feed.log.rows === 0 && feed.log.ended ? (
        <Empty filters={filters} onChange={change} />
      ) : (
        <EventList
          key={queryOf(filters).toString()}
          feed={feed}
          streams={streams}
          now={now}
          onReload={reload}
        />
      )}
    </section>
  );
}

/** Null before the first. */
function useFeed(filters: Filters): [EventFeed | null, () => void] {
  const [feed, setFeed] = useState<EventFeed | null>(null);
  const [round, setRound] = useState(0);
  useEffect(() => {
    const made = new EventFeed(filters);
    setFeed(made);
    return () => made.end();
  }, [queryOf(filters).toString(), round]);
  void feed?.version.value;
  return [feed, () => setRound(round + 1)];
}

function Downloads({
  filters,
  zone,
  now,
}: {
  filters: Filters;
  zone: ZoneOf | undefined;
  now: number;
}) {
  const t = texts.value.events;
  const events = withQuery("api/v1/events", {
    format: "csv",
    ...questionOf(filters),
    ...timesOf(momentsOf(filters.span, now)),
  });
  return (
    <p class="downloads">
      <a href={events} download>
        {t.csvEvents}
      </a>
      {zone && (
        <a
          href={historyPath(zone, { ...wholeWindow(filters.span, now), bucket: 60_000 }, "csv")}
          download
        >
          {t.csvZone}
        </a>
      )}
    </p>
  );
}

function AsTable({ zones, filters, now }: { zones: ZoneOf[]; filters: Filters; now: number }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{texts.value.events.table.open}</summary>
      {isOpen && <ZoneTable zones={zones} span={filters.span} now={now} />}
    </details>
  );
}

interface EmptyProps {
  filters: Filters;
  onChange: (change: Partial<Filters>) => void;
}

function Empty({ filters, onChange }: EmptyProps) {
  const t = texts.value.events;
  const week = 7 * 86_400_000;
  const isWeek = "last" in filters.span && filters.span.last >= week;
  return (
    <section class="notice-page empty">
      <h2>{t.empty}</h2>
      <p>{t.emptyWhat}</p>
      <p>
        {!isWeek && (
          <button type="button" class="button" onClick={() => onChange({ span: { last: week } })}>
            {t.week}
          </button>
        )}{" "}
        {filters.types !== "all" && (
          <button type="button" class="button" onClick={() => onChange({ types: "all" })}>
            {t.everything}
          </button>
        )}
      </p>
    </section>
  );
}

const zoneExample = `streams:
  yard:
    url: rtsp://10.0.0.7/stream2
    zones:
      door:
        polygon: [[0.1, 0.5], [0.4, 0.5], [0.4, 1], [0.1, 1]]`;

const runExample = `trigo run --config trigo.yaml

${zoneExample}`;

function NoZones() {
  const t = texts.value.events;
  return (
    <section class="notice-page no-zones">
      <h2>{t.noZones}</h2>
      <p>{t.noZonesWhat}</p>
      <pre>{zoneExample}</pre>
    </section>
  );
}

/** The server says why it cannot tell; it is asked again. */
function Refused({ detail }: { detail: string }) {
  const t = texts.value.events;
  return (
    <section class="notice-page">
      <h1>{t.none}</h1>
      <p>{detail}</p>
      <p>{t.noneWhat}</p>
      <pre>{runExample}</pre>
    </section>
  );
}
