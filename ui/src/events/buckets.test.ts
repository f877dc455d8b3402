import { expect, test } from "vitest";
import {
  type Bucket,
  bandsOf,
  bucketAt,
  bucketsIn,
  joined,
  mostPeople,
  staleFrom,
  within,
  wordsOf,
} from "./buckets";

/** Ten seconds from `from` on; `more` says what was known of it, else nothing was. */
function bucket(from: number, more: Partial<Bucket> = {}): Bucket {
  return {
    from,
    to: from + 10_000,
    occupied_s: 0,
    vacant_s: 0,
    unknown_s: 0,
    max_count: null,
    mean_count: null,
    entered: 0,
    longest_stay_s: null,
    ...more,
  };
}
const vacant = { vacant_s: 10, max_count: 0, mean_count: 0 };
const occupied = { occupied_s: 10, max_count: 2, mean_count: 1 };
const unknown = { unknown_s: 10 };

test("times of an answer become numbers", () => {
  const [first] = bucketsIn({
    stream: "yard",
    zone: "door",
    from: "",
    to: "",
    buckets: [{ ...bucket(0), from: "1970-01-01T00:00:01.000Z", to: "1970-01-01T00:00:11.000Z" }],
  });
  expect(first).toMatchObject({ from: 1000, to: 11_000 });
});

test("what is fresh replaces what was known of the same time", () => {
  const known = [0, 10_000, 20_000].map((from) => bucket(from, unknown));
  const fresh = [bucket(20_000, vacant), bucket(30_000, occupied)];
  const all = joined(known, fresh, 10_000);
  expect(all.map(({ from }) => from)).toEqual([10_000, 20_000, 30_000]);
  expect(all.map(({ vacant_s }) => vacant_s)).toEqual([0, 10, 0]);
  expect(joined(known, [], 0)).toEqual(known);
});

test("only what may have changed is asked for again", () => {
  const known = Array.from({ length: 60 }, (_, i) => bucket(i * 10_000));
  expect(staleFrom(known, 100_000, 10_000)).toBe(530_000);
  expect(staleFrom(known, 580_000, 10_000)).toBe(580_000);
  expect(staleFrom([], 0, 10_000)).toBeNull();
  expect(staleFrom(known, -10_000, 10_000)).toBeNull();
  expect(staleFrom(known, 0, 20_000)).toBeNull();
  expect(staleFrom(known, 5_000, 10_000)).toBeNull();
});

test("a moment lies in one bucket or in none", () => {
  const known = [bucket(0), bucket(10_000)];
  expect(bucketAt(known, 10_000)).toBe(known[1]);
  expect(bucketAt(known, 20_000)).toBeNull();
});

test("what lies outside of a time does not count in it", () => {
  const known = [0, 10_000, 20_000].map((from) => bucket(from));
  expect(within(known, { from: 10_000, to: 20_000 })).toEqual([known[1]]);
  expect(within(known, { from: 9_000, to: 21_000 })).toEqual(known);
});

test("the most people are those of the fullest bucket, as far as it is known", () => {
  expect(mostPeople([bucket(0, occupied), bucket(1, vacant), bucket(2)])).toBe(2);
  expect(mostPeople([bucket(1, vacant)])).toBe(0);
  expect(mostPeople([bucket(2, unknown)])).toBeNull();
});

test.each([
  [{ ...occupied, unknown_s: 3 }, "occupied 10 s, up to 2 people, unknown 3 s"],
  [vacant, "vacant"],
  [{ ...vacant, unknown_s: 2 }, "vacant, unknown 2 s"],
  [unknown, "not known"],
])("%j reads '%s'", (more, words) => {
  expect(wordsOf(bucket(0, more))).toBe(words);
});

const size = { width: 100, height: 40 };

test("each state has a shape of its own, and neighbours that are alike are one", () => {
  const buckets = [
    bucket(0, unknown),
    bucket(10_000, vacant),
    bucket(20_000, vacant),
    bucket(30_000, occupied),
  ];
  const bands = bandsOf(buckets, { from: 0, to: 40_000 }, size, 2);
  expect(bands.unknown).toBe("M0 40V0H25V40z");
  expect(bands.vacant).toBe("M25 40V37H100V40z");
  expect(bands.peak).toBe("M75 40V2H100V40z");
  expect(bands.mean).toBe("M75 40V21H100V40z");
});

test("a second in which nothing was known is seen even in a week", () => {
  const bands = bandsOf(
    [bucket(0, { vacant_s: 9.99, unknown_s: 0.01 })],
    { from: 0, to: 10_000 },
    size,
    1,
  );
  expect(bands.unknown).toBe("M0 3V0H100V3z");
});

test("what lies outside is cut off", () => {
  const bands = bandsOf(
    [bucket(-5000, vacant), bucket(90_000, vacant)],
    { from: 0, to: 10_000 },
    size,
    1,
  );
  expect(bands.vacant).toBe("M0 40V37H50V40z");
});
