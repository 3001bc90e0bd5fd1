import type { SpokenName } from "./alike-names.ts";
import type { Dictionary } from "./dictionary.ts";
import { distanceWithin, soundDistance } from "./sound-distance.ts";
import { isVowel, type Sounds } from "./sounds.ts";

/** What speaks against a wake phrase. */
export type WakeProblem =
  | { kind: "unsaid"; words: string[] }
  | { kind: "short"; sounds: number; syllables: number }
  /** All of its words are among the commonest of everyday speech. */
  | { kind: "ordinary" }
  /** Common words that have it in them. */
  | { kind: "inWords"; words: string[] }
  /** Names of this place that have it in them or sound like it. */
  | { kind: "inNames"; names: string[] };

/** A phrase needs so many sounds and syllables, or chance alone says it often. */
const soundsMin = 6;
const syllablesMin = 3;
/** How unlike what is found in a word or name may be; a short phrase must be there nearly as it is. */
const [withinMost, withinMostShort] = [0.45, 0.2];
const alikeMost = 1;
const shownMax = 5;
const [common, commonest] = [2, 3];

export function checkWakePhrase(
  words: readonly { word: string; ways: readonly Sounds[] }[],
  { dictionary, names }: { dictionary: Dictionary | undefined; names: readonly SpokenName[] },
): WakeProblem[] {
  const unsaid = words.filter(({ ways }) => ways.length === 0).map(({ word }) => word);
  if (unsaid.length > 0 || words.length === 0) return [{ kind: "unsaid", words: unsaid }];
  const sounds = words.flatMap(({ ways }) => ways[0] ?? []);
  const problems: WakeProblem[] = [];
  const syllables = sounds.filter(isVowel).length;
  if (sounds.length < soundsMin || syllables < syllablesMin) {
    problems.push({ kind: "short", sounds: sounds.length, syllables });
  }
  const isOrdinary = words.every(({ word }) => dictionary?.find(word)?.commonness === commonest);
  if (isOrdinary) problems.push({ kind: "ordinary" });
  const own = new Set(words.map(({ word }) => word));
  const most = sounds.length < soundsMin ? withinMostShort : withinMost;
  const inWords = dictionary ? wordsWith(sounds, { dictionary, most }).filter((word) => !own.has(word)) : [];
  if (inWords.length > 0) problems.push({ kind: "inWords", words: inWords.slice(0, shownMax) });
  const inNames = names.filter(({ ways }) =>
    ways.some(
      (way) =>
        distanceWithin(sounds, way, most) <= most || soundDistance(sounds, way, alikeMost) <= alikeMost,
    ),
  );
  if (inNames.length > 0) {
    problems.push({ kind: "inNames", names: inNames.slice(0, shownMax).map(({ name }) => name) });
  }
  return problems;
}

/** Common words that sound like the phrase or have it in them, the commonest first. */
function wordsWith(sounds: Sounds, { dictionary, most }: { dictionary: Dictionary; most: number }): string[] {
  const found: { word: string; commonness: number }[] = [];
  for (const { word, ways, commonness } of dictionary.words(common)) {
    const [way] = ways;
    if (way && distanceWithin(sounds, way, most) <= most) found.push({ word, commonness });
  }
  return found.sort((one, other) => other.commonness - one.commonness).map(({ word }) => word);
}
