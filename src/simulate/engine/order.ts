/** Reading of what a device is told: untrusted text, of which it takes what it understands. */

/** The payload as a JSON object; undefined: devices ignore what they do not understand. */
export function orderFrom(payload: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(payload);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Readonly<Record<string, unknown>>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** What `ON`, `off`, `Toggle` or `true` makes of a switch that is `isOn`; undefined: it is no such word. */
export function switched(word: unknown, isOn: boolean): boolean | undefined {
  const said = typeof word === "string" ? word.trim().toLowerCase() : word;
  if (said === "on" || said === true) return true;
  if (said === "off" || said === false) return false;
  return said === "toggle" ? !isOn : undefined;
}

/** A finite number, cut to the range of the device; undefined: it is none. */
export function numberIn(value: unknown, low: number, high: number): number | undefined {
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  return Math.min(high, Math.max(low, value));
}
