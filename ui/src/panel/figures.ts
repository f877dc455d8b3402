import type { Known, Series, Stats } from "../server/types";

/** A figure of the panel; its name and unit are in the catalogues, under its key. */
export interface Figure {
  key: FigureKey;
  series: Series;
  digits: number;
  unit?: Unit;
  /** Of the series, if it is another. */
  seriesUnit?: Unit;
  value: (stats: Stats) => Known<number>;
  /** What stands at the top of its sparkline; without: the largest value. */
  top?: number;
}

export type FigureKey =
  | "time"
  | "average"
  | "looks"
  | "fps"
  | "frameTime"
  | "processed"
  | "detections"
  | "cpu"
  | "gpu"
  | "temperature"
  | "ram"
  | "batch"
  | "queue"
  | "streams"
  | "skip";

export type Unit = "ms" | "perSecond" | "percent" | "celsius" | "megabytes";
export type Group = "inference" | "streaming" | "system" | "batch";

export const groups: Record<Group, Figure[]> = {
  inference: [
    {
      key: "time",
      series: "inference_time_ms",
      digits: 1,
      unit: "ms",
      value: (s) => s.inference_time_ms,
    },
    {
      key: "average",
      series: "inference_avg_ms",
      digits: 1,
      unit: "ms",
      value: (s) => s.inference_avg_ms,
    },
    {
      key: "looks",
      series: "inference",
      digits: 1,
      unit: "perSecond",
      value: (s) => s.inferences_per_sec,
    },
  ],
  streaming: [
    { key: "fps", series: "fps", digits: 1, value: (s) => s.current_fps },
    {
      key: "frameTime",
      series: "frame_time_ms",
      digits: 2,
      unit: "ms",
      value: (s) => s.frame_time_ms,
    },
    {
      key: "processed",
      series: "processed_per_sec",
      digits: 0,
      seriesUnit: "perSecond",
      value: (s) => s.frames_processed,
    },
    {
      key: "detections",
      series: "inference",
      digits: 0,
      seriesUnit: "perSecond",
      value: (s) => s.total_detections,
    },
  ],
  system: [
    {
      key: "cpu",
      series: "cpu",
      digits: 0,
      unit: "percent",
      value: (s) => s.cpu_percent,
      top: 100,
    },
    {
      key: "gpu",
      series: "gpu",
      digits: 0,
      unit: "percent",
      value: (s) => s.gpu_percent,
      top: 100,
    },
    {
      key: "temperature",
      series: "gpu_temperature",
      digits: 0,
      unit: "celsius",
      value: (s) => s.gpu_temperature,
      top: 100,
    },
    { key: "ram", series: "ram", digits: 0, unit: "megabytes", value: (s) => s.ram_used_mb },
  ],
  batch: [
    { key: "batch", series: "batch_size", digits: 0, value: (s) => s.batch_size },
    { key: "queue", series: "queue_size", digits: 0, value: (s) => s.queue_size },
    { key: "streams", series: "active_streams", digits: 0, value: (s) => s.active_streams },
    { key: "skip", series: "detection_skip", digits: 1, value: (s) => s.detection_skip },
  ],
};
