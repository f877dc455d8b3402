/** The ones before and after `id`, round and round. Null: there is no other, or no such one. */
export function neighboursOf(ids: string[], id: string): { previous: string; next: string } | null {
  const at = ids.indexOf(id);
  if (at < 0 || ids.length < 2) return null;
  return { previous: ids.at(at - 1)!, next: ids[(at + 1) % ids.length]! };
}
