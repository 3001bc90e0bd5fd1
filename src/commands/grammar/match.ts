import { contextSlots, isValueAllowed } from "./context.ts";
import type { ListReading } from "./lists.ts";
import type { Node } from "./nodes.ts";
import { type CompiledSentence, createSentenceIndex, type IndexedSentences } from "./sentence-index.ts";
import { createTextView, type TextView } from "./text-view.ts";
import type { Grammar, GrammarCounters, GrammarMatch, MatchContext, SentenceBlock } from "./types.ts";

/**
 * Matching: first which places of the text each node can reach from where (no slots, remembered per node
 * and place, so the work is at most nodes × places²), then the slots of the sentences that reach the end.
 *
 * Limits:
 * 1. `lengthMax`: a longer text matches nothing. Counted in `tooLong`.
 * 2. `stepsMax`: nodes visited for one text, and places copied; at the limit what was found so far is given.
 *    Counted in `outOfSteps`.
 * 3. `readingsMax`: readings kept for one text, and ways to fill the slots of one sentence. Counted in `tooManyReadings`.
 */
export interface MatcherLimits {
  /** Characters. */
  lengthMax: number;
  stepsMax: number;
  readingsMax: number;
}

const matcherLimits: MatcherLimits = { lengthMax: 1000, stepsMax: 100_000, readingsMax: 64 };

export interface MatcherOptions extends IndexedSentences {
  skipPhrases: readonly string[];
  preferredSlot: string;
  /** Whether there is a list whose names may be guessed. */
  hasFuzzyLists: boolean;
  limits: Partial<MatcherLimits>;
}

export function createMatcher(options: MatcherOptions): Grammar {
  const limits = { ...matcherLimits, ...options.limits };
  const counters: GrammarCounters = { tooLong: 0, outOfSteps: 0, tooManyReadings: 0 };
  const preferredSlot = options.preferredSlot;
  const findCandidates = createSentenceIndex(options);
  return {
    sentenceCount: options.sentences.length,
    counters,
    match(text, context = {}) {
      if (text.length > limits.lengthMax) {
        counters.tooLong += 1;
        return [];
      }
      const view = createTextView(text, options.skipPhrases);
      // Folding may lengthen a text (a sign becomes a word), and places must stay small numbers.
      if (view.text.length >= placesMax) {
        counters.tooLong += 1;
        return [];
      }
      if (view.text === "") return [];
      const candidates = findCandidates(view.text);
      const searchWith = (isFuzzy: boolean) => {
        const search = new Search(view, { isFuzzy, stepsMax: limits.stepsMax, waysMax: limits.readingsMax });
        const sentences = isFuzzy ? candidates.filter(({ node }) => node.hasSlots) : candidates;
        const found = sentences.flatMap((sentence) => readings(search, sentence, { context, preferredSlot }));
        if (search.isOutOfSteps) counters.outOfSteps += 1;
        return { found, isOutOfSteps: search.isOutOfSteps };
      };
      const { found, isOutOfSteps } = searchWith(false);
      // Names are guessed only when nothing says exactly this; free text says everything.
      const isSaid = found.some(({ match }) => match.wildcardCount === 0);
      if (options.hasFuzzyLists && !isSaid && !isOutOfSteps) found.push(...searchWith(true).found);
      const best = distinct(found.sort(compareReadings));
      if (best.length > limits.readingsMax) counters.tooManyReadings += 1;
      return best.slice(0, limits.readingsMax).map(({ match }) => match);
    },
  };
}

/** Places of a text are below this, so that node and place make one key. */
const placesMax = 1024;
const nowhere: readonly number[] = [];

/** A slot filled from [start, end); several values may have the same words. */
interface Capture {
  slot: string;
  isCapture: boolean;
  start: number;
  end: number;
  readings: readonly ListReading[];
}

type Captures = readonly Capture[];
const noCaptures: readonly Captures[] = [[]];

/** One text against any number of nodes. */
class Search {
  readonly view: TextView;
  #isFuzzy: boolean;
  #stepsLeft: number;
  #waysMax: number;
  #ends = new Map<number, readonly number[]>();
  #readings = new Map<number, readonly ListReading[]>();
  #ways = new Map<number, readonly Captures[]>();

