import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";

/**
 * Things of whose name a part was said: "the trough" for the trough valve, "the extractor" for the roof and the dust
 * extractor. Each word must be one of the name's, and one of them must tell more than a place or a number. A number of the
 * name is left out only where several things have one.
 */
export function namedByPart(heard: string, { things, areas, floors }: EntityRegistry): readonly Thing[] {
  const words = nameKey(heard).split(" ");
  const ofPlaces = new Set(
    [...areas, ...floors].flatMap(({ keys }) => keys.flatMap((key) => key.split(" "))),
  );
  const isTelling = words.some((word) => word.length > 2 && !/\d/.test(word) && !ofPlaces.has(word));
  if (!isTelling || words.length > wordsMax) return [];
  const called = things.filter((thing) => namesHolding(words, thing).length > 0);
  const [only] = called;
  const isNumbered = only !== undefined && namesHolding(words, only).every(hasOtherNumber(words));
  return called.length === 1 && isNumbered ? [] : called;
}

/** The names of a thing, as words, that hold all of these. */
function namesHolding(words: readonly string[], { name, aliases }: Thing): string[][] {
  return [name, ...aliases]
    .map((one) => nameKey(one).split(" "))
    .filter((own) => words.every((word) => own.includes(word)));
}

function hasOtherNumber(words: readonly string[]) {
  return (own: readonly string[]) => own.some((word) => /^\d+$/.test(word) && !words.includes(word));
}

const wordsMax = 4;
