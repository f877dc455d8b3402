import { Poll } from "../server/poll";
import { withQuery } from "../server/requests";
import type { PresenceNow } from "../server/types";

const everyMs = 1000;

/** What is known of a stream's zones, and since when. */
export function presencePollOf(stream: string): Poll<PresenceNow> {
  return new Poll<PresenceNow>(withQuery("api/v1/presence", { stream }), everyMs);
}