  constructor(view: TextView, options: { isFuzzy: boolean; stepsMax: number; waysMax: number }) {
    this.view = view;
    this.#isFuzzy = options.isFuzzy;
    this.#stepsLeft = options.stepsMax;
    this.#waysMax = options.waysMax;
  }

  get isOutOfSteps(): boolean {
    return this.#stepsLeft <= 0;
  }

  /** The places `node` can end at from `start`. */
  ends(node: Node, start: number): readonly number[] {
    switch (node.kind) {
      case "empty":
        return [start];
      case "gap":
        return this.view.gapEnds(start);
      case "text":
        return this.view.text.startsWith(node.text, start) ? [start + node.text.length] : nowhere;
      default: {
        if (!node.isNullable && !this.view.canBegin(node.firstLetters, start)) return nowhere;
        const key = node.id * placesMax + start;
        const known = this.#ends.get(key);
        if (known) return known;
        if (this.#stepsLeft <= 0) return nowhere;
        this.#stepsLeft -= 1;
        const ends = this.#findEnds(node, start);
        this.#ends.set(key, ends);
        return ends;
      }
    }
  }

  #findEnds(node: Extract<Node, { kind: "pair" | "choice" | "slot" }>, start: number): readonly number[] {
    let ends: readonly number[] = nowhere;
    switch (node.kind) {
      case "slot": {
        const found = new Set<number>();
        for (const { end } of this.#read(node, start)) found.add(end);
        return [...found];
      }
      case "pair":
        for (const middle of this.ends(node.head, start))
          ends = this.#union(ends, this.ends(node.tail, middle));
        return ends;
      case "choice":
        for (const item of node.items) ends = this.#union(ends, this.ends(item, start));
        return ends;
    }
  }

  /** Most places are reached in one way, so nothing is copied before there are two. Copying costs steps. */
  #union(places: readonly number[], more: readonly number[]): readonly number[] {
    if (more.length === 0) return places;
    if (places.length === 0) return more;
    this.#stepsLeft -= (places.length + more.length) >> 2;
    if (this.#stepsLeft <= 0) return places;
    if (places.length + more.length > 16) return [...new Set([...places, ...more])];
    let all = places;
    for (const place of more) if (!places.includes(place)) all = [...all, place];
    return all;
  }

  /** Every way to fill the slots of `node` between two places, at most `waysMax`. */
  ways(node: Node, start: number, end: number): readonly Captures[] {
    if (!node.hasSlots) return noCaptures;
    const key = (node.id * placesMax + start) * placesMax + end;
    const known = this.#ways.get(key);
    if (known) return known;
    if (this.#stepsLeft <= 0) return [];
    this.#stepsLeft -= 1;
    const ways = this.#findWays(node, start, end).slice(0, this.#waysMax);
    this.#ways.set(key, ways);
    return ways;
  }

  #findWays(node: Node, start: number, end: number): Captures[] {
    if (node.kind === "slot") {
      const readings = this.#read(node, start).filter((reading) => reading.end === end);
      return [[{ slot: node.slot, isCapture: node.isCapture, start, end, readings }]];
    }
    const found: Captures[] = [];
    if (node.kind === "choice") {
      for (const item of node.items) {
        if (this.ends(item, start).includes(end)) found.push(...this.ways(item, start, end));
      }
    } else if (node.kind === "pair") {
      for (const middle of this.ends(node.head, start)) {
        const tailEnds = this.ends(node.tail, middle);
        this.#stepsLeft -= tailEnds.length >> 4;
        if (!tailEnds.includes(end)) continue;
        const tails = this.ways(node.tail, middle, end);
        for (const head of this.ways(node.head, start, middle)) {
          for (const tail of tails) found.push([...head, ...tail]);
          if (found.length > this.#waysMax) return found;
        }
      }
    }
    return found;
  }

  #read(node: Extract<Node, { kind: "slot" }>, start: number): readonly ListReading[] {
    const key = node.list.id * placesMax + start;
    const known = this.#readings.get(key);
    if (known) return known;
    const readings = node.list.read(this.view, start, this.#isFuzzy);
    this.#readings.set(key, readings);
    return readings;
  }
}

interface Reading {
  match: GrammarMatch;
  order: number;
  /** Characters of free text. */
  wildcardLength: number;
  /** Characters of the preferred slot, unless it is free text. */
  preferredLength: number;
}

function readings(
  search: Search,
  { node, block, order }: CompiledSentence,
  { context, preferredSlot }: { context: MatchContext; preferredSlot: string },
): Reading[] {
  const { view } = search;
  const length = view.text.length;
  if (!search.ends(node, 0).includes(length)) return [];
  return search.ways(node, 0, length).flatMap((captures) => {
    const captured = captures.reduce((sum, { start, end }) => sum + view.lengthOf(start, end), 0);
    const literalLength = view.lengthOf(0, length) - captured;
    return chooseValues(captures, block).flatMap((values) => {
      const match = buildMatch({ captures, values, block, context, view, literalLength });
      if (!match) return [];
      let wildcardLength = 0;
      let preferredLength = 0;
      for (const [index, { slot, start, end }] of captures.entries()) {
        if (values[index]?.isWildcard) wildcardLength += view.lengthOf(start, end);
        else if (slot === preferredSlot) preferredLength += view.lengthOf(start, end);
      }
      return [{ match, order, wildcardLength, preferredLength }];
    });
  });
}

/** One value for each capture, in every combination the block's context allows, within reason. */
function chooseValues(captures: Captures, block: SentenceBlock): ListReading[][] {
  let chosen: ListReading[][] = [[]];
  for (const { readings } of captures) {
    const allowed = readings.filter(({ context }) => isValueAllowed(block, context));
    chosen = chosen.flatMap((values) => allowed.map((value) => [...values, value])).slice(0, 256);
  }
  return chosen;
}

function buildMatch(parts: {
  captures: Captures;
  values: readonly ListReading[];
  block: SentenceBlock;
  context: MatchContext;
  view: TextView;
  literalLength: number;
}): GrammarMatch | undefined {
  const { captures, values, block, context, view, literalLength } = parts;
  const merged = Object.assign({}, context, ...values.map((value) => value.context));
  const fromContext = contextSlots(block, merged);
  if (!fromContext) return undefined;
  const slots: Record<string, string | number> = { ...block.slots, ...fromContext };
  const slotTexts: Record<string, string> = {};
  const slotContext: Record<string, Readonly<Record<string, unknown>>> = {};
  for (const [index, { slot, isCapture, start, end }] of captures.entries()) {
    const value = values[index];
    if (!value) continue;
    slotTexts[slot] = view.originalWords(start, end);
    if (isCapture) continue;
    slots[slot] = value.out;
    if (value.context) slotContext[slot] = value.context;
  }
  return {
    intent: block.intent,
    slots,
    slotTexts,
    slotContext,
    metadata: block.metadata,
    literalLength,
    wildcardCount: values.filter((value) => value.isWildcard).length,
    similarity: values.reduce((least, { similarity }) => Math.min(least, similarity), 1),
    origin: block.origin,
  };
}

function compareReadings(a: Reading, b: Reading): number {
  return (
    a.match.wildcardCount - b.match.wildcardCount ||
    b.match.similarity - a.match.similarity ||
    b.preferredLength - a.preferredLength ||
    b.match.literalLength - a.match.literalLength ||
    a.wildcardLength - b.wildcardLength ||
    // "garage door" as one class is more to the point than a door in the garage.
    Object.keys(a.match.slotTexts).length - Object.keys(b.match.slotTexts).length ||
    a.order - b.order
  );
}

/** Without readings that say the same thing as a better one. */
function distinct(readings: readonly Reading[]): Reading[] {
  const seen = new Set<string>();
  return readings.filter(({ match }) => {
    const entries = Object.entries(match.slots).sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify([match.intent, entries, match.slotContext]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
