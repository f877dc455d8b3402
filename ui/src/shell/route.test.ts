import { expect, test } from "vitest";
import { addressOf, routeOf } from "./route";

test("an empty address is the wall", () => {
  expect(routeOf("")).toMatchObject({ page: "", rest: [] });
  expect(routeOf("#/")).toMatchObject({ page: "", rest: [] });
});

test("what an address is made of comes back out of it", () => {
  const query = new URLSearchParams({ zone: "back door", since: "2026-11-27T10:00" });
  const { page, rest, query: found } = routeOf(addressOf(["camera", "a/b é"], query));
  expect([page, ...rest]).toEqual(["camera", "a/b é"]);
  expect(found.get("zone")).toBe("back door");
  expect(found.get("since")).toBe("2026-11-27T10:00");
});

test("what is no proper encoding stands for itself", () => {
  expect(routeOf("#/camera/50%").rest).toEqual(["50%"]);
});
