import { withDigits } from "../../text/number-words.ts";
import { singularOf } from "../../text/plural.ts";
import { nameSimilarity } from "../../text/similarity.ts";
import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";

const ordinals = ["first", "second", "third", "fourth", "fifth"];

/**
 * Which of the offered things an answer means: by position ("the second one"), "all" or "both", name, or area.
 * Undefined when it is no answer to that question. A single offer ("did you mean …?") is not chosen here.
 */
export function chooseOption(text: string, options: readonly Thing[]): readonly Thing[] | undefined {
  return chooseSaid(text, options) ?? chooseAlike(answerKey(text), options);
}

/**
 * As {@link chooseOption}, but only what the answer says outright: a position, or words that are all of one option's
 * name or place. So sure an answer goes before any other meaning its words may have.
 */
export function chooseSaid(text: string, options: readonly Thing[]): readonly Thing[] | undefined {
  const key = answerKey(text);
  if (key === "") return undefined;
  if (
    /^(?:all|both|everything|lot|pair|(?:all|both|pair|two|three|lot) of (?:them|those|these)|every one)$/.test(
      key,
    )
  )
    return options;
  const numbered = withDigits(key);
  const named = options.filter((thing) => namesOf(thing).includes(numbered));
  if (named.length === 1) return named;
  const bare = key.replace(/ one$/, "");
  const position = ordinals.indexOf(bare);
  if (position >= 0) return pick(options[position]);
  if (/^(?:the )?last(?: one)?$/.test(key)) return pick(options.at(-1));
  const words = bare.split(" ");
  const byName = options.filter((thing) => namesOf(thing).includes(words.join(" ")));
  if (byName.length > 0) return byName.length === 1 ? byName : undefined;
  const holding = options.filter((thing) => namesOf(thing).some((name) => holdsWords(name, words)));
  return holding.length === 1 ? holding : undefined;
}

function chooseAlike(key: string, options: readonly Thing[]): readonly Thing[] | undefined {
  const words = key.replace(/ one$/, "").split(" ");
  const scored = options
    .map((thing) => ({
      thing,
      score: Math.max(
        ...namesOf(thing).map((name) =>
          holdsWords(name, words) ? 0.9 : nameSimilarity(words, name.split(" ")),
        ),
      ),
    }))
    .sort((a, b) => b.score - a.score);
  const [first, second] = scored;
  const isClear = first && first.score >= 0.75 && first.score - (second?.score ?? 0) >= 0.1;
  return isClear ? [first.thing] : undefined;
}

/** "the bedside one" is enough for "bedside lamp" once it was offered. */
function holdsWords(name: string, words: readonly string[]): boolean {
  const own = new Set(name.split(" "));
  // "The pens" are what the pen lights are of.
  return words.every(
    (word) => own.has(word) || own.has(withDigits(word)) || (word.length > 3 && own.has(singularOf(word))),
  );
}

/** The words of an answer that tell one thing from another: "the one for the dust" is "dust". */
function answerKey(text: string): string {
  const plain = nameKey(text)
    .replace(hedgesBefore, "")
    .replace(hedgesAfter, "")
    .replace(/^(?:(?:the|that) one(?: (?:thats|that is|which is|that are))? |one )(?=[a-z]+ )/, "")
    .replace(sides, "")
    .replace(
      /^(?:(?:up|down|out|over|back) )?(?:for|in|inside|on|at|by|near|next to|of|with|from|under|beside) (?=.)/,
      "",
    )
    .replace(/^(?:the|my|our|number|that) /, "")
    .replace(/^number /, "");
  return plain.replace(/\b(north|south|east|west)ern\b/g, "$1");
}

const hedgesBefore =
  /^(?:(?:and|i mean|i meant|i think|i guess|no|sorry|oh|er|um|uh|well|probably|maybe|make it|make that|let us say|lets say|say|it is|its|that would be|thatd be|just) )+/;
const hedgesAfter =
  /(?: (?:please|as well|too|then|thanks|thank you|i think|i thought|i guess|i suppose|i reckon|i believe|i mean|i meant|probably|will do|would do|would be (?:good|fine|great)|if you can))+$/;
/** "Up there in the attic", "over on the hill": nothing of its own before a place. */
const sides = /^(?:up|down|out|over|back)(?: there| here)? (?=(?:in|on|at|by|near|under) )/;

function namesOf(thing: Thing): string[] {
  const names = [thing.name, ...thing.aliases].map(bareKey);
  const areas = thing.area ? [thing.area, ...thing.areaAliases].map(bareKey) : [];
  return [
    ...names,
    ...areas,
    ...areas.flatMap((area) => names.flatMap((name) => [`${area} ${name}`, `${name} in the ${area}`])),
  ];
}

/** "Up in the attic", "on the hill": where something is, and nothing that is to be done there. */
export function namesOnlyPlace(text: string): boolean {
  const where = place.exec(nameKey(text).replace(hedgesAfter, ""))?.[1];
  return where !== undefined && !/(?:^| )(?:on|off|up|down|to|at|\d+)(?: |$)/.test(where);
}

const place =
  /^(?:(?:the one|up|down|out|over|back)(?: there)? )?(?:in|on|at|by|near|under|inside|outside) (\S+(?: \S+){0,3})$/;

function bareKey(name: string): string {
  return nameKey(name).replace(/^(?:the|my|our) /, "");
}

function pick(thing: Thing | undefined): readonly Thing[] | undefined {
  return thing ? [thing] : undefined;
}
