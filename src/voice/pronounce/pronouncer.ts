import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import { inSlices, type Steps } from "../../core/slices.ts";
import type { Pronouncer, Pronunciation } from "../ports.ts";
import type { OwnPronunciations } from "./config.ts";
import type { Dictionary } from "./dictionary.ts";
import type { pronounceEvents } from "./events.ts";
import { foldLetters } from "./fold.ts";
import { spellOut } from "./letter-names.ts";
import { reductionsOf, type SharedWay, weakFormsOf } from "./reductions.ts";
import { type Sounds, soundNames, soundsOf } from "./sounds.ts";
import { type Atom, type Reading, readSpelling } from "./spelling.ts";
import { inSequence, merged, ranked, type SpokenWord, type WayOrigin, wayOrigins } from "./spoken-word.ts";
import type { ReadWay, WordReader } from "./word-reader.ts";
import { deriveWays } from "./word-rules.ts";

/**
 * How any word is said: as the user says, else the dictionary, else by words of the dictionary put together, else by the
 * model that reads words. Without a model the rest still works, and what cannot be said is reported.
 *
 * Limits: the ways of the last `wordsMax` words are kept; words are of at most 60 characters, with at most 12 ways each.
 */
export interface WordPronouncer extends Pronouncer {
  /** The same with where each comes from, and why a word cannot be said. Never rejects. */
  explain(words: readonly string[]): Promise<ReadonlyMap<string, SpokenWord>>;
  reconfigure(own: OwnPronunciations): void;
  /** Another model reads words from now on. */
  forget(): void;
}

const wordsMax = 4_000;

export function createPronouncer(options: {
  /** Of the acoustic model, `<blank>` first. */
  labels: readonly string[];
  own: OwnPronunciations;
  /** Called once, when the first word is asked for. */
  openDictionary: () => Dictionary;
  /** Undefined: there is none in this process. */
  reader: WordReader | undefined;
  reporter: Reporter<typeof pronounceEvents>;
}): WordPronouncer {
  const { reader, reporter } = options;
  const labelOf = soundNames.map((name) => options.labels.indexOf(name));
  const missing = soundNames.filter((_, sound) => labelOf[sound] === -1);
  if (missing.length > 0) throw new Error(`the acoustic model has no label for ${missing.join(", ")}`);

  let own = ownWays(options.own);
  let dictionary: Dictionary | undefined;
  let isOpened = false;
  const kept = new Map<string, SpokenWord>();
  let changes = 0;

  const inDictionary = (word: string) => {
    if (!isOpened) {
      isOpened = true;
      try {
        dictionary = options.openDictionary();
      } catch (error) {
        reporter.report("dictionaryUnusable", { error: errorMessage(error) });
      }
    }
    return dictionary?.find(word);
  };
  const findWays = (word: string) => own.get(word) ?? inDictionary(word)?.ways;
  const isFamiliar = (word: string) => own.has(word) || (inDictionary(word)?.commonness ?? 0) > 0;

  /** Undefined: only the model can tell. */
  function waysOfAtom(atom: Atom): { ways: readonly SharedWay[]; origin: WayOrigin } | undefined {
    if (atom.kind === "letters") return { ways: ranked(spellOut(atom.text)), origin: "dictionary" };
    const { text, umlauts } = atom;
    const mine = own.get(text);
    if (mine) return { ways: ranked(mine), origin: "own" };
    const weak = weakFormsOf(text);
    if (weak) return { ways: weak, origin: "dictionary" };
    const found = [text, umlauts].flatMap((one) => (one === undefined ? [] : (findWays(one) ?? [])));
    if (found.length > 0) return { ways: withReductions(text, found), origin: "dictionary" };
    const derived = deriveWays(text, { find: findWays, isFamiliar });
    return derived && { ways: withReductions(text, derived), origin: "rules" };
  }

  /** What the model makes of words, where there is one and it answers. */
  async function read(words: readonly string[]): Promise<{ ways: Map<string, ReadWay[]>; problem?: string }> {
    if (words.length === 0) return { ways: new Map() };
    if (!reader?.model)
      return { ways: new Map(), problem: "is in no dictionary, and no model to read it is there" };
    try {
      const ways = await reader.read(words);
      return { ways: new Map(words.map((word, index) => [word, ways[index] ?? []])) };
    } catch (error) {
      reporter.report("readerFailed", { error: errorMessage(error), words: words.length });
      return {
        ways: new Map(),
        problem: "is in no dictionary, and the model that reads words gave no answer",
      };
    }
  }

  /** What is known is put in `result`; what is asked beyond it, with what is known of its atoms, is returned. */
  function* lookUp(
    words: readonly string[],
    result: Map<string, SpokenWord>,
  ): Steps<{
    asked: Map<string, readonly Reading[]>;
    known: Map<string, ReturnType<typeof waysOfAtom>>;
  }> {
    const asked = new Map<string, readonly Reading[]>();
    const known = new Map<string, ReturnType<typeof waysOfAtom>>();
    for (const word of new Set(words)) {
      const mine = kept.get(word) ?? spokenByUser(word, own);
      if (mine) {
        result.set(word, mine);
        continue;
      }
      const readings = readSpelling(word, (one) => findWays(one) !== undefined);
      asked.set(word, readings);
      for (const atom of readings.flat()) {
        if (!known.has(keyOf(atom))) known.set(keyOf(atom), waysOfAtom(atom));
      }
      yield;
    }
    return { asked, known };
  }

  async function explain(words: readonly string[]): Promise<ReadonlyMap<string, SpokenWord>> {
    const result = new Map<string, SpokenWord>();
    const began = changes;
    const { asked, known } = await inSlices(lookUp(words, result));
    const unknown = [...known].flatMap(([key, ways]) => (ways ? [] : [key.slice(key.indexOf(" ") + 1)]));
    const answers = await read(unknown);
    await inSlices(
      (function* (): Steps<void> {
        for (const [word, readings] of asked) {
          const spoken = assemble(readings, {
            known: (atom) => known.get(keyOf(atom)),
            read: (text) => answers.ways.get(text),
            problem: answers.problem,
          });
          result.set(word, spoken);
          // What was looked up before a change does not outlive it.
          if (spoken.ways.length > 0 && changes === began) keep(word, spoken);
          yield;
        }
      })(),
    );
    return result;
  }

  function keep(word: string, spoken: SpokenWord): void {
    kept.set(word, spoken);
    const oldest = kept.keys().next();
    if (kept.size > wordsMax && !oldest.done) kept.delete(oldest.value);
  }

  return {
    explain,
    async pronounce(words) {
      const explained = await explain(words);
      const unsaid = [...explained].filter(([, { ways }]) => ways.length === 0).map(([word]) => word);
      if (unsaid.length > 0) {
        reporter.report("wordsUnsaid", { words: unsaid.slice(0, 20).join(", ") }, unsaid.length);
      }
      return inSlices(
        (function* () {
          const found = new Map<string, Pronunciation[]>();
          for (const [word, { ways }] of explained) {
            if (ways.length > 0)
              found.set(
                word,
                ways.map((way) => inLabels(way, labelOf)),
              );
            yield;
          }
          return found;
        })(),
      );
    },
    reconfigure(changed) {
      own = ownWays(changed);
      changes += 1;
      kept.clear();
    },
    forget() {
      changes += 1;
      kept.clear();
    },
  };
}

