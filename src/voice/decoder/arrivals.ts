import type { WordState } from "./word-states.ts";

/**
 * A state of the network that words led to by a frame, and the ways that came there at that time: together a lattice of words,
 * from which sentences are read backwards. What no token leads back to any more is garbage to the runtime, so a search's
 * memory does not grow with its time.
 */
export interface Arrival {
  readonly state: WordState;
  /** The first frame after them. */
  readonly frame: number;
  /** Of the best way. */
  score: number;
  readonly ways: Way[];
}

export interface Way {
  readonly before: Arrival;
  /** Nothing where the sounds were none of the network's: a cough, "um", what was said before. */
  readonly word: string | undefined;
  /** Of a word in free text, where any word may stand: the part of its score that is no sound. */
  readonly openWeight: number | undefined;
  readonly sounds: number;
  /** Frame in which the last sound was last heard. */
  readonly to: number;
  /** The last label. */
  readonly label: number;
  /** Of the way that ends in the label, and in a blank after it. */
  readonly labelScore: number;
  readonly blankScore: number;
}

export interface Sentence {
  words: readonly SpokenWord[];
  /** Sum of log probabilities over all frames, each less that of its likeliest label: 0 at most, without weights of words. */
  score: number;
  /** The part of it for sounds that are none of the network's. */
  fillerScore: number;
  /** The part of that between two of its words. */
  innerFillerScore: number;
}

export interface SpokenWord {
  word: string;
  /** Frames in which its first label was first and its last label last heard. */
  from: number;
  to: number;
  sounds: number;
  score: number;
  /** Of a word in free text: how well it was heard, however likely it is there. */
  openScore: number | undefined;
}

/** More ways than these at once are not told apart. */
const waysMax = 6;

/** A way on which nothing of the network is said: `before`, and silence or other sounds up to frame `to`. */
export function wayBySilence(before: Arrival, to: number, score: number): Way {
  return {
    before,
    word: undefined,
    openWeight: undefined,
    sounds: 0,
    to,
    label: -1,
    labelScore: Number.NEGATIVE_INFINITY,
    blankScore: score,
  };
}

export function scoreOf(way: Way): number {
  return Math.max(way.labelScore, way.blankScore);
}

export function addWay(arrival: Arrival, way: Way): void {
  const score = scoreOf(way);
  const { ways } = arrival;
  if (score > arrival.score) arrival.score = score;
  if (ways.length < waysMax) {
    ways.push(way);
    return;
  }
  let worst = 0;
  for (let one = 1; one < ways.length; one += 1) {
    if (scoreOf(ways[one] as Way) < scoreOf(ways[worst] as Way)) worst = one;
  }
  if (scoreOf(ways[worst] as Way) < score) ways[worst] = way;
}

/** The arrival as it is for a word that begins with `label`: a way that ends in the same label has `mergedScore` added. */
export function arrivalBefore(arrival: Arrival, label: number, mergedScore: number): Arrival {
  let best: Way | undefined;
  for (const way of arrival.ways) if (!best || scoreOf(way) > scoreOf(best)) best = way;
  if (!best || best.label !== label || best.blankScore >= best.labelScore) return arrival;
  const { state, frame } = arrival;
  const parted: Arrival = { state, frame, score: Number.NEGATIVE_INFINITY, ways: [] };
  for (const way of arrival.ways) {
    const labelScore = way.label === label ? way.labelScore + mergedScore : way.labelScore;
    if (Math.max(labelScore, way.blankScore) === Number.NEGATIVE_INFINITY) continue;
    addWay(parted, { ...way, labelScore });
  }
  return parted;
}

interface Tail {
  arrival: Arrival;
  /** Of the best sentence that ends like this. */
  total: number;
  words: SpokenWord | undefined;
  next: Tail | undefined;
  /** Of it and all that comes after. */
  fillerScore: number;
}

/** Ways back that are followed in search of different sentences. */
const tailsMax = 300;

/**
 * The best sentences that lead to an arrival, each of different words, best first: a best-first search from the end, where
 * the rest of every sentence is known exactly (Soong and Huang, "A tree-trellis based fast search", ICASSP 1991).
 */
export function sentencesTo(end: Arrival, countMax: number): Sentence[] {
  const open: Tail[] = [
    { arrival: end, total: end.score, words: undefined, next: undefined, fillerScore: 0 },
  ];
  const found = new Map<string, Sentence>();
  for (let followed = 0; open.length > 0 && followed < tailsMax && found.size < countMax; followed += 1) {
    const tail = takeBest(open);
    const { arrival } = tail;
    if (arrival.ways.length === 0) {
      const words = wordsOf(tail);
      const text = words.map((one) => one.word).join(" ");
      if (!found.has(text)) {
        const { total: score, fillerScore } = tail;
        found.set(text, { words, score, fillerScore, innerFillerScore: innerFillerOf(tail) });
      }
      continue;
    }
    for (const way of arrival.ways) {
      const score = scoreOf(way);
      const own = score - way.before.score;
      open.push({
        arrival: way.before,
        total: tail.total - (arrival.score - score),
        words:
          way.word === undefined
            ? undefined
            : {
                word: way.word,
                from: way.before.frame,
                to: way.to,
                sounds: way.sounds,
                score: own,
                openScore: way.openWeight === undefined ? undefined : own - way.openWeight,
              },
        next: tail,
        fillerScore: tail.fillerScore + (way.word === undefined ? own : 0),
      });
    }
  }
  return [...found.values()];
}

function takeBest(open: Tail[]): Tail {
  let best = 0;
  for (let one = 1; one < open.length; one += 1) {
    if ((open[one] as Tail).total > (open[best] as Tail).total) best = one;
  }
  const taken = open[best] as Tail;
  open[best] = open.at(-1) as Tail;
  open.pop();
  return taken;
}

function wordsOf(first: Tail): SpokenWord[] {
  const words: SpokenWord[] = [];
  for (let tail: Tail | undefined = first; tail; tail = tail.next) if (tail.words) words.push(tail.words);
  return words;
}

/** Between the first word and the last. */
function innerFillerOf(first: Tail): number {
  let beforeWord: number | undefined;
  let afterWord = 0;
  for (let tail: Tail | undefined = first; tail; tail = tail.next) {
    if (!tail.words) continue;
    beforeWord ??= tail.fillerScore;
    afterWord = tail.fillerScore;
  }
  return beforeWord === undefined ? 0 : beforeWord - afterWord;
}
