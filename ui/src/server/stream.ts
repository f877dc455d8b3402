import type { Stream, StreamSummary } from "./types";

/** What people are shown of it. */
export function titleOf({ title, id }: Pick<StreamSummary, "title" | "id">): string {
  return title || id;
}

/** Looks a second that it asks for: what is planned, unless that is less for want of time. */
export function wantedOf(stream: Stream): number {
  return stream.decode.cut ? stream.detections_wanted_per_sec : stream.detections_due_per_sec;
}
