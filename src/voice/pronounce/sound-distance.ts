import { isVowel, type Sounds, soundNames } from "./sounds.ts";

/**
 * How unlike two sounds are: 0 the same, 1 as unlike as can be. Consonants by where and how they are made and whether the voice
 * sounds (Ladefoged, "A Course in Phonetics"), vowels by their place in the vowel chart and where they glide to. The weights
 * are by judgement: what listeners mix up in noise (Miller and Nicely 1955: place first, then voicing, seldom manner) costs least.
 */

type Manner = "stop" | "affricate" | "fricative" | "nasal" | "liquid" | "glide";

/** Place from the lips (0) to the throat, manner, and voice. */
const consonants: Readonly<Record<string, readonly [place: number, manner: Manner, isVoiced: boolean]>> = {
  P: [0, "stop", false],
  B: [0, "stop", true],
  M: [0, "nasal", true],
  W: [0, "glide", true],
  F: [0.5, "fricative", false],
  V: [0.5, "fricative", true],
  TH: [1, "fricative", false],
  DH: [1, "fricative", true],
  T: [1.5, "stop", false],
  D: [1.5, "stop", true],
  N: [1.5, "nasal", true],
  L: [1.5, "liquid", true],
  S: [1.7, "fricative", false],
  Z: [1.7, "fricative", true],
  SH: [2.2, "fricative", false],
  ZH: [2.2, "fricative", true],
  CH: [2.2, "affricate", false],
  JH: [2.2, "affricate", true],
  R: [2.2, "liquid", true],
  Y: [2.6, "glide", true],
  K: [3.4, "stop", false],
  G: [3.4, "stop", true],
  NG: [3.4, "nasal", true],
  HH: [4.4, "fricative", false],
};

/** Height from closed (0) to open (3) and backness (0 to 2) at the beginning and at the end; ER has an R in it. */
const vowels: Readonly<Record<string, readonly [number, number, number, number]>> = {
  IY: [0, 0, 0, 0],
  IH: [0.6, 0.4, 0.6, 0.4],
  EY: [1.1, 0.2, 0.3, 0.1],
  EH: [1.6, 0.4, 1.6, 0.4],
  AE: [2.3, 0.5, 2.3, 0.5],
  AA: [3, 1.6, 3, 1.6],
  AO: [2.2, 2, 2.2, 2],
  OW: [1.4, 1.8, 0.5, 2],
  UH: [0.6, 1.6, 0.6, 1.6],
  UW: [0, 1.8, 0, 1.8],
  AH: [1.6, 1.1, 1.6, 1.1],
  ER: [1.4, 1, 1.4, 1],
  AY: [2.8, 1, 0.3, 0.2],
  AW: [2.8, 1, 0.5, 1.8],
  OY: [1.9, 1.9, 0.3, 0.2],
};

/** Between manners, either way round. */
const mannerCosts: Readonly<Record<string, number>> = {
  "stop affricate": 0.25,
  "affricate fricative": 0.25,
  "stop fricative": 0.4,
  "stop nasal": 0.45,
  "nasal liquid": 0.5,
  "liquid glide": 0.35,
  "nasal glide": 0.6,
};

/** Pairs that the features make too unlike: reduced vowels, and glides beside their vowels. */
const closePairs: Readonly<Record<string, number>> = {
  "AH IH": 0.2,
  "AH UH": 0.25,
  "AA AO": 0.15,
  "L R": 0.35,
  "IY Y": 0.4,
  "UW W": 0.4,
  "ER R": 0.3,
  "L W": 0.35,
};

const [leastCost, mostCost] = [0.2, 1];

