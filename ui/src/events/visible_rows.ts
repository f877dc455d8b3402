/** Which rows of a long list are drawn. Pixels. */
export interface Rows {
  first: number;
  end: number; // Beyond the last one.
}

/** `top`: how far the list has been scrolled; `spare`: rows drawn beyond either edge. */
export function visibleRows(
  top: number,
  height: number,
  rowHeight: number,
  count: number,
  spare: number,
): Rows {
  const first = Math.max(Math.floor(top / rowHeight) - spare, 0);
  const end = Math.min(Math.ceil((top + height) / rowHeight) + spare, count);
  return { first: Math.min(first, Math.max(count - 1, 0)), end: Math.max(end, 0) };
}

/** The element whose scrolling moves this one. */
export function scrollerOf(element: Element): Element {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const { overflowY } = getComputedStyle(at);
    if (overflowY === "auto" || overflowY === "scroll") return at;
  }
  return document.documentElement;
}
