/** CSS pixels; narrower ones scroll instead. */
export const narrowestTile = 180;
/** A telephone, held upright, shows a few as wide as it is: scrolling is what one does there. */
const telephone = { widest: 600, most: 6, narrowestTile: 300 };

const shapes = { narrowest: 1, usual: 16 / 9 };

export interface Arrangement {
  columns: number;
  tile: number; // Width, CSS pixels.
}

/**
 * The largest tiles that fit, all of one size; tiles of the narrowest kind, in as many rows as it
 * takes, where none do. All lengths in CSS pixels. `shape`: width to height of the pictures;
 * `caption`: what each tile is higher than its picture; `gap`: between two.
 */
export function arrange(
  count: number,
  width: number,
  height: number,
  shape: number,
  caption: number,
  gap: number,
): Arrangement {
  const isFewOnTelephone = width < telephone.widest && count <= telephone.most;
  const narrowest = isFewOnTelephone ? telephone.narrowestTile : narrowestTile;
  const widthIn = (columns: number) => Math.floor((width - (columns - 1) * gap) / columns);
  let best: Arrangement | null = null;
  for (let columns = 1; columns <= count; ++columns) {
    const rows = Math.ceil(count / columns);
    const highest = (height - (rows - 1) * gap) / rows - caption;
    const tile = Math.min(widthIn(columns), Math.floor(highest * shape));
    if (tile >= narrowest && (!best || tile > best.tile)) best = { columns, tile };
  }
  if (best) return best;
  const most = Math.floor((width + gap) / (narrowest + gap));
  const columns = Math.max(1, Math.min(count, most));
  return { columns, tile: widthIn(columns) };
}

/** Width to height, of all pictures the middle one. Upright ones get tiles that are square. */
export function commonShape(pictures: { width: number; height: number }[]): number {
  const known = pictures
    .filter(({ width, height }) => width > 0 && height > 0)
    .map(({ width, height }) => width / height)
    .sort((a, b) => a - b);
  const middle = known[Math.floor(known.length / 2)] ?? shapes.usual;
  return Math.min(Math.max(middle, shapes.narrowest), shapes.usual);
}

/** Which of `count` tiles a key leads to from tile `index`, in rows of `columns`. */
export function moved(index: number, key: string, columns: number, count: number): number {
  const last = count - 1;
  const below = index + columns;
  const lastRow = Math.floor(last / columns);
  switch (key) {
    case "ArrowLeft":
      return Math.max(index - 1, 0);
    case "ArrowRight":
      return Math.min(index + 1, last);
    case "ArrowUp":
      return index >= columns ? index - columns : index;
    case "ArrowDown":
      if (below <= last) return below;
      return Math.floor(index / columns) < lastRow ? last : index; // That row is not full.
    case "Home":
      return 0;
    case "End":
      return last;
    default:
      return index;
  }
}
