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
  if (/^(?:all|both|everything|all of them|both of them|every one)$/.test(key)) return options;
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
  return words.every((word) => own.has(word) || own.has(digitOf[word] ?? word));
}

const digitOf: Readonly<Record<string, string>> = {
  one: "1",
  two: "2",
  three: "3",
  four: "4",
  five: "5",
  six: "6",
  seven: "7",
  eight: "8",
  nine: "9",
  ten: "10",
};

/** The words of an answer that tell one thing from another: "the one for the dust" is "dust". */
function answerKey(text: string): string {
  return nameKey(text)
    .replace(/^(?:and|i mean|i meant|no|sorry) /, "")
    .replace(/^(?:the |that )?one (?:for|in|on|at|by|near|of|with|from) /, "")
    .replace(/^(?:the|in the|in|on the|on|number) /, "")
    .replace(/^(?:the|number) /, "")
    .replace(/ (?:please|as well|too|then)$/, "");
}

function namesOf(thing: Thing): string[] {
  const names = [thing.name, ...thing.aliases].map((name) => nameKey(name));
  const area = thing.area ? nameKey(thing.area) : "";
  return area === ""
    ? names
    : [
        ...names,
        area,
        ...names.map((name) => `${area} ${name}`),
        ...names.map((name) => `${name} in the ${area}`),
      ];
}

function pick(thing: Thing | undefined): readonly Thing[] | undefined {
  return thing ? [thing] : undefined;
}
