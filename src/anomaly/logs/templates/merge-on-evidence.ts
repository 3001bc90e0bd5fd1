import type { Near } from "./bucket.ts";
import type { LineForm } from "./line-form.ts";
import type { LogTemplate } from "./log-template.ts";
import { evidence, weightNeeded, weightOf } from "./place-evidence.ts";

/** Makes a place vary, or two, when enough templates differ from the line and each other only there. */
export function mergeOnEvidence(near: readonly Near[], form: LineForm): LogTemplate | undefined {
  const groups = new Map<string, { places: readonly number[]; siblings: LogTemplate[] }>();
  for (const { template, places } of near) {
    const group = groups.get(places.join());
    if (group === undefined) groups.set(places.join(), { places, siblings: [template] });
    else group.siblings.push(template);
  }
  // One place first: it takes less to prove.
  for (const { places, siblings } of [...groups.values()].sort((a, b) => a.places.length - b.places.length)) {
    const all =
      places.length === 1
        ? siblings
        : [...siblings, ...places.flatMap((place) => groups.get(String(place))?.siblings ?? [])];
    if (!places.every((place) => isProven(place, places, form, all))) continue;
    const oldest = all.reduce((left, right) => (left.id < right.id ? left : right));
    for (const place of places) {
      oldest.openPlace(place, [
        ...all.map((template) => template.textAt(place)),
        form.units[place]?.text ?? "",
      ]);
    }
    return oldest;
  }
  return undefined;
}

function isProven(
  place: number,
  places: readonly number[],
  form: LineForm,
  siblings: readonly LogTemplate[],
): boolean {
  const oldest = siblings[0] as LogTemplate;
  const { words, openPlaces } = oldest.wordsBeside(places);
  const needed = weightNeeded({
    index: place,
    before: wordsBefore(place, form),
    wordsLeft: words,
    openPlaces,
    wasSplit: siblings.some((template) => template.split[place]),
  });
  const texts = new Set(siblings.map((template) => template.textAt(place)));
  texts.add(form.units[place]?.text ?? "");
  let weight = 0;
  for (const text of texts) weight += weightOf(text);
  return weight >= needed * (places.length > 1 ? evidence.pairTimes : 1);
}

function wordsBefore(
  place: number,
  { units, separators }: LineForm,
): [string | undefined, string | undefined] {
  const isBlank = (index: number) => index > 0 && /^\s+$/.test(separators[index] ?? "");
  if (!isBlank(place)) return [undefined, undefined];
  return [isBlank(place - 1) ? units[place - 2]?.text : undefined, units[place - 1]?.text];
}
