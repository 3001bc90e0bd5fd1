import { type AlikePair, findAlike, type SpokenName } from "./alike-names.ts";
import type { Dictionary } from "./dictionary.ts";
import type { WordPronouncer } from "./pronouncer.ts";
import type { SharedWay } from "./reductions.ts";
import type { Sounds } from "./sounds.ts";
import { inSequence, type SpokenWord } from "./spoken-word.ts";
import { checkWakePhrase, type WakeProblem } from "./wake-check.ts";

/** A name to check. */
export interface NameToCheck {
  readonly name: string;
  readonly of: string;
  readonly kind: SpokenName["kind"];
}

export interface WordCheck {
  readonly word: string;
  readonly spoken: SpokenWord;
}

/** Whether a wake phrase and the names of a place are easy to say and to tell apart. */
export interface Enrolment {
  readonly phrases: readonly {
    phrase: string;
    words: readonly WordCheck[];
    problems: readonly WakeProblem[];
  }[];
  readonly namesChecked: number;
  readonly alike: readonly AlikePair[];
  /** Words that cannot be said, with the names they are in. */
  readonly unsaid: readonly { word: string; names: readonly string[]; problem: string }[];
  /** Words of names that only the model has read: worth listening to. */
  readonly guessed: readonly { word: string; names: readonly string[]; ways: readonly SharedWay[] }[];
}

export async function enrol(options: {
  phrases: readonly string[];
  names: readonly NameToCheck[];
  pronouncer: WordPronouncer;
  dictionary: Dictionary | undefined;
}): Promise<Enrolment> {
  const { pronouncer, dictionary } = options;
  const texts = [...options.phrases, ...options.names.map(({ name }) => name)];
  const spoken = await pronouncer.explain([...new Set(texts.flatMap(wordsOf))]);
  const checkOf = (text: string): WordCheck[] =>
    wordsOf(text).map((word) => ({ word, spoken: spoken.get(word) ?? unsaid }));
  const names = options.names.map((name) => ({ ...name, ways: waysOf(checkOf(name.name)) }));
  const inNames = new Map<string, string[]>();
  for (const { name } of options.names) {
    for (const word of new Set(wordsOf(name))) inNames.set(word, [...(inNames.get(word) ?? []), name]);
  }
  const checked = [...inNames].map(([word, used]) => ({
    word,
    names: used,
    spoken: spoken.get(word) ?? unsaid,
  }));
  return {
    phrases: options.phrases.map((phrase) => {
      const words = checkOf(phrase);
      const said = words.map(({ word, spoken: { ways } }) => ({
        word: word.toLowerCase(),
        ways: ways.map(({ sounds }) => sounds),
      }));
      return { phrase, words, problems: checkWakePhrase(said, { dictionary, names }) };
    }),
    namesChecked: names.length,
    alike: findAlike(names.filter(({ ways }) => ways.length > 0)),
    unsaid: checked.flatMap(({ word, names: used, spoken: { problem } }) =>
      problem === undefined ? [] : [{ word, names: used, problem }],
    ),
    guessed: checked.flatMap(({ word, names: used, spoken: { origin, ways } }) =>
      origin === "model" ? [{ word, names: used, ways }] : [],
    ),
  };
}

const unsaid: SpokenWord = {
  ways: [],
  origin: undefined,
  problem: "has no letters or digits that can be read",
};

function wordsOf(text: string): string[] {
  return text.split(/[\s,;()/]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}

/** None where a word of the name cannot be said. */
function waysOf(words: readonly WordCheck[]): Sounds[] {
  return inSequence(words.map(({ spoken: { ways } }) => ways)).map(({ sounds }) => sounds);
}
