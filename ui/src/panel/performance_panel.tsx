import "./panel.css";
/** What the engine and the machine do now, each figure with its last minute. */
export function PerformancePanel() {
  return <section class="panel" />;
}
