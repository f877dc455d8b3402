import { titleOf } from "../server/stream";
import type { Known, Stats, Stream } from "../server/types";
import { addressOf } from "../shell/route";
import { number } from "../texts/numbers";
import { texts } from "../texts/texts";
import { bearableRate, type Finding, isYoung, type Kind, takenByOthers } from "./advise";
import { useFindings } from "./use_findings";

interface Props {
  streams: Known<Stream[]>;
  stats: Known<Stats>;
}

type Of<K extends Kind> = Extract<Finding, { kind: K }>;

const mostNamed = 5;

/** What an operator should know and may do; calm while there is nothing. */
export function Advice({ streams, stats }: Props) {
  const findings = useFindings(streams, stats);
  const t = texts.value.system.advice;
  if (!streams || !stats) return <section class="advice" aria-label={t.title} />;
  const of = <K extends Kind>(kind: K) =>
    findings.filter((finding): finding is Of<K> => finding.kind === kind);
  const others = takenByOthers(stats);
  const reasons = others === null ? [] : [t.others(number(others))];
  const titles = new Map(streams.map((stream) => [stream.id, titleOf(stream)]));
  return (
    <section class="advice" aria-label={t.title}>
      {findings.length === 0 && <Calm streams={streams} stats={stats} />}
      <Trouble findings={of("trouble")} />
      <Lost findings={of("lost")} titles={titles} />
      <Starved findings={of("starved")} titles={titles} reasons={reasons} />
      <Cut findings={of("cut")} titles={titles} reasons={reasons} share={stats.decode_share} />
      <Late findings={of("late")} titles={titles} reasons={reasons} />
    </section>
  );
}

function Calm({ streams, stats }: { streams: Stream[]; stats: Stats }) {
  const t = texts.value.system.advice;
  if (isYoung(stats)) return <p class="calm young">{t.young}</p>;
  return (
    <p class="calm">
      <strong>{t.calm}</strong>{" "}
      <span>{t.calmOf(streams.length, number(stats.inferences_per_sec, 1))}</span>
    </p>
  );
}

type Titles = Map<string, string>;

function Trouble({ findings }: { findings: Of<"trouble">[] }) {
  const t = texts.value.system.advice;
  if (findings.length === 0) return null;
  return (
    <Notice kind="trouble" title={t.trouble} remedies={[t.troubleWhat]}>
      {findings.map(({ reason }) => (
        <li key={reason}>{reason}</li>
      ))}
    </Notice>
  );
}

function Lost({ findings, titles }: { findings: Of<"lost">[]; titles: Titles }) {
  const { states, system } = texts.value;
  const t = system.advice;
  return (
    <OfStreams
      kind="lost"
      title={t.lost(findings.length)}
      findings={findings}
      titles={titles}
      sayOf={({ state, reason }) => (reason ? t.lostOf(states[state], reason) : states[state])}
      remedies={[]}
    />
  );
}

interface ShortProps<K extends Kind> {
  findings: Of<K>[];
  titles: Titles;
  /** Why, if it is known. */
  reasons: string[];
}

function Starved({ findings, titles, reasons }: ShortProps<"starved">) {
  const t = texts.value.system.advice;
  const rate = bearableRate(findings);
  return (
    <OfStreams
      kind="starved"
      title={t.starved(findings.length)}
      findings={findings}
      titles={titles}
      sayOf={({ wanted, got }) => t.starvedOf(number(wanted, 1), number(got, 1))}
      remedies={[...reasons, t.lower(number(rate, rate < 10 ? 1 : 0)), t.faster, t.fewer]}
    />
  );
}

function Cut({ findings, titles, reasons, share }: ShortProps<"cut"> & { share: number }) {
  const t = texts.value.system.advice;
  return (
    <OfStreams
      kind="cut"
      title={t.cut(findings.length)}
      findings={findings}
      titles={titles}
      remedies={[...reasons, t.cutShare(number(share * 100)), t.smaller]}
    />
  );
}

function Late({ findings, titles, reasons }: ShortProps<"late">) {
  const t = texts.value.system.advice;
  return (
    <OfStreams
      kind="late"
      title={t.late(findings.length)}
      findings={findings}
      titles={titles}
      sayOf={({ lag_ms }) => t.lateOf(number(lag_ms / 1000, 1))}
      remedies={[...reasons, t.lateWhat, t.smaller]}
    />
  );
}

interface OfStreamsProps<F> {
  kind: Kind;
  title: string;
  findings: F[];
  titles: Titles;
  sayOf?: (finding: F) => string;
  remedies: string[];
}

/** The same of some streams: each with a link to its page, the first few by name. */
function OfStreams<F extends { stream: string }>(props: OfStreamsProps<F>) {
  const { kind, title, findings, titles, sayOf, remedies } = props;
  if (findings.length === 0) return null;
  const unnamed = findings.length - mostNamed;
  return (
    <Notice kind={kind} title={title} remedies={remedies}>
      {findings.slice(0, mostNamed).map((finding) => (
        <li key={finding.stream}>
          <a href={addressOf(["camera", finding.stream])}>{titles.get(finding.stream)}</a>{" "}
          {sayOf?.(finding)}
        </li>
      ))}
      {unnamed > 0 && <li>{texts.value.system.advice.more(unnamed)}</li>}
    </Notice>
  );
}

interface NoticeProps {
  kind: Kind;
  title: string;
  remedies: string[];
  children: preact.ComponentChildren;
}

function Notice({ kind, title, remedies, children }: NoticeProps) {
  return (
    <article class={`notice ${kind}`} data-kind={kind}>
      <h2>
        <span class="mark" aria-hidden="true" />
        {title}
      </h2>
      <ul class="affected">{children}</ul>
      {remedies.length > 0 && (
        <ul class="remedies">
          {remedies.map((remedy) => (
            <li key={remedy}>{remedy}</li>
          ))}
        </ul>
      )}
    </article>
  );
}
