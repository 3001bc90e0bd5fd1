import { nameSimilarity } from "../../text/similarity.ts";
import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";

const ordinals = ["first", "second", "third", "fourth", "fifth"];

/**
 * Which of the offered things an answer means: by position ("the second one"), "all" or "both", name, or area.
 * Undefined when it is no answer to that question. A single offer ("did you mean …?") is not chosen here.
 */
export function chooseOption(text: string, options: readonly Thing[]): readonly Thing[] | undefined {
  const key = nameKey(text)
    .replace(/^(?:the|in the|in|i mean|i meant) /, "")
    .replace(/^the /, "");
  if (key === "") return undefined;
  if (/^(?:all|both|everything|all of them|both of them|every one)$/.test(key)) return options;
  const position = ordinals.indexOf(key.replace(/ one$/, ""));
  if (position >= 0) return pick(options[position]);
  if (/^(?:the )?last(?: one)?$/.test(key)) return pick(options.at(-1));
  const words = key.replace(/ one$/, "").split(" ");
  const byName = options.filter((thing) => namesOf(thing).includes(words.join(" ")));
  if (byName.length > 0) return byName.length === 1 ? byName : undefined;
  const scored = options
    .map((thing) => ({
      thing,
      score: Math.max(
        ...namesOf(thing).map((name) => containsWords(name, words) ?? nameSimilarity(words, name.split(" "))),
      ),
    }))
    .sort((a, b) => b.score - a.score);
  const [first, second] = scored;
  const isClear = first && first.score >= 0.75 && first.score - (second?.score ?? 0) >= 0.1;
  return isClear ? [first.thing] : undefined;
}

/** "the bedside one" is enough for "bedside lamp" once it was offered. */
function containsWords(name: string, words: readonly string[]): number | undefined {
  const own = new Set(name.split(" "));
  return words.every((word) => own.has(word)) ? 0.9 : undefined;
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
