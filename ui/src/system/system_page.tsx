import "./system.css";
import { PerformancePanel } from "../panel/performance_panel";
import { statsPoll, streamsPoll, usePoll } from "../server/poll";
import { texts } from "../texts/texts";
import { Advice } from "./advice";
import { Lanes } from "./lanes";
import { StreamTable } from "./stream_table";

/** How the machine does, and each stream; with advice where it falls short. */
export function SystemPage() {
  const stats = usePoll(statsPoll);
  const streams = usePoll(streamsPoll);
  const t = texts.value.system;
  return (
    <div class="system">
      <h1 class="unseen">{t.title}</h1>
      <Advice streams={streams} stats={stats} />
      <PerformancePanel />
      {stats && <Lanes lanes={stats.lanes} />}
      {streams && <StreamTable streams={streams} />}
      <p class="links">
        <span>{t.links.title}</span>
        <a href="./metrics">{t.links.metrics}</a>
        <a href="./api/stats">{t.links.stats}</a>
        <a href="./api/v1/streams">{t.links.streams}</a>
      </p>
    </div>
  );
}
