import { signal } from "@preact/signals";

/** The stream whose tile the Tab key leads to: the only one of the wall. Null: the first. */
export const currentTile = signal<string | null>(null);

/** The wall takes the focus to the current tile when it is shown next. */
let isComingBack = false;

export function comeBackTo(stream: string): void {
  currentTile.value = stream;
  isComingBack = true;
}

/** Whether somebody comes back from a camera; true once. */
export function takeComingBack(): boolean {
  const was = isComingBack;
  isComingBack = false;
  return was;
}

export function focusTile(wall: HTMLElement | null, index: number): void {
  wall?.querySelectorAll<HTMLElement>(".tile a")[index]?.focus();
}
