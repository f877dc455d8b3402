// The panel of figures: each with its last minute as a line.

const samples = 120;  // Two a second.

const fixed = (digits) => (value) => value.toLocaleString("en", {
  minimumFractionDigits: digits, maximumFractionDigits: digits});
const whole = fixed(0);
const tenth = fixed(1);

/** Large counts in few letters: 12,345 then 1.23 M. */
function count(value) {
  return value < 1e6 ? whole(value) : `${fixed(2)(value / 1e6)} M`;
}

/**
 * What is shown. `key`: of /api/stats. `aside`: a second figure. `line`: what is drawn if not
 * the figure itself; "rate" is its rise. `history`: the server's own past of it. `top`: its end.
 */
const figures = [
  {key: "inference_time_ms", name: "Inference time", unit: "ms", format: tenth,
   aside: (s) => figure(s.inference_avg_ms, tenth, "avg ", " ms")},
  {key: "inferences_per_sec", name: "Inferences", unit: "/s", format: tenth, history: "inference"},
  {key: "current_fps", name: "Frame rate", unit: "fps", format: tenth, history: "fps",
   aside: () => "per stream"},
  {key: "frame_time_ms", name: "Frame time", unit: "ms", format: fixed(2)},
  {key: "cpu_percent", name: "CPU", unit: "%", format: whole, history: "cpu", top: 100,
   aside: (s) => figure(s.cpu_process_percent, whole, "Trigo ", " %")},
  {key: "gpu_percent", name: "GPU", unit: "%", format: whole, history: "gpu", top: 100,
   none: (s) => s.gpu_available ? "–" : "no GPU",
   aside: (s) => [s.gpu_name, figure(s.gpu_temperature, whole, "", " °C")].filter(Boolean)
                     .join(" · ")},
  {key: "ram_used_mb", name: "RAM", unit: "MB", format: whole,
   aside: (s) => figure(s.ram_percent, whole, "machine ", " %")},
  {key: "frames_processed", name: "Processed", unit: "", format: count, line: "rate"},
  {key: "total_detections", name: "Detections", unit: "", format: count, line: "rate"},
  {key: "batch_size", name: "Batch size", unit: "", format: whole,
   aside: (s) => figure(s.batch_size_avg, tenth, "avg ", "")},
  {key: "queue_size", name: "Queue", unit: "", format: whole, aside: () => "frames waiting"},
  {key: "active_streams", name: "Active streams", unit: "", format: whole,
   aside: (s) => figure(s.streams?.length, whole, "of ", "")},
  {key: "detection_skip", name: "Detection skip", unit: "", format: tenth,
   aside: () => "frames to one"},
];

function figure(value, format, before, after) {
  return value === null || value === undefined ? "" : before + format(value) + after;
}

function card({name, unit}) {
  const root = document.createElement("section");
  root.className = "stat";
  root.innerHTML = `<h3></h3><p class="value"><b></b> <small></small></p><p class="aside"></p>
    <svg viewBox="0 0 100 20" preserveAspectRatio="none" aria-hidden="true"><polyline/></svg>`;
  root.querySelector("h3").textContent = name;
  root.querySelector("small").textContent = unit;
  return {
    root,
    value: root.querySelector("b"),
    unit: root.querySelector("small"),
    aside: root.querySelector(".aside"),
    line: root.querySelector("polyline"),
  };
}

/** Points of the line, newest at the right; a gap in the values is passed over. */
function points(values, top) {
  const highest = top ?? Math.max(...values.filter(Number.isFinite), 0) * 1.15;
  const step = 100 / (samples - 1);
  const start = 100 - (values.length - 1) * step;
  return values
      .map((value, i) => Number.isFinite(value)
          ? `${(start + i * step).toFixed(1)},${(19 - 18 * (highest > 0 ? value / highest : 0))
                .toFixed(1)}`
          : "")
      .filter(Boolean)
      .join(" ");
}

export class StatsPanel {
  #cards;

  constructor(root) {
    this.#cards = figures.map((figure) => ({figure, ...card(figure), values: [], before: null}));
    root.append(...this.#cards.map(({root: section}) => section));
  }

  show(stats) {
    for (const entry of this.#cards) {
      const {figure: shown} = entry;
      const value = stats[shown.key];
      const known = Number.isFinite(value);
      entry.value.textContent = known ? shown.format(value) : shown.none?.(stats) ?? "–";
      entry.unit.hidden = !known;
      entry.aside.textContent = shown.aside?.(stats) ?? "";
      this.#remember(entry, known ? value : NaN, stats.history?.[shown.history]);
      entry.line.setAttribute("points", points(entry.values, shown.top));
    }
  }

  #remember(entry, value, past) {
    // The server has one value a second, we take two.
    if (entry.values.length === 0 && past)
      entry.values = past.flatMap((old) => [old ?? NaN, old ?? NaN]);
    if (entry.figure.line === "rate") {
      const rise = entry.before === null ? NaN : value - entry.before;
      entry.before = value;
      entry.values.push(Math.max(rise, 0));
    } else {
      entry.values.push(value);
    }
    entry.values = entry.values.slice(-samples);
  }
}
