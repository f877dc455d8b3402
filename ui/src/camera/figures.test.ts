import { expect, test } from "vitest";
import type { Ledger, Stream } from "../server/types";
import { en } from "../texts/en";
import { sourceOf, workOf } from "./figures";

const ledger: Ledger = {
  packets: 100,
  discarded: { behind: 5, not_needed: 0 },
  rejected: 1,
  submitted: 94,
  frames: 94,
  corrupt: 0,
  not_due: 70,
  offered: 24,
  detected: 20,
  replaced: 3,
  expired: 0,
  failed: 0,
  cancelled: 0,
  waiting: 0,
  in_flight: 1,
};

const stream: Stream = {
  id: "yard",
  title: "",
  state: "running",
  reason: "",
  fps: 9.96,
  detections_per_sec: 2.4,
  people: 1,
  decode_cut: false,
  url: "rtsp://viewer:***@10.0.0.7/stream2",
  codec: "h264",
  width: 1280,
  height: 720,
  declared_fps: 10,
  detections_due_per_sec: 2.5,
  detections_wanted_per_sec: 2.5,
  lag_ms: 12,
  age_ms: { p50: 41.2, p95: 150.7 },
  decode: { setting: "auto", now: "all", reason: "somebody watches", cut: false, key_period_s: 2 },
  decode_ms_per_s: 31.25,
  failures: 0,
  incidents: 2,
  gap_limit_s: 2,
  clock: "stream",
  epoch: 1,
  history: [],
  large: null,
  ledger,
  scene: { zones: [], lines: [], masks: [] },
  presence: { zones: [], lines: [] },
};

const valuesOf = (rows: { name: string; value: string }[]) =>
  Object.fromEntries(rows.map(({ name, value }) => [name, value]));

test("a live stream's figures have their units", () => {
  const rows = workOf(stream, en.camera);
  expect(valuesOf(rows)).toMatchObject({
    "Pictures decoded": "10.0 /s",
    "Looked at": "2.4 of 2.5 /s",
    "Age of results": "41 ms, 95 %: 151 ms",
    "Decoding takes": "31.3 ms/s",
    Outages: "2",
  });
  expect(rows.find(({ name }) => name === "Decoded are")?.note).toBe("somebody watches");
});

test("what is not known is never a number", () => {
  const lost: Stream = {
    ...stream,
    state: "waiting",
    fps: 0,
    width: 0,
    height: 0,
    declared_fps: 0,
    codec: "",
    gap_limit_s: null,
    age_ms: { p50: null, p95: null },
    decode: { ...stream.decode, now: null, key_period_s: null },
  };
  const work = valuesOf(workOf(lost, en.camera));
  for (const name of ["Pictures decoded", "Looked at", "Age of results", "Read late by"])
    expect(work[name], name).toBe("–");
  expect(work["Decoded are"]).toBe("–");
  const source = valuesOf(sourceOf(lost, en.camera));
  for (const name of ["Codec", "Size", "Declares", "Stalled after"])
    expect(source[name], name).toBe("–");
});
