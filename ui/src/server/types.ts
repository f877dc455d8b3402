// What the server answers: docs/reference/http.md, live.md and events.md of the project.

/** Null wherever something is not known: never a number that was made up. */
export type Known<T> = T | null;

export type StreamState = "connecting" | "running" | "stalled" | "waiting" | "ended" | "error";
export type ZoneState = "unknown" | "vacant" | "occupied";

/** 0 to 1 of a picture's width and height. */
export type Point = [x: number, y: number];

export interface Scene {
  zones: { zone: string; polygon: Point[] }[];
  lines: { line: string; from: Point; to: Point }[];
  masks: { mask: string; polygon: Point[] }[];
}

export interface Presence {
  zones: {
    zone: string;
    state: ZoneState;
    count: Known<number>;
    people: Known<number[]>;
  }[];
  lines: { line: string; left_to_right: number; right_to_left: number }[];
}

/** /api/v1/presence?stream=ID: who is in each zone, and since when (UTC). */
export interface PresenceNow {
  streams: {
    stream: string;
    evidence_age: Known<number>; // Seconds.
    evidence_limit: number; // Seconds.
    zones: {
      zone: string;
      state: ZoneState;
      count: Known<number>;
      since: Known<string>;
      people: Known<{ id: number; class: string; since: string }[]>;
    }[];
  }[];
}

/** Where every packet and frame of a stream went. */
export interface Ledger {
  packets: number;
  discarded: Record<string, number>;
  rejected: number;
  submitted: number;
  frames: number;
  corrupt: number;
  not_due: number;
  offered: number;
  detected: number;
  replaced: number;
  expired: number;
  failed: number;
  cancelled: number;
  waiting: number;
  in_flight: number;
}

/** A stream, as /api/stats has it. */
export interface StreamSummary {
  id: string;
  title: string;
  state: StreamState;
  reason: string;
  fps: number;
  detections_per_sec: number;
  people: Known<number>;
  decode_cut: boolean;
}

/** A stream, as /api/v1/streams has it. */
export interface Stream extends StreamSummary {
  url: string;
  codec: string;
  width: number;
  height: number;
  declared_fps: number;
  detections_wanted_per_sec: number; // As configured; 0 until it runs.
  detections_due_per_sec: number; // As planned now.
  lag_ms: number;
  age_ms: { p50: Known<number>; p95: Known<number> };
  decode: {
    setting: string;
    now: Known<"all" | "reference" | "keyframes">;
    reason: string;
    cut: boolean;
    key_period_s: Known<number>;
  };
  decode_ms_per_s: number;
  failures: number;
  incidents: number;
  gap_limit_s: Known<number>;
  clock: "stream" | "arrival";
  epoch: number;
  history: { at: string; state: StreamState; reason: string }[];
  large: Known<{
    url: string;
    state: "idle" | "connecting" | "running" | "waiting" | "error";
    reason: string;
    width: Known<number>;
    height: Known<number>;
    fps: number;
    failures: number;
  }>;
  ledger: Ledger;
  scene: Scene;
  presence: Presence;
}

/** What is remembered of the last minute, once a second. */
export type Series =
  | "fps"
  | "frame_time_ms"
  | "processed_per_sec"
  | "active_streams"
  | "inference"
  | "inference_time_ms"
  | "inference_avg_ms"
  | "batch_size"
  | "queue_size"
  | "detection_skip"
  | "cpu"
  | "cpu_process"
  | "gpu"
  | "gpu_temperature"
  | "ram";

/** /api/stats: what the engine and the machine do now. */
export interface Stats {
  device: string;
  model: string;
  lanes: {
    count: number;
    batch: number;
    wait_ms: number;
    origin: "config" | "measured" | "cached" | "fixed";
    disturbed: boolean;
    load: number[]; // 0 to 1, of each lane.
    candidates: { lanes: number; batch: number; images_per_s: number; latency_ms: number }[];
  };
  inference_time_ms: Known<number>;
  inference_avg_ms: Known<number>;
  inferences_per_sec: Known<number>;
  total_detections: number;
  batch_size: Known<number>;
  batch_size_avg: Known<number>;
  batch_latency_ms: Known<number>;
  queue_size: number;
  decode_share: number;
  active_streams: number;
  current_fps: Known<number>;
  frame_time_ms: Known<number>;
  frames_processed: number;
  processed_per_sec: number;
  detection_skip: Known<number>;
  cpu_percent: Known<number>;
  cpu_process_percent: Known<number>;
  ram_used_mb: Known<number>;
  ram_percent: Known<number>;
  threads: number;
  descriptors: number;
  gpu_available: boolean;
  gpu_name: Known<string>;
  gpu_percent: Known<number>;
  gpu_temperature: Known<number>;
  gpu_memory_used_mb: Known<number>;
  trouble: Known<string>;
  streams: StreamSummary[];
  history: Record<Series, Known<number>[]>;
}

/** In pixels of the upright picture. */
export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Track extends Box {
  id: number;
  class: number;
  score: number;
  seen: boolean;
  confirmed: boolean;
  still: boolean;
  since: number;
  last_seen: number;
  trail: Point[]; // In pixels of the upright picture.
}

export type View = "wall" | "large";

/** What comes with each live picture. */
export interface PictureHeader {
  v: 1;
  stream: string;
  view: View;
  sync: "exact" | "approximate";
  epoch: number;
  seq: number;
  media_time: number;
  width: number;
  height: number;
  picture: { width: number; height: number };
  detected: boolean;
  age_ms: number;
  boxes: (Box & { score: number; class: number })[];
  tracks: Track[];
  presence: Presence;
}

export type EventType =
  | "stream_lost"
  | "stream_restored"
  | "entered"
  | "left"
  | "dwell"
  | "crossed"
  | "occupied"
  | "vacated"
  | "unknown"
  | "known"
  | "gap";

/** Something on record. What is not of its type is absent. */
export interface RecordedEvent {
  id: number;
  type: EventType;
  time: string;
  stream?: string;
  zone?: string;
  line?: string;
  cause?: string;
  state?: ZoneState;
  count?: number;
  direction?: "left_to_right" | "right_to_left";
  person?: number;
  class?: string;
  since?: string;
  resumes?: number;
  epoch?: number;
  media_time?: number;
  snapshot?: string;
  reason?: string;
}

export interface EventPage {
  events: RecordedEvent[];
  next: Known<number>;
}

/** What was known of a zone in a piece of time. */
export interface PresenceBucket {
  from: string;
  to: string;
  occupied_s: number;
  vacant_s: number;
  unknown_s: number;
  max_count: Known<number>;
  mean_count: Known<number>;
  entered: number;
  longest_stay_s: Known<number>;
}

export interface PresenceBuckets {
  stream: string;
  zone: string;
  from: string;
  to: string;
  buckets: PresenceBucket[];
}
