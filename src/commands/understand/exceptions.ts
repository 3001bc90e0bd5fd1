import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";
import type { Grammar } from "../grammar/types.ts";
import { phraseOf } from "./phrase.ts";
import { isIn, placesNamed } from "./places.ts";
import { namedFrom, resolvePhrase } from "./resolve.ts";
import { readText } from "./understand.ts";

/**
 * What a command is to leave alone, said anywhere in it: "all the lights off but not the hall", "close everything
 * except Emma's blind", "lights out but leave the landing on". The exception is taken out of the text, so that what is
 * left is a command as any other.
 *
 * Limits: the exception is at most `wordsMax` words.
 */
const wordsMax = 12;

export interface Exception {
  /** The text without it. */
  rest: string;
  things: readonly Thing[];
}

const leads =
  /(?<=\S)[\s,;]+(?:(?:but|and)\s+)?(?:except(?:ing)?(?:\s+for)?|apart\s+from|aside\s+from|other\s+than|besides|barring|bar|excluding|leaving\s+out|with\s+the\s+exception\s+of|save(?:\s+for)?|not(?:\s+including)?|minus|without|only\s+not)\s+|(?<=\S)[\s,;]+but\s+(?!not\b)/gi;

const sparing = /(?<=\S)[\s,;]+(?:(?:but|and|just)\s+)*(?:leave|keep|spare|skip|ignore)\s+/gi;

/** What may follow the thing that is left: "leave the landing on". */
const asItIs =
  /^(?:\s+(?:on|off|open|closed|shut|up|down|alone|be|out(?:\s+of\s+it)?|as\s+(?:it\s+is|they\s+are|is)|running|going|untouched|theirs|his|hers|its))+(?=$|[\s,;.])/i;

/** The ways to take an exception of known things out of a text, the likeliest first. */
export function exceptionOf(
  text: string,
  { registry, grammar }: { registry: EntityRegistry; grammar: Grammar },
): Exception | undefined {
  const context = { registry, grammar };
  for (const match of text.matchAll(sparing)) {
    const found = sparedAt(text, match, context);
    const after = found?.after.replace(asItIs, "");
    // "And leave the office" is to go, "but leave the office" to leave it as it is.
    const isMeant = after !== found?.after || /\bbut\b/i.test(match[0]);
    if (found && isMeant && after === "") return { rest: text.slice(0, match.index), things: found.things };
  }
  for (const match of text.matchAll(leads)) {
    const found = sparedAt(text, match, context);
    if (found) return { rest: `${text.slice(0, match.index)}${found.after}`, things: found.things };
  }
  return undefined;
}

/** The longest run of words after a lead that means something known. */
function sparedAt(
  text: string,
  match: RegExpExecArray,
  context: { registry: EntityRegistry; grammar: Grammar },
): { things: readonly Thing[]; after: string } | undefined {
  const from = match.index + match[0].length;
  const ends = [...text.slice(from).matchAll(/(?<=[\p{L}\p{N}'’])(?=$|[\s,;.!?])/gu)]
    .map(({ index }) => from + index)
    .slice(0, wordsMax);
  for (const end of ends.toReversed()) {
    const things = sparedThings(text.slice(from, end), context);
    if (things.length > 0) return { things, after: text.slice(end) };
  }
  return undefined;
}

function sparedThings(
  heard: string,
  context: { registry: EntityRegistry; grammar: Grammar },
): readonly Thing[] {
  const parts = heard.split(/\s*,\s*(?:(?:and|or|nor)\s+)?|\s+(?:and|or|nor|plus)\s+/i);
  const whole = sparedThing(heard, context);
  if (whole.length > 0 || parts.length === 1) return whole;
  const each = parts.map((part) => sparedThing(part, context));
  return each.every((things) => things.length > 0) ? [...new Set(each.flat())] : [];
}

function sparedThing(
  heard: string,
  { registry, grammar }: { registry: EntityRegistry; grammar: Grammar },
): readonly Thing[] {
  const said = heard
    .trim()
    .replace(
      /^(?:(?:for|any|anything|everything|whatever(?: is)?|what is|the ones?|those|that) )?(?:(?:in|on|at|from|of) )?(?:(?:the|my|our) )?/i,
      "",
    )
    .replace(/ (?:ones?|theirs|his|hers)$/i, "");
  const key = nameKey(said);
  if (key === "" || /^(?:it|that|this|them|one|all)$/.test(key)) return [];
  const named = registry.byName(key);
  if (named.length > 0) return named;
  const places = placesNamed(key, registry);
  const floor = registry.floors.find(({ keys }) => keys.includes(key));
  const there = places ?? (floor && { places: [floor], are: "floors" as const });
  if (there) return registry.things.filter((thing) => isIn(thing, there));
  const owned = namedFrom(key, registry);
  if (owned.length > 0) return owned;
  const ofKind = ofKindSaid(said, { registry, grammar });
  return ofKind.length > 0 ? ofKind : calledWith(key, registry);
}

/** "The side one": all with these words in their names. */
function calledWith(key: string, registry: EntityRegistry): Thing[] {
  return registry.names
    .filter((name) => key.split(" ").every((word) => name.key.split(" ").includes(word)))
    .flatMap((name) => name.things);
}

/** "The fans", "the lights in the barn": as the sentences read them, whatever they can do. */
function ofKindSaid(
  said: string,
  { registry, grammar }: { registry: EntityRegistry; grammar: Grammar },
): readonly Thing[] {
  for (const reading of readText(`turn off all the ${said}`, grammar, undefined).readings) {
    if (reading.intent !== "turnOff" || reading.similarity < 1) continue;
    const found = resolvePhrase(phraseOf(reading), {
      registry,
      area: undefined,
      lastThings: [],
      fits: () => true,
      isQuestion: true,
    });
    if (found.status === "found") return found.things;
  }
  return [];
}
