import { computed, signal } from "@preact/signals";

const lost = signal<ReadonlySet<string>>(new Set());

/** Whether anything that should answer does not: the server is gone, or the way to it. */
export const disconnected = computed(() => lost.value.size > 0);

/** `what`: who noticed. Each takes back only what it said itself. */
export function noteConnection(what: string, isLost: boolean): void {
  if (lost.value.has(what) === isLost) return;
  const next = new Set(lost.value);
  if (isLost) next.add(what);
  else next.delete(what);
  lost.value = next;
}
