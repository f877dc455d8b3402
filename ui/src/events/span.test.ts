import { describe, expect, test } from "vitest";
import {
  addSpan,
  between,
  bucketFor,
  bucketStart,
  firstSpan,
  localText,
  momentsOf,
  type Span,
  shifted,
  spanFrom,
  spanText,
  usualSpan,
  zoomedIn,
  zoomedOut,
} from "./span";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const now = Date.parse("2026-11-27T12:00:00Z");
const ten = Date.parse("2026-11-27T10:00:00Z");

function addressed(span: Span): string {
  const query = new URLSearchParams();
  addSpan(span, query);
  return decodeURIComponent(query.toString());
}

describe("in the address", () => {
  test.each([
    [{ last: hour }, "last=1h"],
    [{ last: 90 * minute }, "last=90m"],
    [{ last: 30 * day }, "last=30d"],
    [{ from: ten, to: ten + hour }, "from=2026-11-27T10:00Z&to=2026-11-27T11:00Z"],
    [{ from: ten + 1000, to: ten + hour }, "from=2026-11-27T10:00:01Z&to=2026-11-27T11:00Z"],
  ])("%j is %s and comes back out of it", (span, text) => {
    expect(addressed(span)).toBe(text);
    expect(spanFrom(new URLSearchParams(text))).toEqual(span);
  });

  test.each([
    "",
    "last=0h",
    "last=soon",
    "last=9s",
    "from=2026-11-27T10:00Z",
    "from=x&to=y",
    "from=2026-11-27T11:00Z&to=2026-11-27T10:00Z",
    "last=99999d",
  ])("'%s' makes no sense and is the last day", (text) => {
    expect(spanFrom(new URLSearchParams(text))).toEqual(usualSpan);
  });

  test("a length that is not round is told in seconds", () => {
    expect(spanText(61_000)).toBe("61s");
  });
});

describe("another span", () => {
  test("is between two moments in either order, and never too short to be seen", () => {
    expect(between(ten + hour, ten)).toEqual({ from: ten, to: ten + hour });
    expect(between(ten + 400, ten + 300)).toEqual({ from: ten, to: ten + 10_000 });
  });

  test("twice as long keeps its middle, or its end if that is now", () => {
    expect(zoomedOut({ from: ten, to: ten + hour }, now)).toEqual({
      from: ten - hour / 2,
      to: ten + 1.5 * hour,
    });
    expect(zoomedOut({ last: hour }, now)).toEqual({ last: 2 * hour });
    expect(zoomedOut({ from: ten, to: now }, now)).toEqual({ last: 4 * hour });
  });

  test("half as long lies around where one points, within what was there", () => {
    const span = { from: ten, to: ten + hour };
    expect(zoomedIn(span, now)).toEqual({ from: ten + hour / 4, to: ten + 0.75 * hour });
    expect(zoomedIn(span, now, ten)).toEqual({ from: ten, to: ten + hour / 2 });
    expect(zoomedIn({ last: 10_000 }, now)).toEqual({ last: 10_000 });
  });

  test("earlier and later go by half of it, and not into the future", () => {
    const earlier = shifted({ last: hour }, now, -1);
    expect(earlier).toEqual({ from: now - 1.5 * hour, to: now - hour / 2 });
    expect(shifted(earlier, now, 1)).toEqual({ from: now - hour, to: now });
    expect(shifted({ from: now - hour, to: now }, now, 1)).toEqual({ last: hour });
  });

  test("that follows the clock ends now", () => {
    expect(momentsOf({ last: hour }, now)).toEqual({ from: now - hour, to: now });
  });
});

describe("buckets", () => {
  test.each([
    [15 * minute, 600, 2000],
    [hour, 600, 10_000],
    [day, 600, 5 * minute],
    [7 * day, 600, 30 * minute],
    [7 * day, 150, 2 * hour],
    [30 * day, 600, 2 * hour],
    [3650 * day, 600, 7 * day],
  ])("of %i ms in at most %i are %i ms long", (length, most, bucket) => {
    expect(bucketFor(length, most)).toBe(bucket);
    expect(length / bucket).toBeLessThanOrEqual(most);
  });

  test("begin where the local clock is round", () => {
    const local = new Date(2026, 10, 27, 10, 17, 31).getTime();
    expect(bucketStart(local, 15 * minute)).toBe(new Date(2026, 10, 27, 10, 15).getTime());
    expect(bucketStart(local, day)).toBe(new Date(2026, 10, 27).getTime());
  });
});

test("a moment is typed by the local clock", () => {
  const moment = new Date(2026, 0, 2, 3, 4, 5).getTime();
  expect(localText(moment, false)).toBe("2026-01-02T03:04");
  expect(localText(moment, true)).toBe("2026-01-02T03:04:05");
});

test("a young record is shown whole at first, of an old one the last day", () => {
  expect(firstSpan(now, now)).toEqual({ last: 15 * minute });
  expect(firstSpan(now - 2 * minute, now)).toEqual({ last: 15 * minute });
  expect(firstSpan(now - 16 * minute, now)).toEqual({ last: hour });
  expect(firstSpan(now - 2 * hour, now)).toEqual({ last: day });
  expect(firstSpan(now - 90 * day, now)).toEqual({ last: day });
});
