import { invariant } from "../../core/errors.ts";
import { type Arrival, addWay, arrivalBefore, type Sentence, sentencesTo, wayBySilence } from "./arrivals.ts";
import type { SoundTrees, TreePlace } from "./sound-tree.ts";
import { SlotTable, Tokens } from "./tokens.ts";
import type { WordState } from "./word-states.ts";

/**
 * Searches the network of what can be said for the words that a stream of label probabilities (connectionist temporal
 * classification: Graves et al., ICML 2006) tells of: Viterbi token passing (Young et al. 1989) with a beam.
 *
 * Limits and invariants:
 * 1. At most `tokensMax` tokens go from one frame to the next, none more than `beam` (natural log) behind the best.
 * 2. A token is a place in a sound tree; of two ways that lead to one place the likelier goes on, and others are remembered where
 *    they meet at the end of a word.
 * 3. `advance` may be called with any number of frames; the result is the same however they are divided.
 * 4. Equal labels in a row need a blank between them or cost `mergedScore`, also over the border of two words.
 * 5. Scores are relative to the likeliest label of each frame, so they do not grow with time; memory does not either.
 */
export interface CtcSearch {
  /** `logProbabilities`: frames × labels, natural logarithms, row by row. */
  advance(logProbabilities: Float32Array): void;
  /** Whole sentences that end now, the likeliest first, each different; at most `countMax`. */
  sentences(countMax: number): Sentence[];
  /** The words of the likeliest token so far, whole or not. */
  wordsSoFar(): string[];
  standing(): Standing;
  readonly frames: number;
  /** Frames whose likeliest label is a sound. */
  readonly soundFrames: number;
  /** Sum of the likeliest label's log probability of each frame, whatever they spell. */
  readonly unboundScore: number;
  /** The score if there was only silence. */
  readonly silenceScore: number;
  /** The score if no word was said, only silence or sounds that are none of the network's. */
  readonly fillerScore: number;
  /** Tokens after the last frame. */
  readonly tokenCount: number;
}

/** Scores of the best token that may be the end of a sentence, and of the best that has more to say. */
export interface Standing {
  whole: number;
  open: number;
  /** Of `open` those that are between two words, where alone somebody pauses. */
  paused: number;
  /** Where the best whole sentence leads; undefined: there is none. */
  after: WordState | undefined;
}

export interface SearchSettings {
  beam: number;
  tokensMax: number;
  /** Added at each word, a log: below 0 it keeps noise from being heard as many short words. */
  wordScore: number;
  /** Added where two equal sounds in a row are heard as one; minus infinity where a model always parts them. */
  mergedScore: number;
  /** No label counts as less likely than the likeliest by more than this log: one sound that was not heard is not the end. */
  soundScoreMin: number;
  /** Added where sounds begin that are none of the network's, before or after a sentence. */
  fillerScore: number;
  /** The same between two words of it. */
  innerFillerScore: number;
  /** Added to each of their frames. */
  fillerFrameScore: number;
  /** Log of each label's share, subtracted times `priorScale`; none when empty. */
  priors: readonly number[];
  priorScale: number;
}

export interface CtcSearchOptions extends SearchSettings {
  start: WordState;
  trees: SoundTrees;
  labelCount: number;
  blank: number;
}

interface Filler {
  state: WordState;
  before: Arrival;
  score: number;
}

const never = Number.NEGATIVE_INFINITY;