function substitution(one: string, other: string): number {
  if (one === other) return 0;
  const close = closePairs[`${one} ${other}`] ?? closePairs[`${other} ${one}`];
  if (close !== undefined) return close;
  const [a, b] = [consonants[one], consonants[other]];
  if (a && b) {
    const manner =
      a[1] === b[1] ? 0 : (mannerCosts[`${a[1]} ${b[1]}`] ?? mannerCosts[`${b[1]} ${a[1]}`] ?? 0.7);
    const place = Math.min(0.45, 0.12 * Math.abs(a[0] - b[0]));
    return bounded(manner + place + (a[2] === b[2] ? 0 : 0.3));
  }
  const [v, w] = [vowels[one], vowels[other]];
  if (!v || !w) return mostCost;
  const begin = Math.hypot(v[0] - w[0], v[1] - w[1]);
  const end = Math.hypot(v[2] - w[2], v[3] - w[3]);
  const isRhotic = (one === "ER") !== (other === "ER");
  return bounded(0.08 + 0.14 * (begin + end) + (isRhotic ? 0.25 : 0));
}

function bounded(cost: number): number {
  return Math.min(mostCost, Math.max(leastCost, cost));
}

const count = soundNames.length;
const substitutions = new Float32Array(count * count);
for (const [row, one] of soundNames.entries()) {
  for (const [column, other] of soundNames.entries())
    substitutions[row * count + column] = substitution(one, other);
}

/** What is easily swallowed or put in costs least. */
const weakSounds = new Set(["T", "D", "HH", "Y", "W", "AH", "IH"]);
const leastGap = 0.4;
const gaps = Float32Array.from(soundNames, (name, sound) =>
  weakSounds.has(name) ? leastGap : isVowel(sound) ? 0.6 : 0.5,
);

/** Cost of turning one into the other by changed, added and left-out sounds; `Infinity` when it is above `most`. */
export function soundDistance(one: Sounds, other: Sounds, most: number): number {
  // Each sound more or less costs at least a gap, so only cells this near the diagonal can be cheap enough.
  const band = Math.floor(most / leastGap);
  if (Math.abs(one.length - other.length) > band) return Number.POSITIVE_INFINITY;
  let row = new Float64Array(other.length + 1);
  for (let column = 1; column <= other.length; column += 1) {
    row[column] = (row[column - 1] ?? 0) + (gaps[other[column - 1] ?? 0] ?? 1);
  }
  let next = new Float64Array(other.length + 1);
  for (let at = 1; at <= one.length; at += 1) {
    const sound = one[at - 1] ?? 0;
    const gap = gaps[sound] ?? 1;
    const [first, last] = [Math.max(1, at - band), Math.min(other.length, at + band)];
    next.fill(Number.POSITIVE_INFINITY);
    if (at <= band) next[0] = (row[0] ?? 0) + gap;
    let least = next[0] ?? 0;
    for (let column = first; column <= last; column += 1) {
      const aim = other[column - 1] ?? 0;
      const cost = Math.min(
        (row[column - 1] ?? 0) + (substitutions[sound * count + aim] ?? 1),
        (row[column] ?? 0) + gap,
        (next[column - 1] ?? 0) + (gaps[aim] ?? 1),
      );
      next[column] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return Number.POSITIVE_INFINITY;
    [row, next] = [next, row];
  }
  const cost = row[other.length] ?? Number.POSITIVE_INFINITY;
  return cost <= most ? cost : Number.POSITIVE_INFINITY;
}

/** The least cost of finding `part` anywhere within `whole`; `Infinity` above `most`. */
export function distanceWithin(part: Sounds, whole: Sounds, most: number): number {
  if (part.length - whole.length > most / leastGap) return Number.POSITIVE_INFINITY;
  let row = new Float64Array(whole.length + 1);
  let next = new Float64Array(whole.length + 1);
  for (const sound of part) {
    const gap = gaps[sound] ?? 1;
    next[0] = (row[0] ?? 0) + gap;
    let least = next[0];
    for (let column = 1; column <= whole.length; column += 1) {
      const aim = whole[column - 1] ?? 0;
      const cost = Math.min(
        (row[column - 1] ?? 0) + (substitutions[sound * count + aim] ?? 1),
        (row[column] ?? 0) + gap,
        (next[column - 1] ?? 0) + (gaps[aim] ?? 1),
      );
      next[column] = cost;
      if (cost < least) least = cost;
    }
    if (least > most) return Number.POSITIVE_INFINITY;
    [row, next] = [next, row];
  }
  const cost = Math.min(...row);
  return cost <= most ? cost : Number.POSITIVE_INFINITY;
}
