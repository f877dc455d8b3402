/** By which column, which way. */
export interface Order<Key extends string> {
  key: Key;
  falling: boolean;
}

/** What of a row is compared; null (not known) always comes last. */
export type Sortable = string | number | null;

/** From the address: `lag`, or `-lag` for the largest first. Null: as the server has them. */
export function parseOrder<Key extends string>(
  text: string | null,
  keys: readonly Key[],
): Order<Key> | null {
  const falling = text?.startsWith("-") ?? false;
  const key = keys.find((one) => one === text?.slice(falling ? 1 : 0));
  return key ? { key, falling } : null;
}

export function orderText(order: Order<string> | null): string | null {
  return order && (order.falling ? `-${order.key}` : order.key);
}

/** What a click on a column's head makes of it: its first way, the other way, none. */
export function nextOrder<Key extends string>(
  order: Order<Key> | null,
  key: Key,
  fallsFirst: boolean,
): Order<Key> | null {
  if (order?.key !== key) return { key, falling: fallsFirst };
  return order.falling === fallsFirst ? { key, falling: !fallsFirst } : null;
}

/** Rows of the same value keep their places. */
export function sorted<Row>(
  rows: readonly Row[],
  falling: boolean,
  sortable: (row: Row) => Sortable,
): Row[] {
  const compare = (a: Sortable, b: Sortable) => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    const way = falling ? -1 : 1;
    if (typeof a === "string" || typeof b === "string")
      return way * String(a).localeCompare(String(b), undefined, { numeric: true });
    return way * (a - b);
  };
  return [...rows].sort((a, b) => compare(sortable(a), sortable(b)));
}
