import { wantedOf } from "../server/stream";
import type { Stats, Stream, StreamState } from "../server/types";

/** Something that an operator should know of, and may do something about. */
export type Finding =
  | { kind: "trouble"; reason: string }
  | { kind: "lost"; stream: string; state: StreamState; reason: string }
  | { kind: "starved"; stream: string; wanted: number; got: number }
  | { kind: "cut"; stream: string }
  | { kind: "late"; stream: string; lag_ms: number };
export type Kind = Finding["kind"];

/** A finding, and in how many answers without a break it stands. */
export interface Held {
  finding: Finding;
  answers: number;
}

/** Before that, the model is being made ready, and rates over 5 s say little. Seconds. */
export const youngUntil = 8;

/** Answers in which it has to stand until it is told; what is a state, and no measure, at once. */
const patience: Record<Kind, number> = { trouble: 1, lost: 1, starved: 3, cut: 3, late: 3 };

// Where a finding begins, and where it ends: what hovers at a limit does not come and go.
const shareGot = { begin: 0.85, end: 0.95 };
const shareDecoded = { begin: 0.9, end: 0.98 };
const lag_ms = { begin: 500, end: 200 };
const laneLoad = { begin: 0.8, end: 0.6 };
const muchPercent = 40;
type Limit = "begin" | "end";

export function isYoung(stats: Stats): boolean {
  return stats.history.fps.length < youngUntil;
}

/**
 * What stands in this answer. `before`: what stood in the one before, for which the calmer limits
 * hold. Call it once an answer: rates are the server's means over 5 s.
 */
export function advise(streams: Stream[], stats: Stats, before: readonly Held[]): Held[] {
  const held = new Map(before.map((one) => [keyOf(one.finding), one.answers]));
  const limitOf = (kind: Kind, stream: string): Limit =>
    held.has(`${kind} ${stream}`) ? "end" : "begin";
  const findings: Finding[] = [];
  if (stats.trouble !== null) findings.push({ kind: "trouble", reason: stats.trouble });
  for (const stream of streams) {
    const { id, state, reason } = stream;
    if (isLost(stream)) findings.push({ kind: "lost", stream: id, state, reason });
    if (state !== "running" || isYoung(stats) || stream.ledger.frames < youngUntil * stream.fps)
      continue;
    if (isStarved(stream, stats, limitOf("starved", id)))
      findings.push({
        kind: "starved",
        stream: id,
        wanted: wantedOf(stream),
        got: stream.detections_per_sec,
      });
    if (isCut(stream, stats, limitOf("cut", id))) findings.push({ kind: "cut", stream: id });
    if (stream.lag_ms > lag_ms[limitOf("late", id)])
      findings.push({ kind: "late", stream: id, lag_ms: stream.lag_ms });
  }
  return findings.map((finding) => ({ finding, answers: (held.get(keyOf(finding)) ?? 0) + 1 }));
}

/** Of what stands, what has stood for long enough. */
export function told(held: readonly Held[]): Finding[] {
  return held
    .filter(({ finding, answers }) => answers >= patience[finding.kind])
    .map(({ finding }) => finding);
}

/** Looks a second that would do for all of these: a little less than they get now on average. */
export function bearableRate(starved: readonly { got: number }[]): number {
  const mean = meanOf(starved.map(({ got }) => got)) * 0.95;
  return mean >= 10 ? Math.floor(mean) : Math.max(Math.floor(mean * 10) / 10, 0.1);
}

/** Percent of the machine that other programs take, if that is much: the mean of the last 10 s. */
export function takenByOthers({ history }: Stats): number | null {
  const all = meanOf(history.cpu.slice(-10));
  const own = meanOf(history.cpu_process.slice(-10));
  return all - own > muchPercent ? all - own : null;
}

function meanOf(values: readonly (number | null)[]): number {
  return values.reduce<number>((sum, value) => sum + (value ?? 0), 0) / Math.max(values.length, 1);
}

function keyOf(finding: Finding): string {
  return `${finding.kind} ${"stream" in finding ? finding.stream : ""}`;
}

function isLost({ state, reason }: Stream): boolean {
  return ["stalled", "waiting", "error"].includes(state) || (state === "connecting" && !!reason);
}

/** It gets less than it wants, and it is the machine that falls short, not the camera. */
function isStarved(stream: Stream, { lanes }: Stats, limit: Limit): boolean {
  const load = lanes.load.reduce((sum, share) => sum + share, 0) / Math.max(lanes.load.length, 1);
  const isBusy = stream.decode.cut || load > laneLoad[limit];
  // Of pictures that the camera does not give there are no looks.
  const possible = stream.decode.cut ? wantedOf(stream) : Math.min(wantedOf(stream), stream.fps);
  return isBusy && stream.detections_per_sec < shareGot[limit] * possible;
}

function isCut({ decode }: Stream, { decode_share }: Stats, limit: Limit): boolean {
  return decode.cut && decode_share < shareDecoded[limit];
}
