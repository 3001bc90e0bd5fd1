import { isVowel, type Sounds, soundsOf } from "./sounds.ts";

/** Ways to say a word, the likeliest first; undefined: not known. */
export type FindWays = (word: string) => readonly Sounds[] | undefined;

/**
 * Words that are made of others: contractions without their apostrophe, British spellings, endings, beginnings and compounds.
 *
 * Limit: at most `depthMax` steps from a word that is known ("dehumidifiers" takes two).
 */
const depthMax = 3;

export function deriveWays(
  word: string,
  options: { find: FindWays; isFamiliar: (word: string) => boolean },
): readonly Sounds[] | undefined {
  return derive(word, options, 1);
}

type Options = Parameters<typeof deriveWays>[1];

function derive(word: string, options: Options, depth: number): readonly Sounds[] | undefined {
  const findDeeper: FindWays = (other) =>
    options.find(other) ?? (depth < depthMax ? derive(other, options, depth + 1) : undefined);
  return (
    withApostrophe(word, options.find) ??
    american(word, findDeeper) ??
    withEnding(word, findDeeper) ??
    withBeginning(word, options.find) ??
    compound(word, options)
  );
}

/** "whats" is "what's" and "doesnt" "doesn't": people and the normaliser of texts leave the sign out. */
function withApostrophe(word: string, find: FindWays): readonly Sounds[] | undefined {
  if (word.includes("'")) return undefined;
  for (const ending of ["t", "s", "ll", "ve", "re", "d", "m"]) {
    const stem = word.slice(0, -ending.length);
    if (!word.endsWith(ending) || stem.length < 2) continue;
    const found = find(`${stem}'${ending}`);
    if (found) return found;
  }
  return undefined;
}

/** British spellings of words that sound alike; each pattern with what to write instead. */
const americanSpellings: readonly (readonly [RegExp, string])[] = [
  [/our(?=s?$|ed$|ing$|ite|able|ful|less)/, "or"],
  [/is(?=e[sd]?$|er|ing$|ation)/, "iz"],
  [/ys(?=e[sd]?$|er|ing$)/, "yz"],
  [/tre(?=s?$)/, "ter"],
  [/ll(?=ed$|ing$|ers?$)/, "l"],
  [/ogue(?=s?$)/, "og"],
  [/ence(?=s?$)/, "ense"],
  [/mould/, "mold"],
  [/aluminium/, "aluminum"],
  [/plough/, "plow"],
  [/(?<=[a-z])ae/, "e"],
];

function american(word: string, find: FindWays): readonly Sounds[] | undefined {
  for (const [pattern, replacement] of americanSpellings) {
    if (!pattern.test(word)) continue;
    const other = word.replace(pattern, replacement);
    const found = other.length > 3 ? find(other) : undefined;
    if (found) return found;
  }
  return undefined;
}

const sibilants = new Set(soundsOf("S Z SH ZH CH JH"));
const voiceless = new Set(soundsOf("P T K F TH"));
const [t = 0, d = 0, s = 0, z = 0, ah = 0, ih = 0, ng = 0] = soundsOf("T D S Z AH IH NG");

/** The plural, the possessive and the third person: "lamps", "lamp's", "kitchen's", "washes". */
function sSounds(base: Sounds): Sounds {
  const last = base.at(-1) ?? -1;
  if (sibilants.has(last)) return [...base, ah, z];
  return [...base, voiceless.has(last) ? s : z];
}

function edSounds(base: Sounds): Sounds {
  const last = base.at(-1) ?? -1;
  if (last === t || last === d) return [...base, ih, d];
  const isVoiceless = !isVowel(last) && (voiceless.has(last) || soundsOf("S SH CH").includes(last));
  return [...base, isVoiceless ? t : d];
}

function adding(text: string): (base: Sounds) => Sounds {
  const added = soundsOf(text);
  return (base) => [...base, ...added];
}

/** Endings, and how the word before one may be written: without its e, with a doubled consonant, with i for y. */
const endings: readonly { ending: string; say: (base: Sounds) => Sounds }[] = [
  { ending: "'s", say: sSounds },
  { ending: "s'", say: sSounds },
  { ending: "'", say: (base) => base },
  { ending: "s", say: sSounds },
  { ending: "es", say: sSounds },
  { ending: "ed", say: edSounds },
  { ending: "ing", say: (base) => [...base, ih, ng] },
  { ending: "ers", say: adding("ER Z") },
  { ending: "er", say: adding("ER") },
  { ending: "ors", say: adding("ER Z") },
  { ending: "or", say: adding("ER") },
  { ending: "est", say: adding("AH S T") },
  { ending: "ly", say: adding("L IY") },
  { ending: "less", say: adding("L AH S") },
  { ending: "ness", say: adding("N AH S") },
  { ending: "able", say: adding("AH B AH L") },
];

function withEnding(word: string, find: FindWays): readonly Sounds[] | undefined {
  for (const { ending, say } of endings) {
    const stem = word.slice(0, -ending.length);
    if (!word.endsWith(ending) || stem.length < 3 || (ending === "s" && /[su']$/.test(stem))) continue;
    for (const base of bases(stem, ending)) {
      const found = find(base);
      if (found) return found.map(say);
    }
  }
  return undefined;
}

function bases(stem: string, ending: string): string[] {
  const found = [stem];
  const isVowelEnding = /^[aeio]/.test(ending);
  if (isVowelEnding && ending !== "es") found.push(`${stem}e`);
  if (isVowelEnding && /([bdfglmnprt])\1$/.test(stem)) found.push(stem.slice(0, -1));
  if (stem.endsWith("i")) found.push(`${stem.slice(0, -1)}y`);
  // "houses" is "house" and its ending; "hous" is no word, and "boxes" is found with the stem itself.
  return found;
}

const beginnings: readonly (readonly [string, Sounds])[] = [
  ["un", soundsOf("AH N")],
  ["re", soundsOf("R IY")],
  ["de", soundsOf("D IY")],
  ["pre", soundsOf("P R IY")],
  ["non", soundsOf("N AA N")],
  ["sub", soundsOf("S AH B")],
  ["micro", soundsOf("M AY K R OW")],
  ["multi", soundsOf("M AH L T IY")],
  ["auto", soundsOf("AO T OW")],
  ["mini", soundsOf("M IH N IY")],
  ["smart", soundsOf("S M AA R T")],
];

function withBeginning(word: string, find: FindWays): readonly Sounds[] | undefined {
  for (const [beginning, sounds] of beginnings) {
    const rest = word.slice(beginning.length);
    if (!word.startsWith(beginning) || rest.length < 4) continue;
    const found = find(rest);
    if (found) return found.map((way) => [...sounds, ...way]);
  }
  return undefined;
}

/** "livingroom" is "living" and "room". Only of words that occur in everyday text: the dictionary is full of short surnames. */
function compound(word: string, { find, isFamiliar }: Options): readonly Sounds[] | undefined {
  let best: { left: string; right: string; score: number } | undefined;
  for (let at = 3; at <= word.length - 3; at += 1) {
    const [left, right] = [word.slice(0, at), word.slice(at)];
    const score = Math.min(left.length, right.length);
    if (Math.max(left.length, right.length) < 4 || (best && best.score >= score)) continue;
    if (isFamiliar(left) && isFamiliar(right)) best = { left, right, score };
  }
  if (!best) return undefined;
  const heads = find(best.left) ?? [];
  const tails = find(best.right) ?? [];
  return heads.slice(0, 2).flatMap((head) => tails.slice(0, 2).map((tail) => [...head, ...tail]));
}
