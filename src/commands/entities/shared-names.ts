import { entityKinds } from "../../domain/entity.ts";
import { isPlural, pluralOf, singularOf } from "../../text/plural.ts";
import { nameKey } from "./names.ts";

/**
 * What several names have in common: their end ("bedside lamp" of Dad's and Mum's, "field" of the north and the south
 * one), or what they have before a number ("coolant pump" of 1 and 2). Its plural means all of them, and its singular
 * one of them.
 */
export interface SharedName<T> {
  /** Undefined: that is the name of one of them. */
  singular: string | undefined;
  plural: string;
  members: readonly T[];
}

/** `isTaken`: it is really the name of something. */
export function sharedNames<T>(
  named: readonly { key: string; owner: T }[],
  isTaken: (key: string) => boolean,
): SharedName<T>[] {
  const bySingular = new Map<string, Set<T>>();
  for (const { key, owner } of named) {
    for (const end of endsOf(key)) {
      const owners = bySingular.get(end) ?? new Set();
      bySingular.set(end, owners.add(owner));
    }
  }
  return [...bySingular]
    .map(([singular, owners]) => ({
      singular: isTaken(singular) ? undefined : singular,
      plural: inPlural(singular),
      members: [...owners],
    }))
    .filter(({ plural, members }) => members.length > 1 && !isTaken(plural));
}

/** The ends of a name in the singular, without the number or letter it closes with: "cow shed fan", "shed fan", "fan". */
function endsOf(key: string): string[] {
  const words = key.split(" ");
  if (words.length > 1 && /^(?:\d+|[a-z])$/.test(words.at(-1) ?? "")) words.pop();
  const last = words.at(-1) ?? "";
  const base = [...words.slice(0, -1), isPlural(last) ? singularOf(last) : last];
  return base
    .map((_, index) => base.slice(index))
    .filter(([first]) => first !== undefined && !/^\d+$/.test(first))
    .map((end) => end.join(" "))
    .filter((end) => !generalNouns.has(end) && !massNouns.has(end));
}

function inPlural(singular: string): string {
  const words = singular.split(" ");
  return [...words.slice(0, -1), pluralOf(words.at(-1) ?? "")].join(" ");
}

/** "Lights" are all of the kind, whatever each is called, and "rooms" and "areas" are all there are. */
const generalNouns: ReadonlySet<string> = new Set([...entityKinds, "room", "area", "floor", "place"]);

/** Whether a word stands for a whole kind or class, rather than for those that are called so. */
export function isGeneralNoun(word: string, deviceClass: string | undefined): boolean {
  const singular = singularOf(nameKey(word));
  return generalNouns.has(singular) || massNouns.has(singular) || singular === deviceClass;
}

/** Words for a kind that nobody counts. */
const massNouns: ReadonlySet<string> = new Set(
  "heating lighting ventilation music climate hvac irrigation watering water covering".split(" "),
);

/** "The heating", "the ventilation": there is no one and no other of it. */
export function isMassNoun(word: string): boolean {
  return massNouns.has(nameKey(word).split(" ").at(-1) ?? "");
}
