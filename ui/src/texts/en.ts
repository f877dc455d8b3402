import type { EventType, StreamState, ZoneState } from "../server/types";

const states: Record<StreamState, string> = {
  connecting: "Connecting",
  running: "Live",
  stalled: "Stalled",
  waiting: "Waiting",
  ended: "Ended",
  error: "Error",
};

const zoneStates: Record<ZoneState, string> = {
  unknown: "Unknown",
  vacant: "Vacant",
  occupied: "Occupied",
};

const eventTypes: Record<EventType, string> = {
  stream_lost: "Stream lost",
  stream_restored: "Stream is back",
  entered: "Entered",
  left: "Left",
  dwell: "Stays",
  crossed: "Crossed",
  occupied: "Occupied",
  vacated: "Vacated",
  unknown: "Unknown",
  known: "Known again",
  gap: "Events lost",
};

export const en = {
  states,
  zoneStates,
  eventTypes,
  shell: {
    pages: "Pages",
    wall: "Wall",
    events: "Events",
    system: "System",
    skip: "Skip to the content",
    lost: "Connection lost: trying again…",
    loading: "Loading…",
    device: "What the detector runs on",
    theme: "Colours",
    themes: { auto: "As the system", dark: "Dark", light: "Light" },
    language: "Language",
    notFound: "There is no such page.",
    toWall: "To the wall",
    live: (live: number, all: number) => `${live}/${all} live`,
    people: (count: number) => (count === 1 ? "1 person" : `${count} people`),
  },
  wall: {
    title: "Wall",
    empty: "No camera yet",
    emptyWhat:
      "Tell Trigo what to watch when it starts: a file, a directory of files, or a camera.",
    emptyConfig: "Or list your cameras in a file:",
  },
  camera: {},
  panel: {
    title: "Performance",
    groups: {
      inference: "Inference",
      streaming: "Streaming",
      system: "System",
      batch: "Batch and queue",
    },
    figures: {
      time: { name: "Time", what: "The last call of the detector" },
      average: {
        name: "Average",
        what: "Mean of the last 100 calls of the detector",
      },
      looks: {
        name: "Per second",
        what: "Pictures looked at a second, over 5 s",
      },
      fps: {
        name: "FPS",
        what: "Pictures decoded a second, mean of the live streams",
      },
      frameTime: {
        name: "Frame time",
        what: "Processor time to read and decode one picture",
      },
      processed: {
        name: "Processed",
        what: "Pictures decoded since the start; the line: a second",
      },
      detections: {
        name: "Detections",
        what: "Pictures looked at since the start; the line: a second",
      },
      cpu: { name: "CPU", what: "Of the whole machine, by everything" },
      gpu: { name: "GPU", what: "Of its time, by everything" },
      temperature: { name: "GPU temp.", what: "Of the GPU" },
      ram: { name: "RAM", what: "Memory of this program" },
      batch: {
        name: "Batch",
        what: "Pictures in the last call of the detector",
      },
      queue: {
        name: "Queue",
        what: "Pictures that wait for the detector",
      },
      streams: { name: "Streams", what: "Streams that are live" },
      skip: {
        name: "Skip rate",
        what: "Of so many decoded pictures, one is looked at",
      },
    },
    units: { ms: "ms", perSecond: "/s", percent: "%", celsius: "°C", megabytes: "MB" },
    noGpu: "no GPU",
    larger: "Larger lines",
    own: (percent: string) => `Trigo: ${percent} %`,
    machine: (percent: string) => `machine: ${percent} %`,
    lastMinute: (least: string, most: string) => `Last minute: ${least} to ${most}`,
    nothingYet: "Last minute: nothing known",
    ledger: {
      title: "Where every packet went",
      packets: "Packets",
      parts: {
        detected: "Looked at",
        in_flight: "Being looked at",
        waiting: "Waiting for the detector",
        hidden: "In the decoder, or without a picture",
        not_due: "Not due",
        economy: "Left out: not needed",
        cancelled: "Given up: the stream ended",
        replaced: "Replaced by a newer one",
        expired: "Too old when its turn came",
        behind: "Skipped: read too late",
        corrupt: "Damaged",
        no_key: "Without a key frame before it",
        rejected: "Refused by the decoder",
        failed: "The detector failed",
        other: "Left out",
        doubled: "Second pictures of a packet",
      },
    },
  },
  events: {},
  system: {
    title: "System",
    advice: {
      title: "Advice",
      calm: "Everything keeps up",
      calmOf: (streams: number, looks: string) =>
        `${streams === 1 ? "1 stream" : `${streams} streams`}, ${looks} looks a second`,
      young: "Just started: what the first seconds say is not judged yet",
      trouble: "The record is in trouble",
      troubleWhat: "Look at its disk: is there space, may it be written? Live pictures go on.",
      lost: (count: number) =>
        count === 1 ? "1 stream gives no pictures" : `${count} streams give no pictures`,
      lostOf: (state: string, reason: string) => `${state}: ${reason}`,
      starved: (count: number) =>
        count === 1
          ? "1 stream asks for more than the machine gives"
          : `${count} streams ask for more than the machine gives`,
      starvedOf: (wanted: string, got: string) => `wants ${wanted} looks/s and gets ${got}`,
      lower: (rate: string) =>
        `Ask for fewer looks: detect.rate of ${rate}, or a larger detect.every`,
      faster: "Use the faster profile: detect.profile: fast",
      fewer: "Stop streams that nobody needs, or give the important ones a priority",
      cut: (count: number) =>
        count === 1
          ? "1 stream is not decoded in full"
          : `${count} streams are not decoded in full`,
      cutShare: (percent: string) =>
        `There is time to decode ${percent} % of them whole, and the key frames of the rest`,
      smaller: "Use the camera’s smaller stream as url, the large one as live_url",
      late: (count: number) =>
        count === 1 ? "1 stream is read late" : `${count} streams are read late`,
      lateOf: (seconds: string) => `${seconds} s late`,
      lateWhat: "The processor or the network does not keep up with what the camera sends",
      others: (percent: string) => `Other programs take ${percent} % of the processor`,
      more: (count: number) => `and ${count} more`,
    },
    lanes: {
      title: "Lanes",
      name: (lane: number) => `Lane ${lane}`,
      load: (percent: string) => `detects ${percent} % of the time`,
      count: (count: number) => (count === 1 ? "1 lane" : `${count} lanes`),
      batch: (frames: number) =>
        frames === 1 ? "one picture a call" : `up to ${frames} pictures a call`,
      noWait: "no waiting for company",
      wait: (ms: string) => `waits ${ms} ms for company`,
      origins: {
        config: "as configured",
        measured: "measured at this start",
        cached: "measured at an earlier start",
        fixed: "fixed by the model",
      },
      disturbed: "Other programs were busy during the measurement; the next start measures again.",
      candidates: "What was measured",
      candidate: { lanes: "Lanes", batch: "Batch", rate: "Pictures/s", latency: "Call, ms" },
      chosen: "chosen",
    },
    streams: {
      title: "Streams",
      hint: "Sort by a column with its button",
      none: "No stream",
      columns: {
        title: "Stream",
        state: "State",
        people: "People",
        fps: "FPS",
        looks: "Looks/s",
        ledger: "Fate of packets",
        age: "Age p95/p50",
        lag: "Lag",
        decode: "Decoding",
        mode: "Decodes",
        packets: "Packets",
        frames: "Frames",
        detected: "Looked at",
        replaced: "Replaced",
        expired: "Expired",
        corrupt: "Damaged",
        discarded: "Left out",
        incidents: "Losses",
      },
      whats: {
        title: "To its camera page",
        state: "What it does, and why",
        people: "People at the last look",
        fps: "Pictures decoded a second",
        looks: "Looks a second that it gets, of those it asks for",
        ledger: "Where every packet went; sorts by what was lost for want of time or damaged",
        age: "How old results are when they are published, ms: 95 of 100, and half of them",
        lag: "How late packets are read, ms",
        decode: "Processor time to read and decode, ms a second; 1000 is a core",
        mode: "Which pictures are decoded",
        packets: "Packets that arrived",
        frames: "Pictures that came out of the decoder",
        detected: "Pictures looked at",
        replaced: "A newer one came before the detector was free",
        expired: "Too old when their turn came",
        corrupt: "Pictures left out as damaged",
        discarded: "Packets never given to the decoder",
        incidents: "Times that it was lost",
      },
      modes: { all: "all", reference: "reference", keyframes: "key frames" },
      cut: "cut",
    },
    links: {
      title: "For programs",
      metrics: "Metrics",
      stats: "Figures as JSON",
      streams: "Streams as JSON",
    },
  },
};

/** What every catalogue has to have. */
export type Texts = typeof en;
