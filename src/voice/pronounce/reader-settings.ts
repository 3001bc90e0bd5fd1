import type { ActiveModel } from "../../domain/inference.ts";
import { ReaderUnusableError } from "./errors.ts";
import { soundNames } from "./sounds.ts";

/** What the manifest of a model that reads words says of its letters and labels. */
export interface ReaderSettings {
  /** Letter `i` has the number `i + 1`; 0 fills up. */
  readonly alphabet: string;
  readonly begin: number;
  readonly end: number;
  readonly longestWord: number;
  readonly longestAnswer: number;
  /** How many labels `next` has. */
  readonly labels: number;
  /** The sound that a label other than `end` stands for. */
  soundOf(label: number): number;
}

/** Throws {@link ReaderUnusableError}. */
export function readerSettings(model: ActiveModel): ReaderSettings {
  const { alphabet, begin, end, longestWord, longestAnswer } = model.settings;
  const labels = model.labels.next ?? [];
  const counts = [begin, end, longestWord, longestAnswer].map(Number);
  const fits =
    typeof alphabet === "string" &&
    [..."abcdefghijklmnopqrstuvwxyz'"].every((letter) => alphabet.includes(letter)) &&
    counts.every((count) => Number.isInteger(count) && count >= 0) &&
    Number(longestWord) >= 4 &&
    Number(longestAnswer) >= 1 &&
    Number(end) < labels.length;
  if (!fits) throw new ReaderUnusableError(model, "its settings lack the alphabet, a length or a label");
  const sounds = labels.map((name, label) => (label === Number(end) ? -1 : soundNames.indexOf(name)));
  const foreign = labels.filter((_, label) => label !== Number(end) && sounds[label] === -1);
  if (foreign.length > 0)
    throw new ReaderUnusableError(model, `its labels have ${foreign.join(", ")}, no sounds`);
  return {
    alphabet,
    begin: Number(begin),
    end: Number(end),
    longestWord: Number(longestWord),
    longestAnswer: Number(longestAnswer),
    labels: labels.length,
    soundOf: (label) => sounds[label] ?? 0,
  };
}
