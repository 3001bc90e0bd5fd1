/** `a`, `a und b`, `a, b und c`. */
export function sayGermanList(items: readonly string[]): string {
  if (items.length <= 1) return items[0] ?? "";
  return `${items.slice(0, -1).join(", ")} und ${items[items.length - 1]}`;
}

/** `1 Sensor`, `2 Sensoren`, `12.430 Sensoren`. */
export function sayGermanCount(count: number, noun: string, plural: string): string {
  return `${Math.round(count)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ".")} ${count === 1 ? noun : plural}`;
}