interface Sources {
  known: (atom: Atom) => { ways: readonly SharedWay[]; origin: WayOrigin } | undefined;
  read: (text: string) => readonly ReadWay[] | undefined;
  problem: string | undefined;
}

/** All readings of one word, each half as likely as the one before. */
function assemble(readings: readonly (readonly Atom[])[], { known, read, problem }: Sources): SpokenWord {
  let origin: WayOrigin = "own";
  const ways: SharedWay[] = [];
  for (const [rank, atoms] of readings.entries()) {
    const parts: (readonly SharedWay[])[] = [];
    for (const atom of atoms) {
      const found = known(atom) ?? { ways: readShares(read(atom.text)), origin: "model" as const };
      if (wayOrigins.indexOf(found.origin) > wayOrigins.indexOf(origin)) origin = found.origin;
      parts.push(found.ways);
    }
    if (parts.some((part) => part.length === 0)) continue;
    ways.push(...inSequence(parts).map(({ sounds, share }) => ({ sounds, share: share * 0.5 ** rank })));
  }
  if (ways.length > 0) return { ways: merged(ways), origin };
  const why = readings.length === 0 ? "has no letters or digits that can be read" : problem;
  return { ways: [], origin: undefined, problem: why ?? "is read by the model as no sound at all" };
}

function readShares(ways: readonly ReadWay[] = []): SharedWay[] {
  return merged(ways.map(({ sounds, probability }) => ({ sounds, share: probability })));
}

function withReductions(word: string, ways: readonly Sounds[]): SharedWay[] {
  return merged(
    ranked(ways).flatMap(({ sounds, share }) => [
      { sounds, share },
      ...reductionsOf(word, sounds).map((reduced) => ({ ...reduced, share: share * reduced.share })),
    ]),
  );
}

function spokenByUser(word: string, own: ReadonlyMap<string, readonly Sounds[]>): SpokenWord | undefined {
  const ways = own.get(ownKey(word));
  return ways && { ways: ranked(ways), origin: "own" };
}

/** By the word in lower case without accents; also without its apostrophe, as it stands in a normalised text. */
function ownWays(own: OwnPronunciations): Map<string, readonly Sounds[]> {
  const found = new Map<string, readonly Sounds[]>();
  for (const [word, ways] of Object.entries(own)) {
    const sounds = ways.map(soundsOf);
    const key = ownKey(word);
    found.set(key.replaceAll("'", ""), sounds);
    found.set(key, sounds);
  }
  return found;
}

function ownKey(word: string): string {
  return foldLetters(word) ?? word.toLowerCase();
}

function keyOf(atom: Atom): string {
  return `${atom.kind} ${atom.text}`;
}

function inLabels({ sounds, share }: SharedWay, labelOf: readonly number[]): Pronunciation {
  return { sounds: sounds.map((sound) => labelOf[sound] ?? 0), logWeight: Math.log(share) };
}
