import { LogTemplate, type Variant } from "./log-template.ts";
import { wildcard } from "./wildcard.ts";

/**
 * Splits a template whose open places have few values that all came often: they are words that tell messages apart, not
 * values of a parameter. The template keeps the words that it had first; the others are answered as new ones. Undefined
 * when it stays as it is.
 */
export function splitOf(template: LogTemplate, nextId: () => number): LogTemplate[] | undefined {
  const places = template.open.flatMap((isOpen, index) => (isOpen ? [index] : []));
  if (template.variants === undefined || template.variants.length < 2 || places.length === 0)
    return undefined;
  const groups = groupsOf(template.variants, places);
  if (groups === undefined || groups.size < 2 || groups.size > wordsMax) return undefined;
  const counts = [...groups.values()].map(countOf);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total < linesMin || Math.min(...counts) < shareMin * total) return undefined;
  const [first, ...others] = [...groups.values()] as [Variant[], ...Variant[][]];
  const parts = others.map((variants) => {
    const form = {
      skeleton: template.skeleton,
      units: template.units,
      shown: template.shown,
      separators: template.separators,
    };
    const part = new LogTemplate({ id: nextId(), source: template.source, example: template.example, form });
    for (const place of places) part.open[place] = true;
    part.narrow(places, variants);
    return part;
  });
  template.narrow(places, first);
  return parts;
}

function groupsOf(
  variants: readonly Variant[],
  places: readonly number[],
): Map<string, Variant[]> | undefined {
  const groups = new Map<string, Variant[]>();
  for (const variant of variants) {
    const texts = places.map((place) => variant.form?.units[place]?.text ?? wildcard);
    // What varies by its shape beside words is a value.
    if (texts.some((text) => text.includes(wildcard))) return undefined;
    const key = texts.join("\n");
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [variant]);
    else group.push(variant);
  }
  return groups;
}

function countOf(variants: readonly Variant[]): number {
  return variants.reduce((sum, { count }) => sum + count, 0);
}

const wordsMax = 3;
const linesMin = 400;
/** The rarest word must be this share of all. */
const shareMin = 0.05;
