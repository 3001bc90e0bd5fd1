import type { ActiveModel, InferencePriority, Tensor } from "../../domain/inference.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import { ReaderUnusableError } from "./errors.ts";
import { type ReaderSettings, readerSettings } from "./reader-settings.ts";
import type { Sounds } from "./sounds.ts";

/**
 * Words that no dictionary has, by the model of the task `pronunciation`: a beam search over its next sounds.
 *
 * Limits: `wordsPerRun` words at once with `beams` ways each, so a run has at most their product of rows; a longer word than
 * the model reads is read in pieces.
 */
export interface WordReader {
  /** Undefined: there is no usable model now. */
  readonly model: ActiveModel | undefined;
  /**
   * The likeliest ways for each word of the letters a to z and the apostrophe, with their probabilities. Rejects with
   * {@link ReaderUnusableError} or an error of the `ModelRunner`.
   */
  read(words: readonly string[], signal?: AbortSignal): Promise<ReadWay[][]>;
}

export interface ReadWay {
  readonly sounds: Sounds;
  readonly probability: number;
}

export const pronunciationTask = "pronunciation";

const wordsPerRun = 16;
const beams = 4;
const waysMax = 3;

export function createWordReader(options: {
  models: ModelRunner;
  priority: InferencePriority;
  /** Longest wait for one run to begin. */
  withinMs: number;
}): WordReader {
  const { models, priority, withinMs } = options;

  async function readGroup(
    words: readonly string[],
    model: { active: ActiveModel; settings: ReaderSettings },
    signal: AbortSignal | undefined,
  ): Promise<ReadWay[][]> {
    const { settings, active } = model;
    const searches = words.map((word) => startSearch(word, settings));
    const lettersMax = Math.max(...words.map((word) => word.length));
    for (let length = 1; length <= settings.longestAnswer; length += 1) {
      const rows = searches.flatMap((search) => search.open.map((way) => ({ search, way })));
      if (rows.length === 0) break;
      const letters = new Int32Array(rows.length * lettersMax);
      const phonemes = new Int32Array(rows.length * length);
      for (const [row, { search, way }] of rows.entries()) {
        letters.set(search.letters, row * lettersMax);
        phonemes.set([settings.begin, ...way.labels], row * length);
      }
      const outputs = await models.run(
        pronunciationTask,
        {
          letters: { type: "int32", dims: [rows.length, lettersMax], data: letters },
          phonemes: { type: "int32", dims: [rows.length, length], data: phonemes },
        },
        { priority, withinMs, ...(signal && { signal }) },
      );
      const next = readNext(outputs.next, { rows: rows.length, active, settings });
      let row = 0;
      for (const search of searches) {
        const from = row * settings.labels;
        row += search.open.length;
        advance(search, next.subarray(from, row * settings.labels), settings);
      }
    }
    return searches.map((search) => answersOf(search, settings));
  }

  return {
    get model() {
      return models.active(pronunciationTask);
    },
    async read(words, signal) {
      const active = models.active(pronunciationTask);
      if (!active) throw new ReaderUnusableError({ id: "(none)", version: "" }, "no model is active");
      const settings = readerSettings(active);
      const pieces = words.map((word) => inPieces(word, settings.longestWord));
      // Equal lengths together: a run costs what its longest word does.
      const asked = [...new Set(pieces.flat())].sort((one, other) => one.length - other.length);
      const answers = new Map<string, ReadWay[]>();
      for (let at = 0; at < asked.length; at += wordsPerRun) {
        const group = asked.slice(at, at + wordsPerRun);
        const read = await readGroup(group, { active, settings }, signal);
        for (const [index, word] of group.entries()) answers.set(word, read[index] ?? []);
      }
      return pieces.map((parts) => joined(parts.map((part) => answers.get(part) ?? [])));
    },
  };
}

interface OpenWay {
  readonly labels: readonly number[];
  readonly score: number;
}

interface Search {
  readonly letters: readonly number[];
  open: OpenWay[];
  ended: OpenWay[];
}

function startSearch(word: string, settings: ReaderSettings): Search {
  const letters = [...word].map((letter) => settings.alphabet.indexOf(letter) + 1);
  return { letters, open: [{ labels: [], score: 0 }], ended: [] };
}

/** One sound more: the best `beams` of what goes on and what ends, until no open way can become better than an ended one. */
function advance(search: Search, next: Float32Array, settings: ReaderSettings): void {
  if (search.open.length === 0) return;
  const all: OpenWay[] = [];
  for (const [index, way] of search.open.entries()) {
    for (let label = 0; label < settings.labels; label += 1) {
      const score = way.score + (next[index * settings.labels + label] ?? Number.NEGATIVE_INFINITY);
      if (label === settings.end) search.ended.push({ labels: way.labels, score });
      else all.push({ labels: [...way.labels, label], score });
    }
  }
  search.ended.sort(better);
  search.ended.length = Math.min(search.ended.length, beams);
  const least = search.ended.length < beams ? Number.NEGATIVE_INFINITY : (search.ended.at(-1)?.score ?? 0);
  search.open = all
    .sort(better)
    .slice(0, beams)
    .filter(({ score }) => score > least);
}

function better(one: OpenWay, other: OpenWay): number {
  return other.score - one.score;
}

function answersOf(search: Search, settings: ReaderSettings): ReadWay[] {
  // A word whose ways never end within the longest answer is cut there.
  const ways = search.ended.length > 0 ? search.ended : search.open;
  return ways
    .filter(({ labels }) => labels.length > 0)
    .slice(0, waysMax)
    .map(({ labels, score }) => ({
      sounds: labels.map((label) => settings.soundOf(label)),
      probability: Math.exp(score),
    }));
}

function inPieces(word: string, longest: number): string[] {
  const count = Math.max(1, Math.ceil(word.length / longest));
  const size = Math.ceil(word.length / count);
  return Array.from({ length: count }, (_, index) => word.slice(index * size, (index + 1) * size));
}

/** The pieces of one word end to end, the likeliest of each; a word in one piece keeps all its ways. */
function joined(parts: readonly ReadWay[][]): ReadWay[] {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  if (parts.some((ways) => ways.length === 0)) return [];
  const best = parts.flatMap((ways) => ways.slice(0, 1));
  return [
    {
      sounds: best.flatMap(({ sounds }) => sounds),
      probability: best.reduce((product, { probability }) => product * probability, 1),
    },
  ];
}

function readNext(
  tensor: Tensor | undefined,
  { rows, active, settings }: { rows: number; active: ActiveModel; settings: ReaderSettings },
): Float32Array {
  const isRight = tensor?.data instanceof Float32Array && tensor.data.length === rows * settings.labels;
  if (!isRight || !(tensor.data instanceof Float32Array)) {
    throw new ReaderUnusableError(active, `"next" is not float32 [${rows}, ${settings.labels}]`);
  }
  if (tensor.data.some(Number.isNaN))
    throw new ReaderUnusableError(active, '"next" has values that are no numbers');
  return tensor.data;
}
