import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import type { QuestionContext } from "./context.ts";
import { areaNamed, type SaidTarget, withoutArticle } from "./said-targets.ts";
import { subjectsOf } from "./subjects.ts";

/**
 * How near a sensor is to what was named:
 * 4 it is called so, or so with the words for what it measures ("zone 1" of "Zone 1 soil moisture");
 * 3 it measures the air of the place that was named;
 * 2 all the words are in its name ("the pump" of "Pump bearing temperature");
 * 1 it is in the place that was named, but about something there;
 * 0 neither.
 */
type Nearness = 0 | 1 | 2 | 3 | 4;

/** The nearest to all that was said: what fits several words fits better than what fits one of them. */
export function nearTo<T extends { thing: Thing }>(
  all: readonly T[],
  said: readonly SaidTarget[],
  context: QuestionContext,
): readonly T[] {
  const names = said.filter(({ kind }) => kind === "name");
  const areas = said.filter(({ kind }) => kind === "area");
  const near = (target: SaidTarget) => nearest(all, ({ thing }) => nearnessTo(thing, target, context));
  if (names.length === 0) return bothOrEither(areas.map(near));
  const named = bothOrEither(names.map(near));
  const there = named.filter(({ thing }) => areas.some((area) => nearnessTo(thing, area, context) > 0));
  return there.length > 0 ? there : named;
}

function bothOrEither<T>(sets: readonly (readonly T[])[]): readonly T[] {
  const [first = [], ...rest] = sets;
  const both = first.filter((one) => rest.every((set) => set.includes(one)));
  return both.length > 0 ? both : [...new Set(sets.flat())];
}

/** Those that are nearest; none when nothing is near at all. */
function nearest<T>(all: readonly T[], nearness: (one: T) => Nearness): readonly T[] {
  const known = all.map((one) => ({ one, is: nearness(one) }));
  const best = Math.max(0, ...known.map(({ is }) => is));
  return best === 0 ? [] : known.filter(({ is }) => is === best).map(({ one }) => one);
}

function nearnessTo(thing: Thing, { heard }: SaidTarget, context: QuestionContext): Nearness {
  return heard.reduce((best: Nearness, words) => {
    const own = nearnessToWords(thing, withoutArticle(words), context);
    return own > best ? own : best;
  }, 0);
}

function nearnessToWords(thing: Thing, words: string, context: QuestionContext): Nearness {
  if (words === "") return 0;
  const names = nameAndAliases(thing);
  const subjects = subjectsOf(thing);
  const area = areaNamed(words, context);
  const called = context.registry.byName(words);
  const keys = [words, ...(area?.keys ?? []), ...called.flatMap(nameAndAliases)];
  const isNamed = called.includes(thing) || names.some((name) => keys.includes(name));
  if (isNamed || subjects.some((subject) => keys.includes(subject))) return 4;
  const isThere = area !== undefined && nameKey(thing.area ?? "") === nameKey(area.name);
  if (isThere) return isOfRoom(thing, context) ? 3 : 1;
  return area === undefined && names.some((name) => hasWords(name, words)) ? 2 : 0;
}

/** Whether a sensor is about a room or place itself, not about something in it. */
export function isOfRoom(thing: Thing, context: QuestionContext): boolean {
  const area = thing.area === undefined ? undefined : areaNamed(thing.area, context);
  return subjectsOf(thing).every((subject) => area?.keys.includes(subject) ?? false);
}

export function nameAndAliases({ name, aliases }: Thing): string[] {
  return [name, ...aliases].map(nameKey);
}

/** Whether every word is in the name, in the singular or the plural. */
export function hasWords(name: string, words: string): boolean {
  const own = new Set(name.split(" ").map(singular));
  return words.split(" ").every((word) => own.has(singular(word)));
}

function singular(word: string): string {
  return word.length > 3 ? word.replace(/(?<=ss|sh|ch|x)es$|(?<=[^s])s$/, "") : word;
}
