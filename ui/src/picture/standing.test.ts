import { expect, test } from "vitest";
import { noteConnection } from "../server/connection";
import type { Stream } from "../server/types";
import { knownNow, since, standingOf, unknownZones } from "./standing";

const history = (...states: [string, Stream["state"]][]) =>
  states.map(([at, state]) => ({ at, state, reason: "" }));

test("a lost stream counts from when it was lost, not from the last try", () => {
  const changes = history(
    ["10:00", "connecting"],
    ["10:01", "running"],
    ["11:00", "stalled"],
    ["11:01", "waiting"],
    ["11:02", "connecting"],
  );
  expect(since({ state: "connecting", history: changes })).toBe("11:00");
});

test("one that never came up counts from its start", () => {
  const changes = history(["10:00", "connecting"], ["10:10", "waiting"]);
  expect(since({ state: "waiting", history: changes })).toBe("10:00");
});

test("a live one counts from its first picture", () => {
  const changes = history(["10:00", "connecting"], ["10:01", "running"]);
  expect(since({ state: "running", history: changes })).toBe("10:01");
});

test("without a history nobody knows", () => {
  expect(since({ state: "error", history: [] })).toBeNull();
  expect(since({ state: "running", history: [] })).toBeNull();
});

test("zones that are not known are named", () => {
  const zone = (name: string, state: "unknown" | "vacant") => ({
    zone: name,
    state,
    count: null,
    people: null,
  });
  const presence = { zones: [zone("door", "unknown"), zone("desk", "vacant")], lines: [] };
  expect(unknownZones({ presence })).toEqual(["door"]);
});

test("of a server that does not answer nothing is known, whatever it said last", () => {
  const zones = [{ zone: "door", state: "occupied" as const, count: 2 }];
  expect(standingOf({ state: "running" })).toBe("running");
  expect(knownNow(zones)).toBe(zones);
  noteConnection("test", true);
  expect(standingOf({ state: "running" })).toBe("lost");
  expect(knownNow(zones)).toMatchObject([{ zone: "door", state: "unknown", count: null }]);
  noteConnection("test", false);
  expect(standingOf({ state: "running" })).toBe("running");
});
