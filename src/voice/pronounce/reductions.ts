import { isVowel, type Sounds, soundsOf } from "./sounds.ts";

/** One way to say a word and its share among all. */
export interface SharedWay {
  readonly sounds: Sounds;
  readonly share: number;
}

/**
 * What fluent speakers make of words, besides what the dictionary has. Which forms short words have is after Jurafsky et al.,
 * "Reduction of English function words in Switchboard" (ICSLP 1998); the shares are by judgement.
 */
const weakForms: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  the: [
    ["DH AH", 0.7],
    ["DH IY", 0.15],
    ["D AH", 0.15],
  ],
  a: [
    ["AH", 0.85],
    ["EY", 0.15],
  ],
  and: [
    ["AH N D", 0.3],
    ["AE N D", 0.25],
    ["AH N", 0.3],
    ["AE N", 0.15],
  ],
  to: [
    ["T UW", 0.45],
    ["T AH", 0.35],
    ["T IH", 0.15],
    ["D AH", 0.05],
  ],
  of: [
    ["AH V", 0.8],
    ["AH", 0.2],
  ],
  for: [
    ["F AO R", 0.6],
    ["F ER", 0.4],
  ],
  can: [
    ["K AE N", 0.5],
    ["K AH N", 0.5],
  ],
  or: [
    ["AO R", 0.7],
    ["ER", 0.3],
  ],
  at: [
    ["AE T", 0.7],
    ["AH T", 0.3],
  ],
  your: [
    ["Y AO R", 0.6],
    ["Y UH R", 0.15],
    ["Y ER", 0.25],
  ],
  you: [
    ["Y UW", 0.75],
    ["Y AH", 0.25],
  ],
  from: [
    ["F R AH M", 0.8],
    ["F R ER M", 0.1],
    ["F ER M", 0.1],
  ],
  them: [
    ["DH EH M", 0.6],
    ["DH AH M", 0.25],
    ["AH M", 0.15],
  ],
  with: [
    ["W IH DH", 0.5],
    ["W IH TH", 0.5],
  ],
  just: [
    ["JH AH S T", 0.6],
    ["JH IH S T", 0.2],
    ["JH AH S", 0.2],
  ],
  have: [
    ["HH AE V", 0.7],
    ["HH AH V", 0.15],
    ["AH V", 0.15],
  ],
  has: [
    ["HH AE Z", 0.8],
    ["HH AH Z", 0.1],
    ["AH Z", 0.1],
  ],
  her: [
    ["HH ER", 0.75],
    ["ER", 0.25],
  ],
  his: [
    ["HH IH Z", 0.75],
    ["IH Z", 0.25],
  ],
  him: [
    ["HH IH M", 0.7],
    ["IH M", 0.3],
  ],
  what: [
    ["W AH T", 0.75],
    ["HH W AH T", 0.15],
    ["W AH D", 0.1],
  ],
};

const known = new Map(
  Object.entries(weakForms).map(([word, forms]) => [
    word,
    forms.map(([sounds, share]) => ({ sounds: soundsOf(sounds), share })),
  ]),
);

/** The ways of a short word that is seldom stressed; undefined for any other. */
export function weakFormsOf(word: string): readonly SharedWay[] | undefined {
  return known.get(word);
}

const [t = 0, d = 0, n = 0, r = 0, ng = 0, ih = 0] = soundsOf("T D N R NG IH");
/** Vowels that are mostly unstressed within a word; IY only at its end, as "teen" is stressed. */
const weakVowels = new Set(soundsOf("AH ER IH"));
const finalVowel = soundsOf("IY")[0];
const plural = soundsOf("Z")[0];

/**
 * Rounded down from how often the acoustic model, a third trained, found the reduced form likelier in 377 utterances of speakers it
 * never heard (models/train/voice/reductions.py): a flap 26 % of 107 (8 % where there can be none), NT 22 %, a last T or D after N
 * 64 % before a consonant and 23 % before a vowel, after another consonant 39 % (S is lost in 14 %), "-ing" as "-in" 40 %.
 */
const shares = { flap: 0.25, withinNt: 0.2, finalNasal: 0.35, finalOther: 0.25, ing: 0.35 };
/** A shorter word would lose too much with its last sound. */
const droppingFrom = 4;

/** Reduced ways of saying `sounds`, each with its share of the whole; few words have any. */
export function reductionsOf(word: string, sounds: Sounds): SharedWay[] {
  const found: SharedWay[] = [];
  // "water", "party": T between a vowel (or R) and a weak vowel is a flap, which sounds like D.
  const flapped = sounds.map((sound, at) => {
    const before = sounds[at - 1];
    const isBetween = (isVowel(before) || (before === r && at > 1)) && isWeak(sounds, at + 1);
    return sound === t && isBetween ? d : sound;
  });
  if (flapped.some((sound, at) => sound !== sounds[at])) found.push({ sounds: flapped, share: shares.flap });
  // "twenty", "internet": T after N before a weak vowel is not said.
  const withoutT = sounds.filter(
    (sound, at) => !(sound === t && at > 1 && sounds[at - 1] === n && isWeak(sounds, at + 1)),
  );
  if (withoutT.length < sounds.length) found.push({ sounds: withoutT, share: shares.withinNt });
  // "heatin'": only the ending, not "ring" or "king".
  const isLong = sounds.filter(isVowel).length > 1;
  if (isLong && word.endsWith("ing") && sounds.at(-1) === ng && sounds.at(-2) === ih) {
    found.push({ sounds: [...sounds.slice(0, -1), n], share: shares.ing });
  }
  // "find", "front", "west", "cold": the last T or D is not said before another consonant.
  const [before, last] = [sounds.at(-2), sounds.at(-1)];
  const isCluster = (last === t || last === d) && before !== undefined && !isVowel(before) && before !== r;
  if (isCluster && sounds.length >= droppingFrom) {
    found.push({ sounds: sounds.slice(0, -1), share: before === n ? shares.finalNasal : shares.finalOther });
  }
  return found;
}

function isWeak(sounds: Sounds, at: number): boolean {
  const isLast = at === sounds.length - 1 || (at === sounds.length - 2 && sounds.at(-1) === plural);
  return weakVowels.has(sounds[at] ?? -1) || (isLast && sounds[at] === finalVowel);
}
