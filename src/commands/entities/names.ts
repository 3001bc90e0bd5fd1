import { normalise } from "../../text/normalise.ts";

/**
 * The form in which names are compared: as the grammar reads text, and with nothing but letters and digits, so
 * that `Küche: Lampe #1` and `kuche lampe 1` are one name.
 */
export function nameKey(text: string): string {
  return normalise(text)
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

/** An id for a thing: its area and name with underscores, e.g. `kitchen_lamp`. */
export function entityIdFrom(name: string, area: string | undefined): string {
  const own = nameKey(name);
  const place = area ? nameKey(area) : "";
  const isPlaceInName = place === "" || ` ${own} `.includes(` ${place} `);
  return (isPlaceInName ? own : `${place} ${own}`).replaceAll(" ", "_");
}
