import { number } from "../texts/numbers";
import { texts } from "../texts/texts";
import type { Bucket } from "./buckets";
import { duration } from "./durations";
import { type ZoneOf, zoneKey } from "./filters";
import { momentTexts } from "./moment_text";
import { bucketFor, momentsOf, type Span } from "./span";
import { useBuckets, wholeWindow, windowOf } from "./use_past";

const mostRows = 24;

/** The time line for who would rather read it: of one zone piece by piece, of several in all. */
export function ZoneTable({
  zones,
  span,
  now,
}: {
  zones: readonly ZoneOf[];
  span: Span;
  now: number;
}) {
  const t = texts.value.events.table;
  const one = zones.length === 1;
  const { from, to } = momentsOf(span, now);
  const window = one ? windowOf(span, now, bucketFor(to - from, mostRows)) : wholeWindow(span, now);
  const known = useBuckets(zones, window);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: It scrolls, and keys have to reach it.
    <section class="zone-table" aria-label={t.open} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {[
              one ? t.time : t.zone,
              t.occupied,
              t.vacant,
              t.unknown,
              t.most,
              t.entered,
              t.longest,
            ].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {zones.flatMap((zone) =>
            (known.get(zoneKey(zone)) ?? []).map((bucket) => (
              <Row
                key={`${zoneKey(zone)}/${bucket.from}`}
                name={
                  one
                    ? momentTexts(bucket, window.bucket).join(" – ")
                    : `${zone.title} – ${zone.zone}`
                }
                bucket={bucket}
              />
            )),
          )}
        </tbody>
      </table>
    </section>
  );
}

function Row({ name, bucket }: { name: string; bucket: Bucket }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{duration(bucket.occupied_s)}</td>
      <td>{duration(bucket.vacant_s)}</td>
      <td>{duration(bucket.unknown_s)}</td>
      <td>{number(bucket.max_count)}</td>
      <td>{number(bucket.entered)}</td>
      <td>{duration(bucket.longest_stay_s)}</td>
    </tr>
  );
}

/** "4 people came · longest stay 2 min · unknown 0 s" of a zone. */
export function Summary({ zone, span, now }: { zone: ZoneOf; span: Span; now: number }) {
  const t = texts.value.events;
  const [bucket] = useBuckets([zone], wholeWindow(span, now)).get(zoneKey(zone)) ?? [];
  if (!bucket) return null;
  const parts = [t.summary.entered(bucket.entered)];
  if (bucket.max_count) parts.push(t.timeline.upTo(bucket.max_count));
  if (bucket.longest_stay_s !== null)
    parts.push(t.summary.longest(duration(bucket.longest_stay_s)));
  parts.push(t.summary.occupied(duration(bucket.occupied_s)));
  parts.push(t.summary.unknown(duration(bucket.unknown_s)));
  return <p class="summary">{parts.join(" · ")}</p>;
}
