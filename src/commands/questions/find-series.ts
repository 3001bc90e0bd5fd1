import type { SeriesDirectory } from "../../domain/ports.ts";
import type { Series } from "../../domain/sample.ts";
import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import { measureFit } from "./measures.ts";

/** Series found are at most this many; a question that fits more is too wide to answer. */
const foundMax = 50;

/**
 * The series that measure something in a place, without any entity configured: those whose area, device, name
 * or topic has every word of the place. `things` are configured things of the place, whose series count too.
 * One pass over all series (10,000 take some milliseconds).
 */
export function findSeries(options: {
  directory: SeriesDirectory;
  measure: string | undefined;
  /** Words of each place or name that was said; a series must fit all of one. Empty: anywhere. */
  places: readonly string[];
  things: readonly Thing[];
  /** Series that were looked at already. */
  isKnown: (id: string) => boolean;
}): Series[] {
  const { directory, measure } = options;
  const places = options.places.map((place) => nameKey(place).replace(/^(?:the|my|our) /, ""));
  const thingTopics = new Set(options.things.flatMap((thing) => (thing.state ? [thing.state.topic] : [])));
  const thingSeries = new Set(options.things.flatMap((thing) => Object.values(thing.series)));
  const found: { series: Series; fit: number }[] = [];
  let best = 1;
  for (const series of directory.all()) {
    if (options.isKnown(series.id)) continue;
    const isOfThing = thingSeries.has(series.id) || thingTopics.has(series.topic);
    const fit = measure === undefined ? (isOfThing ? 2 : 1) : measureFit(series, measure);
    if (fit < best) continue;
    if (places.length > 0 && !isOfThing && !places.some((place) => isAt(series, place))) continue;
    best = fit;
    found.push({ series, fit });
  }
  return found
    .filter(({ fit }) => fit === best)
    .slice(0, foundMax)
    .map(({ series }) => series);
}

function isAt(series: Series, place: string): boolean {
  const described = [
    series.place.area,
    series.place.device,
    series.name,
    series.topic,
    series.field,
    ...Object.values(series.labels),
  ];
  const words = new Set(described.flatMap((text) => (text ? nameKey(text).split(" ") : [])));
  return place !== "" && place.split(" ").every((word) => words.has(word));
}
