import { expect, test } from "vitest";
import { arrange, commonShape, moved, narrowestTile } from "./arrange";

const wide = 16 / 9;
const caption = 32;
const gap = 8;

function heightOf(count: number, { columns, tile }: { columns: number; tile: number }) {
  const rows = Math.ceil(count / columns);
  return rows * (tile / wide + caption) + (rows - 1) * gap;
}

test("one tile fills the window as far as its shape lets it", () => {
  expect(arrange(1, 1600, 2000, wide, caption, gap)).toEqual({ columns: 1, tile: 1600 });
  const { columns, tile } = arrange(1, 1600, 500, wide, caption, gap);
  expect(columns).toBe(1);
  expect(tile).toBe(Math.floor((500 - caption) * wide));
});

test.each([2, 3, 4, 5, 7, 9, 12, 16, 17, 25])(
  "%i tiles fit, and larger ones would not",
  (count) => {
    const [width, height] = [1900, 980];
    const found = arrange(count, width, height, wide, caption, gap);
    expect(found.columns * found.tile + (found.columns - 1) * gap).toBeLessThanOrEqual(width);
    expect(heightOf(count, found)).toBeLessThanOrEqual(height);
    for (let columns = 1; columns <= count; ++columns) {
      const larger = { columns, tile: found.tile + 2 };
      const fitsAcross = columns * larger.tile + (columns - 1) * gap <= width;
      expect(fitsAcross && heightOf(count, larger) <= height, `${columns} columns`).toBe(false);
    }
  },
);

test("sixteen tiles of a wide window stand four by four", () => {
  expect(arrange(16, 1904, 1015, wide, caption, gap).columns).toBe(4);
});

test("what would be too narrow to be seen scrolls", () => {
  const found = arrange(60, 1264, 700, wide, caption, gap);
  expect(found.tile).toBeGreaterThanOrEqual(narrowestTile);
  expect(found.columns).toBe(Math.floor((1264 + gap) / (narrowestTile + gap)));
  expect(heightOf(60, found)).toBeGreaterThan(700);
});

test("a telephone shows many in two columns, and a few as wide as it is", () => {
  expect(arrange(16, 378, 700, wide, caption, 6)).toEqual({ columns: 2, tile: 186 });
  expect(arrange(3, 378, 780, wide, caption, 6)).toEqual({ columns: 1, tile: 378 });
  expect(arrange(6, 378, 780, wide, caption, 6)).toEqual({ columns: 1, tile: 378 });
});

test("a window narrower than any tile has one column", () => {
  expect(arrange(5, 100, 300, wide, caption, gap)).toEqual({ columns: 1, tile: 100 });
});

test("the shape is that of most pictures, and never narrower than a square", () => {
  const of = (...sizes: [number, number][]) =>
    commonShape(sizes.map(([width, height]) => ({ width, height })));
  expect(of()).toBe(wide);
  expect(of([0, 0])).toBe(wide);
  expect(of([640, 480], [640, 480], [1920, 1080])).toBeCloseTo(4 / 3);
  expect(of([1080, 1920])).toBe(1);
  expect(of([3840, 1080])).toBe(wide);
});

test("arrows move within the grid and stop at its edges", () => {
  const from = (index: number, key: string) => moved(index, key, 4, 10); // 4, 4 and 2.
  expect(from(0, "ArrowRight")).toBe(1);
  expect(from(3, "ArrowRight")).toBe(4);
  expect(from(9, "ArrowRight")).toBe(9);
  expect(from(0, "ArrowLeft")).toBe(0);
  expect(from(5, "ArrowUp")).toBe(1);
  expect(from(1, "ArrowUp")).toBe(1);
  expect(from(1, "ArrowDown")).toBe(5);
  expect(from(6, "ArrowDown")).toBe(9); // Nothing is below it, but there is a row.
  expect(from(8, "ArrowDown")).toBe(8);
  expect(from(5, "Home")).toBe(0);
  expect(from(5, "End")).toBe(9);
});
