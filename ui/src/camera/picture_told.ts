import type { PictureHeader, Stream } from "../server/types";
import type { Texts } from "../texts/en";

/** What stays the same from picture to picture, mostly. */
export type Shown = Pick<PictureHeader, "view" | "sync" | "picture">;

export function isSame(a: Shown | null, b: Shown): boolean {
  return (
    a?.view === b.view &&
    a.sync === b.sync &&
    a.picture.width === b.picture.width &&
    a.picture.height === b.picture.height
  );
}

/** Which picture is shown, and what is not as one might think; the latter are warnings. */
export function pictureTold(
  shown: Shown | null,
  large: Stream["large"],
  t: Texts["camera"],
): { what: string; warnings: string[] } {
  if (!shown) return { what: "", warnings: [] };
  const size = `${shown.picture.width} × ${shown.picture.height}`;
  if (shown.view === "large")
    return {
      what: t.largeShown(size),
      warnings: shown.sync === "approximate" ? [t.approximate] : [],
    };
  const why = large && (large.reason ? t.smallBecause(large.reason) : t.smallInstead);
  return { what: t.smallShown(size), warnings: why ? [why] : [] };
}

/** Seconds, from milliseconds; milliseconds below one. */
export function ageText(ms: number, number: (value: number, digits?: number) => string): string {
  return ms < 1000 ? `${number(ms)} ms` : `${number(ms / 1000, 1)} s`;
}
