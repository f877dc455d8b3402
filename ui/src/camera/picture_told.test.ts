import { expect, test } from "vitest";
import { en } from "../texts/en";
import { ageText, isSame, pictureTold, type Shown } from "./picture_told";

const small: Shown = { view: "wall", sync: "exact", picture: { width: 320, height: 240 } };
const large: Shown = { view: "large", sync: "approximate", picture: { width: 640, height: 480 } };
const source = {
  url: "rtsp://10.0.0.7/stream1",
  state: "connecting" as const,
  reason: "",
  width: null,
  height: null,
  fps: 0,
  failures: 0,
};

test("the picture of a camera that has no larger one is just shown", () => {
  expect(pictureTold(small, null, en.camera)).toEqual({ what: "Picture 320 × 240", warnings: [] });
});

test("boxes of the other stream are said to be approximate", () => {
  const { what, warnings } = pictureTold(large, source, en.camera);
  expect(what).toBe("Large picture, 640 × 480");
  expect(warnings).toEqual([en.camera.approximate]);
});

test("why the small one is shown instead is said", () => {
  expect(pictureTold(small, source, en.camera).warnings).toEqual([en.camera.smallInstead]);
  const refused = { ...source, state: "error" as const, reason: "401 Unauthorized" };
  expect(pictureTold(small, refused, en.camera).warnings).toEqual([
    "The small picture is shown: 401 Unauthorized",
  ]);
});

test("before the first picture nothing is said of it", () => {
  expect(pictureTold(null, source, en.camera)).toEqual({ what: "", warnings: [] });
});

test("another size is another picture", () => {
  expect(isSame(null, small)).toBe(false);
  expect(isSame({ ...small }, small)).toBe(true);
  expect(isSame(large, { ...large, picture: { width: 320, height: 240 } })).toBe(false);
});

test("an age is told in milliseconds up to a second", () => {
  const plain = (value: number, digits = 0) => value.toFixed(digits);
  expect(ageText(41.6, plain)).toBe("42 ms");
  expect(ageText(2840, plain)).toBe("2.8 s");
});
