import { coversTopicFilter } from "../domain/topic.ts";

export type Qos = 0 | 1 | 2;

/**
 * The fewest filters that still bring every message asked for: a filter that another one covers is left out,
 * and the covering one takes the higher QoS. With overlapping filters a broker may deliver a message once per
 * filter (MQTT 3.1.1 section 3.3.5), which would show as doubles.
 */
export function coverFilters(wanted: Iterable<{ filter: string; qos: Qos }>): Map<string, Qos> {
  const cover = new Map<string, Qos>();
  for (const { filter, qos } of wanted) {
    const known = cover.get(filter);
    if (known === undefined) cover.set(filter, qos);
    else cover.set(filter, higher(known, qos));
  }
  for (const inner of [...cover.keys()]) {
    const outer = [...cover.keys()].find((other) => other !== inner && coversTopicFilter(other, inner));
    if (outer === undefined) continue;
    cover.set(outer, higher(cover.get(outer) ?? 0, cover.get(inner) ?? 0));
    cover.delete(inner);
  }
  return cover;
}

function higher(left: Qos, right: Qos): Qos {
  return left > right ? left : right;
}
