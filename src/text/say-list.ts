/** `a`, `a and b`, `a, b and c`. */
export function sayList(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} and ${items[items.length - 1]}`;
}

/** `1 sensor`, `2 sensors`, `12,430 sensors`; `plural` for nouns that do not just take an s. */
export function sayCount(count: number, noun: string, plural = `${noun}s`): string {
  return `${Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",")} ${count === 1 ? noun : plural}`;
}