export function createCtcSearch(options: CtcSearchOptions): CtcSearch {
  const { start, trees, labelCount, blank, beam, tokensMax, wordScore, mergedScore } = options;
  const { nodes } = trees;
  let now = new Tokens();
  let later = new Tokens();
  const slots = new SlotTable();
  const own = new Float64Array(labelCount);
  const offsets = new Float64Array(labelCount);
  for (const [label, prior] of options.priors.entries()) offsets[label] = prior * options.priorScale;
  let frame = 0;
  let soundFrames = 0;
  let unboundScore = 0;
  let bestScore = 0;
  const beginning: Arrival = { state: start, frame: 0, score: 0, ways: [] };
  /** Of silence alone. */
  let silence = 0;
  let fillers = new Map<number, Filler>();
  const arrivals = new Map<number, Arrival>();

  function slotOf(place: TreePlace, node: number): number {
    const slot = slots.slotOf(place.number, node, later.count);
    if (slot === later.count) later.add(place, node);
    return slot;
  }

  function toLabel(place: TreePlace, node: number, score: number, arrival: Arrival): void {
    if (score <= bestScore - beam) return;
    const slot = slotOf(place, node);
    if (score <= (later.label[slot] as number)) return;
    later.label[slot] = score;
    later.labelArrival[slot] = arrival;
    if (score > bestScore) bestScore = score;
  }

  /** Scores of the frame's labels, relative to the likeliest. */
  function weigh(scores: Float32Array): void {
    let best = never;
    for (let label = 0; label < labelCount; label += 1) {
      const score = (scores[label] as number) - (offsets[label] as number);
      own[label] = score;
      if (score > best) best = score;
    }
    for (let label = 0; label < labelCount; label += 1) {
      own[label] = Math.max((own[label] as number) - best, options.soundScoreMin);
    }
    unboundScore += best;
    if ((own[blank] as number) < 0) soundFrames += 1;
  }

  function advanceFrame(scores: Float32Array): void {
    weigh(scores);
    const least = leastKept();
    bestScore = never;
    arrivals.clear();
    for (let token = 0; token < now.count; token += 1) advanceToken(token, least);
    advanceFillers(least);
    for (const arrival of arrivals.values()) enter(arrival);
  }

  function advanceToken(token: number, least: number): void {
    const label = now.label[token] as number;
    const blankEnded = now.blank[token] as number;
    const isBlankBetter = blankEnded >= label;
    const better = isBlankBetter ? blankEnded : label;
    if (better < least) return;
    const place = now.places[token] as TreePlace;
    const node = now.nodes[token] as number;
    const arrival = (isBlankBetter ? now.blankArrival[token] : now.labelArrival[token]) as Arrival;
    const blankTo = now.blankTo[token] as number;
    const nodeLabel = nodes.labels[node] as number;
    stayInBlank(
      { place, node, score: better + (own[blank] as number) },
      arrival,
      isBlankBetter ? blankTo : frame - 1,
    );
    toLabel(place, node, label + (own[nodeLabel] as number), now.labelArrival[token] as Arrival);
    const firstChild = nodes.open(node);
    const childEnd = firstChild + (nodes.childCounts[node] as number);
    for (let child = firstChild; child < childEnd; child += 1) {
      const childLabel = nodes.labels[child] as number;
      const score = own[childLabel] as number;
      if (childLabel !== nodeLabel) toLabel(place, child, better + score, arrival);
      else {
        toLabel(place, child, blankEnded + score, now.blankArrival[token] as Arrival);
        toLabel(place, child, label + mergedScore + score, now.labelArrival[token] as Arrival);
      }
    }
    if (nodes.endsFrom(node) === nodes.endsTo(node)) return;
    endWords(token, (end, arrived) => {
      const known = arrivals.get(end.id);
      if (known) addWay(known, arrived);
      else {
        const fresh: Arrival = { state: end, frame, score: never, ways: [] };
        addWay(fresh, arrived);
        arrivals.set(end.id, fresh);
      }
    });
  }

  function stayInBlank(
    at: { place: TreePlace; node: number; score: number },
    arrival: Arrival,
    to: number,
  ): void {
    if (at.score <= bestScore - beam) return;
    const slot = slotOf(at.place, at.node);
    if (at.score <= (later.blank[slot] as number)) return;
    later.blank[slot] = at.score;
    later.blankArrival[slot] = arrival;
    later.blankTo[slot] = to;
    if (at.score > bestScore) bestScore = at.score;
  }

  /** Tells of each word that a token has come to the end of. */
  function endWords(token: number, tell: (after: WordState, way: Arrival["ways"][number]) => void): void {
    const place = now.places[token] as TreePlace;
    const node = now.nodes[token] as number;
    const endsTo = nodes.endsTo(node);
    for (let end = nodes.endsFrom(node); end < endsTo; end += 1) {
      const entry = nodes.entryAt(end);
      const wordNumber = trees.wordNumber(entry);
      const weight = trees.weightAt(place, entry) + wordScore;
      const label = now.label[token] as number;
      const blankEnded = now.blank[token] as number;
      const isBlankBetter = blankEnded >= label;
      tell(place.after(wordNumber), {
        before: (isBlankBetter ? now.blankArrival[token] : now.labelArrival[token]) as Arrival,
        word: place.words.word(wordNumber),
        openWeight: place.isOpen ? weight : undefined,
        sounds: nodes.depths[node] as number,
        to: isBlankBetter ? (now.blankTo[token] as number) : frame - 1,
        label: nodes.labels[node] as number,
        labelScore: label + weight,
        blankScore: blankEnded + weight,
      });
    }
  }

  function advanceFillers(least: number): void {
    const score = Math.max(own[blank] as number, options.fillerFrameScore);
    for (const { state, before, score: said } of fillers.values()) arriveBySilence(state, before, said);
    arriveBySilence(start, beginning, silence);
    silence += own[blank] as number;
    if (silence > bestScore) bestScore = silence;
    const kept = new Map<number, Filler>();
    for (const [id, filler] of fillers) {
      if (filler.score >= least) kept.set(id, { ...filler, score: filler.score + score });
    }
    for (const [id, arrival] of arrivals) {
      const isEdge = arrival.state === start || arrival.state.isFinal;
      const begun = arrival.score + (isEdge ? options.fillerScore : options.innerFillerScore) + score;
      const known = kept.get(id);
      if (begun > (known?.score ?? bestScore - beam))
        kept.set(id, { state: arrival.state, before: arrival, score: begun });
    }
    for (const filler of kept.values()) if (filler.score > bestScore) bestScore = filler.score;
    fillers = kept;
  }

  function arriveBySilence(state: WordState, before: Arrival, score: number): void {
    let arrival = arrivals.get(state.id);
    if (!arrival) {
      arrival = { state, frame, score: never, ways: [] };
      arrivals.set(state.id, arrival);
    }
    addWay(arrival, wayBySilence(before, frame - 1, score));
  }

  function enter(arrival: Arrival): void {
    if (arrival.score <= bestScore - beam) return;
    for (const place of trees.places(arrival.state)) {
      const firstChild = nodes.open(place.root);
      const childEnd = firstChild + (nodes.childCounts[place.root] as number);
      for (let child = firstChild; child < childEnd; child += 1) {
        const label = nodes.labels[child] as number;
        const score = own[label] as number;
        if (arrival.score + score <= bestScore - beam) continue;
        const parted = arrivalBefore(arrival, label, mergedScore);
        toLabel(place, child, parted.score + score, parted);
      }
    }
  }

  /** The score that a token must have to go on: the beam, or what leaves `tokensMax` of them. */
  function leastKept(): number {
    const least = bestScore - beam;
    if (now.count <= tokensMax) return least;
    const scores = new Float64Array(now.count);
    for (let token = 0; token < scores.length; token += 1) {
      scores[token] = Math.max(now.label[token] as number, now.blank[token] as number);
    }
    scores.sort();
    return Math.max(least, scores[scores.length - tokensMax] as number);
  }

  function bestToken(): number {
    let best = -1;
    let bestOne = never;
    for (let token = 0; token < now.count; token += 1) {
      const score = Math.max(now.label[token] as number, now.blank[token] as number);
      if (score > bestOne) {
        bestOne = score;
        best = token;
      }
    }
    return best;
  }

  return {
    advance(logProbabilities) {
      invariant(logProbabilities.length % labelCount === 0, "advance() got a part of a frame");
      for (let from = 0; from < logProbabilities.length; from += labelCount) {
        later.clear();
        slots.clear();
        advanceFrame(logProbabilities.subarray(from, from + labelCount));
        [now, later] = [later, now];
        frame += 1;
      }
    },
    sentences(countMax) {
      const end: Arrival = { state: start, frame, score: never, ways: [] };
      for (let token = 0; token < now.count; token += 1) {
        endWords(token, (after, way) => {
          if (!after.isFinal) return;
          end.ways.push(way);
          end.score = Math.max(end.score, way.labelScore, way.blankScore);
        });
      }
      for (const { state, before, score } of fillers.values()) {
        if (!state.isFinal || state === start) continue;
        end.ways.push(wayBySilence(before, frame - 1, score));
        end.score = Math.max(end.score, score);
      }
      return end.score === never ? [] : sentencesTo(end, countMax);
    },
    wordsSoFar() {
      const token = bestToken();
      if (token < 0) return [];
      const isBlankBetter = (now.blank[token] as number) >= (now.label[token] as number);
      const before = (isBlankBetter ? now.blankArrival[token] : now.labelArrival[token]) as Arrival;
      let ended: string | undefined;
      endWords(token, (_after, { word }) => {
        ended ??= word;
      });
      const said = sentencesTo(before, 1)[0]?.words ?? [];
      const words = said.map(({ word }) => word);
      return ended === undefined ? words : [...words, ended];
    },
    standing() {
      const found: Standing = { whole: never, open: never, paused: never, after: undefined };
      for (let token = 0; token < now.count; token += 1) {
        const score = Math.max(now.label[token] as number, now.blank[token] as number);
        let isWhole = false;
        endWords(token, (after, way) => {
          const own = Math.max(way.labelScore, way.blankScore);
          if (!after.isFinal) {
            if (own > found.paused) found.paused = own;
            return;
          }
          isWhole = true;
          if (own <= found.whole) return;
          found.whole = own;
          found.after = after;
        });
        if (!isWhole && score > found.open) found.open = score;
      }
      for (const { state, score } of fillers.values()) {
        if (state.isFinal && state !== start) {
          if (score <= found.whole) continue;
          found.whole = score;
          found.after = state;
        } else if (score > found.paused) found.paused = score;
      }
      found.paused = Math.max(found.paused, silence);
      found.open = Math.max(found.open, found.paused);
      return found;
    },
    get frames() {
      return frame;
    },
    get soundFrames() {
      return soundFrames;
    },
    get unboundScore() {
      return unboundScore;
    },
    get silenceScore() {
      return silence;
    },
    get fillerScore() {
      return Math.max(silence, fillers.get(start.id)?.score ?? never);
    },
    get tokenCount() {
      return now.count;
    },
  };
}
