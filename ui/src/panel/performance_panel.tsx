import "./panel.css";
import { useState } from "preact/hooks";
import { statsPoll, usePoll } from "../server/poll";
import type { Known, Stats } from "../server/types";
import { count, number } from "../texts/numbers";
import { texts } from "../texts/texts";
import { type Figure, type Group, groups } from "./figures";
import { Sparkline } from "./sparkline_view";

const largeKey = "trigo.panel.large";

/** What the engine and the machine do now, each figure with its last minute. */
export function PerformancePanel() {
  const stats = usePoll(statsPoll);
  const [isLarge, setLarge] = useState(localStorage.getItem(largeKey) === "1");
  const t = texts.value.panel;

  function choose(large: boolean) {
    localStorage.setItem(largeKey, large ? "1" : "0");
    setLarge(large);
  }

  return (
    <section class={`panel ${isLarge ? "large" : ""}`} aria-label={t.title}>
      <div class="panel-head">
        <h2>{t.title}</h2>
        <button
          type="button"
          class="button larger"
          aria-pressed={isLarge}
          title={t.larger}
          aria-label={t.larger}
          onClick={() => choose(!isLarge)}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true">
            <path d="M1 12l4-5 3 3 6-8" />
          </svg>
        </button>
        {stats && (
          <p class="chip" title={stats.model}>
            {stats.device}
          </p>
        )}
      </div>
      <div class="panel-groups">
        {(Object.keys(groups) as Group[]).map((group) => (
          <section key={group} class="panel-group">
            <h3>{t.groups[group]}</h3>
            <dl>
              {groups[group].map((figure) => (
                <Row key={figure.key} figure={figure} stats={stats} />
              ))}
            </dl>
          </section>
        ))}
      </div>
    </section>
  );
}

function Row({ figure, stats }: { figure: Figure; stats: Known<Stats> }) {
  const { key, series, top, seriesUnit = figure.unit } = figure;
  const t = texts.value.panel;
  const withoutGpu = stats !== null && !stats.gpu_available;
  if (key === "temperature" && withoutGpu) return null;
  if (key === "gpu" && withoutGpu)
    return (
      <div class="figure" data-figure={key}>
        <dt>{t.figures[key].name}</dt>
        <dd class="none">{t.noGpu}</dd>
      </div>
    );
  return (
    <div class="figure" data-figure={key}>
      <dt title={t.figures[key].what}>{t.figures[key].name}</dt>
      <dd class="spark">
        <Sparkline
          values={stats?.history[series] ?? []}
          digits={figure.digits}
          unit={seriesUnit ? t.units[seriesUnit] : ""}
          {...(top === undefined ? {} : { top })}
        />
      </dd>
      <dd class="value">
        <Value figure={figure} stats={stats} />
      </dd>
      {stats && <Share figure={figure} stats={stats} />}
    </div>
  );
}

function Value({ figure, stats }: { figure: Figure; stats: Known<Stats> }) {
  const { key, digits, unit } = figure;
  const value = stats ? figure.value(stats) : null;
  if (key === "skip") return <>{value === null ? number(null) : `1/${number(value, digits)}`}</>;
  return (
    <>
      {digits === 0 ? count(value) : number(value, digits)}
      {unit && <span class="unit"> {texts.value.panel.units[unit]}</span>}
    </>
  );
}

/** Of those that are a part of the machine: a bar from 0 to 100 %, with what belongs to it. */
function Share({ figure: { key }, stats }: { figure: Figure; stats: Stats }) {
  const t = texts.value.panel;
  if (key === "cpu")
    return (
      <Bar percent={stats.cpu_percent} own={stats.cpu_process_percent}>
        {t.own(number(stats.cpu_process_percent))}
      </Bar>
    );
  if (key === "gpu") {
    const name = stats.gpu_name ?? "";
    return (
      <Bar percent={stats.gpu_percent} title={name}>
        {name}
      </Bar>
    );
  }
  if (key === "ram")
    return <Bar percent={stats.ram_percent}>{t.machine(number(stats.ram_percent))}</Bar>;
  return null;
}

interface BarProps {
  percent: Known<number>;
  own?: Known<number>;
  title?: string;
  children: preact.ComponentChildren;
}

function Bar({ percent, own, title, children }: BarProps) {
  return (
    <dd class="share">
      <span class="bar" aria-hidden="true">
        <span class="all" style={{ width: `${percent ?? 0}%` }} />
        {own !== undefined && <span class="own" style={{ width: `${own ?? 0}%` }} />}
      </span>
      <span class="note" title={title}>
        {children}
      </span>
    </dd>
  );
}
