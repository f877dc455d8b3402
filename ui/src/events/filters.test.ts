import { expect, test } from "vitest";
import type { Stream } from "../server/types";
import { filtersFrom, groups, queryOf, questionOf, timesOf, typesOf, zonesOf } from "./filters";

const addresses = [
  "last=1d",
  "stream=yard&zone=door&last=1h",
  "stream=yard&line=gate&type=people&last=15m",
  "type=left%2Cdwell&from=2026-11-27T10%3A00Z&to=2026-11-27T11%3A00Z",
];

test.each(addresses)("the address ?%s comes back out of what it means", (address) => {
  expect(queryOf(filtersFrom(new URLSearchParams(address))).toString()).toBe(address);
});

test("without anything it is people and cameras of the last day", () => {
  const filters = filtersFrom(new URLSearchParams());
  expect(filters).toMatchObject({ stream: "", zone: "", line: "", types: "main" });
  expect(questionOf(filters).type).toBe(
    "entered,left,dwell,crossed,stream_lost,stream_restored,gap",
  );
});

test("types that are none are passed over", () => {
  expect(filtersFrom(new URLSearchParams("type=came,left")).types).toBe("left");
  expect(filtersFrom(new URLSearchParams("type=came")).types).toBe("main");
  expect(typesOf("constructor")).toEqual([]);
});

test("every type is in just one of people, zones and streams", () => {
  const all = [...groups.people, ...groups.zones, ...groups.streams];
  expect(new Set(all).size).toBe(all.length);
  expect(all.length).toBe(11);
});

test("a time is asked for in whole seconds that hold all of it", () => {
  expect(timesOf({ from: 1999, to: 3001 })).toEqual({ since: 1, until: 4 });
});

const yard = {
  id: "yard",
  title: "The yard",
  scene: { zones: [{ zone: "door" }, { zone: "gate" }] },
} as unknown as Stream;
const shop = { id: "shop", title: "", scene: { zones: [{ zone: "door" }] } } as unknown as Stream;

function rows(address: string): string[] {
  return zonesOf([yard, shop], filtersFrom(new URLSearchParams(address))).map(
    ({ stream, zone, title }) => `${stream}/${zone} ${title}`,
  );
}

test("there is a row for every zone that is chosen", () => {
  expect(rows("")).toEqual(["yard/door The yard", "yard/gate The yard", "shop/door shop"]);
  expect(rows("stream=yard")).toEqual(["yard/door The yard", "yard/gate The yard"]);
  expect(rows("stream=yard&zone=gate")).toEqual(["yard/gate The yard"]);
  expect(rows("stream=yard&line=middle")).toEqual(["yard/door The yard", "yard/gate The yard"]);
  expect(rows("stream=old&zone=shed")).toEqual(["old/shed old"]);
});
