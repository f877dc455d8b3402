import { batch, computed, signal } from "@preact/signals";

const lost = signal<ReadonlySet<string>>(new Set());

/** Whether anything that should answer does not: the server is gone, or the way to it. */
export const disconnected = computed(() => lost.value.size > 0);

/** ISO time since when that is so; null while everything answers. */
export const lostSince = signal<string | null>(null);

/** `what`: who noticed. Each takes back only what it said itself. */
export function noteConnection(what: string, isLost: boolean): void {
  if (lost.value.has(what) === isLost) return;
  const next = new Set(lost.value);
  if (isLost) next.add(what);
  else next.delete(what);
  batch(() => {
    if (next.size === 0) lostSince.value = null;
    else lostSince.value ??= new Date().toISOString();
    lost.value = next;
  });
}
