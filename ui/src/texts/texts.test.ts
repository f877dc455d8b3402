import { expect, test } from "vitest";
import { languageOf, languages } from "./texts";

/** Every text of a catalogue by its path; functions are called with two different numbers. */
function textsIn(catalogue: object, path = ""): Map<string, unknown> {
  const found = new Map<string, unknown>();
  for (const [key, value] of Object.entries(catalogue)) {
    const here = path ? `${path}.${key}` : key;
    if (typeof value === "object") for (const [k, v] of textsIn(value, here)) found.set(k, v);
    else found.set(here, value);
  }
  return found;
}

const english = textsIn(languages.en.texts);

test.each(Object.entries(languages))("%s has every text, and none besides", (_, { texts }) => {
  const found = textsIn(texts);
  expect([...found.keys()].sort()).toEqual([...english.keys()].sort());
  for (const [path, text] of found) {
    expect(typeof text, path).toBe(typeof english.get(path));
    if (typeof text === "string") expect(text.trim(), path).not.toBe("");
  }
});

test("a text that takes figures shows each of them in every language", () => {
  for (const { name, texts } of Object.values(languages))
    for (const [path, text] of textsIn(texts)) {
      if (typeof text !== "function") continue;
      const figures = Array.from({ length: text.length }, (_, i) => 7001 + i);
      const said = String(text(...figures));
      for (const figure of figures) expect(said, `${path} in ${name}`).toContain(String(figure));
    }
});

const sources = import.meta.glob<string>("../**/*.tsx", {
  query: "?raw",
  import: "default",
  eager: true,
});

test("no component says anything that is not in the catalogues", () => {
  expect(Object.keys(sources).length).toBeGreaterThan(5);
  const said = Object.entries(sources).flatMap(([path, source]) => [
    // Between tags, and in attributes that are read out or shown.
    ...[...source.matchAll(/>([^<>{}();=]*\p{L}{2}[^<>{}();=]*)</gu)].map((m) => [
      path,
      m[1]!.trim(),
    ]),
    ...[...source.matchAll(/\b(?:title|aria-label|placeholder|alt)="([^"]+)"/g)].map((m) => [
      path,
      m[1]!,
    ]),
  ]);
  expect(said.filter(([, text]) => text !== "Trigo")).toEqual([]);
});

test("the language is the first of the browser's that there is", () => {
  expect(languageOf(["de-DE", "fr-CA", "en"])).toBe("fr");
  expect(languageOf(["EN-gb"])).toBe("en");
  expect(languageOf(["de"])).toBe("en");
  expect(languageOf([])).toBe("en");
});
