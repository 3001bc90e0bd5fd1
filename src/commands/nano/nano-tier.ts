import type { Clock } from "../../core/clock.ts";
import { EdgewiseError, errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import type { NanoConfig } from "../config.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { commandsEvents } from "../events.ts";
import type { SentenceFile } from "../grammar/sentence-file.ts";
import { type DecodedText, decode } from "./decode.ts";
import { commandTask, createEncoder, type EncodedText, type Encoder } from "./encoder.ts";
import { createNameFinder, type NameFinder } from "./name-finder.ts";
import { inWordsSaid, type PlainText, withPlainNames } from "./plain-names.ts";
import { type NanoCommand, readCommands } from "./reading.ts";
import { createSpanWords, type SpanWords } from "./span-words.ts";

/** What the model makes of one text. */
export interface NanoText {
  decoded: DecodedText;
  /** Undefined: the model's intent is none that edgewise knows. */
  commands: readonly NanoCommand[] | undefined;
}

/** The second tier of understanding: open phrasing by the command model on the board. */
export interface NanoTier {
  /** The encoder, for whoever else has a use for its embeddings. */
  readonly encoder: Encoder;
  /**
   * One result for each text, undefined for one without words. Undefined altogether: the tier is switched off or could
   * not run, which is reported; then the grammar alone has to do.
   */
  read(texts: readonly string[], said: NanoSaid): Promise<(NanoText | undefined)[] | undefined>;
  /** What keeps it from understanding, as a sentence; undefined: nothing does, or it is switched off. */
  obstacle(): string | undefined;
  start(): Promise<void>;
  stop(): void;
}

/** Where and among which things a text was said. */
export interface NanoSaid {
  registry: EntityRegistry;
  area: string | undefined;
  hasLastThings: boolean;
}

export function createNanoTier(options: {
  models: ModelRunner;
  config: () => NanoConfig;
  /** What the words of spans mean, as `sentences/en/spans.ts`. */
  spans: readonly SentenceFile[];
  reporter: Reporter<typeof commandsEvents>;
  clock: Clock;
  signal: AbortSignal;
}): NanoTier {
  const { models, reporter, clock } = options;
  const encoder = createEncoder({
    models,
    onUnusable: (error) => reporter.report("nanoUnusable", { error: error.message }),
  });
  let spanWords: SpanWords | undefined;
  const finders = new WeakMap<EntityRegistry, NameFinder>();

  const finderFor = (registry: EntityRegistry, words: SpanWords): NameFinder => {
    const known = finders.get(registry);
    if (known) return known;
    const finder = createNameFinder(registry, (word) => {
      const kind = words.read("kind", word);
      const value = kind?.domain ?? kind?.deviceClass;
      return value === undefined ? undefined : String(value);
    });
    finders.set(registry, finder);
    return finder;
  };

  return {
    encoder,
    async read(texts, said) {
      const { enabled, withinMs } = options.config();
      if (!enabled || !models.active(commandTask)) return undefined;
      const late = new AbortController();
      // The runner drops what waits too long; a run that hangs must not hold up the answer either.
      const cancel = clock.after(2 * withinMs, () => late.abort());
      const signal = AbortSignal.any([late.signal, options.signal]);
      try {
        const plainTexts = texts.map((text) => withPlainNames(text, said.registry));
        const asked = [...texts, ...plainTexts.flatMap((plain) => (plain ? [plain.text] : []))];
        const encoded = await settledOrAborted(
          encoder.encode(asked, { priority: "command", withinMs, signal }),
          signal,
          `the command model gave no answer within ${2 * withinMs} ms`,
        );
        spanWords ??= createSpanWords(options.spans);
        const context = { ...said, words: spanWords, finder: finderFor(said.registry, spanWords) };
        const encodedPlain = encoded.slice(texts.length);
        return texts.map((text, index) => {
          const plain = plainTexts[index];
          const decoded = surer(text, encoded[index], plain, plain && encodedPlain.shift());
          return decoded && { decoded, commands: readCommands(decoded, context) };
        });
      } catch (error) {
        const why = error instanceof EdgewiseError ? error.code : "unknown";
        reporter.report("nanoFailed", { why, error: errorMessage(error) });
        return undefined;
      } finally {
        cancel();
      }
    },
    obstacle() {
      if (!options.config().enabled) return undefined;
      if (encoder.problem !== undefined) return `The ${encoder.problem}.`;
      return models.active(commandTask) ? undefined : "No command model is active.";
    },
    start: () => encoder.start(),
    stop: () => encoder.stop(),
  };
}

/** The text as it was said, or with plain names where the model is surer of that. */
function surer(
  text: string,
  encoded: EncodedText | undefined,
  plain: PlainText | undefined,
  encodedPlain: EncodedText | undefined,
): DecodedText | undefined {
  if (!encoded) return undefined;
  const decoded = decode(text, encoded);
  if (!plain || !encodedPlain) return decoded;
  const other = decode(plain.text, encodedPlain);
  return other.confidence > decoded.confidence ? inWordsSaid(other, plain, decoded) : decoded;
}

async function settledOrAborted<T>(work: Promise<T>, signal: AbortSignal, message: string): Promise<T> {
  let stopWaiting = () => {};
  const aborted = new Promise<never>((_, reject) => {
    const give = () => reject(new EdgewiseError("commands.nanoLate", message));
    if (signal.aborted) give();
    signal.addEventListener("abort", give, { once: true });
    stopWaiting = () => signal.removeEventListener("abort", give);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    stopWaiting();
  }
}
