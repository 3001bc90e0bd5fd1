import { sleep } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import { createReporter, type Observability, type Reporter } from "../../core/events.ts";
import type { Deadline, Health, Service } from "../../core/lifecycle.ts";
import type {
  ClockTrust,
  InboundMessage,
  MessageBus,
  SentenceEmbedder,
  StateStore,
} from "../../domain/ports.ts";
import type { TextDigest, TextSummary } from "../../domain/text-summary.ts";
import { matchTopic, plainTopicFilter } from "../../domain/topic.ts";
import { summariesEvents } from "../events.ts";
import { condense } from "./condense.ts";
import type { WarningSentence } from "./likeness.ts";
import { readText } from "./read-text.ts";
import type { TextRule } from "./rule.ts";
import { sayTextDigest, sayUnread } from "./say-digest.ts";
import { SeenTexts, type TextKeys, textKeys } from "./seen-texts.ts";
import { createSentenceReader, type SentenceReader } from "./sentence-reader.ts";

export interface TextDigestsOptions {
  rules: readonly TextRule[];
  /** edgewise's own topics, never read. */
  baseTopic: string;
  bus: Pick<MessageBus, "subscribe">;
  /** Left out: digests are made without a model. */
  embedder: SentenceEmbedder | undefined;
  /** From which it is learnt what a warning is like. */
  warningSentences: () => readonly WarningSentence[];
  state: StateStore;
  clockTrust: ClockTrust;
  observability: Observability;
  publish: (summary: TextSummary) => void;
}

/**
 * Condenses texts that arrive on configured topics.
 *
 * Limits and invariants:
 * 1. At most `queueMax` texts wait; then the broker keeps what is sent with QoS 1.
 * 2. A text of more than `bytesMax` bytes is not read; that it came is published all the same, as it may warn.
 * 3. One text at a time, behind everything that somebody waits for. The model failing or late costs the choice, not
 *    the digest: it is made without it and says so.
 * 4. The same text that comes again from the same topic, with no other between, is condensed once (see `SeenTexts`).
 */
export function createTextDigests(options: TextDigestsOptions): Service {
  return new TextDigests(options);
}

export const textBytesMax = 32_768;
const queueMax = 64;
const withinMs = 10_000;
const modelWaitMs = 20_000;
const modelLookMs = 250;

class TextDigests implements Service {
  readonly name = "texts";
  readonly #options: TextDigestsOptions;
  readonly #reporter: Reporter<typeof summariesEvents>;
  readonly #seen: SeenTexts;
  #reader: SentenceReader | undefined;
  #unsubscribe = () => {};
  #stopping = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #prepared: Promise<void> = Promise.resolve();
  #counts = { condensed: 0, repeated: 0, refused: 0 };
  #problem: string | undefined;

  constructor(options: TextDigestsOptions) {
    this.#options = options;
    this.#reporter = createReporter("summaries", summariesEvents, options.observability);
    this.#seen = new SeenTexts(options.state);
  }

  async start(): Promise<void> {
    const { rules, bus, embedder, warningSentences } = this.#options;
    if (rules.length === 0) return;
    this.#stopping = new AbortController();
    this.#reader = embedder && createSentenceReader(embedder, warningSentences());
    this.#prepared = this.#prepare();
    this.#unsubscribe = bus.subscribe({
      name: "texts",
      filters: [...new Set(rules.map(({ topic }) => plainTopicFilter(topic)))],
      qos: 1,
      queue: { capacity: queueMax, whenFull: "block" },
      handle: (messages) => {
        this.#running = this.#handle(messages);
        return this.#running;
      },
    });
  }

  async stop(deadline: Deadline): Promise<void> {
    this.#unsubscribe();
    this.#stopping.abort();
    await Promise.race([
      this.#running,
      new Promise((resolve) => deadline.signal.addEventListener("abort", resolve, { once: true })),
    ]);
  }

  health(): Health {
    const { rules } = this.#options;
    const figures = { ...this.#counts };
    if (rules.length === 0) return { status: "ok", detail: "no topics of texts are configured", figures };
    if (this.#problem !== undefined) {
      return {
        status: "degraded",
        detail: `texts are condensed without the model: ${this.#problem}`,
        figures,
      };
    }
    return { status: "ok", detail: `condenses the texts of ${rules.length} rules`, figures };
  }

  /**
   * Waits for the model, which is read after the start, and learns what a warning is like. A text that the broker kept
   * comes at once, and would else be condensed without the model, this once and for all.
   */
  async #prepare(): Promise<void> {
    const { embedder, observability } = this.#options;
    const { signal } = this.#stopping;
    for (let waitedMs = 0; embedder && waitedMs < modelWaitMs; waitedMs += modelLookMs) {
      if (embedder.origin !== undefined || signal.aborted) break;
      await sleep(observability.clock, modelLookMs, signal);
    }
    // What fails here fails again with the first text, and is told then.
    await this.#reader?.read(["Frost is expected."], { withinMs, signal }).catch(() => {});
  }

  async #handle(messages: readonly InboundMessage[]): Promise<void> {
    for (const message of messages) await this.#take(message);
  }

  async #take(message: InboundMessage): Promise<void> {
    const { topic, payload } = message;
    const { rules, baseTopic, clockTrust, publish } = this.#options;
    const rule = rules.find((one) => matchTopic(one.topic, topic) !== undefined);
    if (rule === undefined || topic === baseTopic || topic.startsWith(`${baseTopic}/`)) return;
    const isTooLong = payload.length > textBytesMax;
    const read = isTooLong ? { text: payload.toString("latin1") } : readText(payload, rule.field);
    if ("refused" in read) {
      this.#counts.refused += 1;
      this.#reporter.report("textRefused", { reason: read.refused, topic });
      return;
    }
    const keys = textKeys(topic, read.text);
    const now = this.#options.observability.clock.now();
    if (await this.#isRepeated(keys, { isRetained: message.isRetained, now })) return;
    const origin = { source: topic, kind: rule.kind };
    const stamp = { at: message.receivedAt, clock: clockTrust.quality() };
    if (isTooLong) {
      this.#counts.refused += 1;
      this.#reporter.report("textRefused", { reason: "tooLong", topic, bytes: payload.length });
      const text = sayUnread(payload.length, origin);
      publish({ ...origin, ...stamp, ...nothing, length: read.text.length, text });
    } else {
      const digest = await this.#condense(read.text, rule);
      publish({
        ...origin,
        ...stamp,
        ...digest,
        length: read.text.length,
        text: sayTextDigest(digest, origin),
      });
      this.#counts.condensed += 1;
      this.#reporter.report("textCondensed", {
        method: digest.method,
        topic,
        kept: digest.sentences.length,
        omitted: digest.sentencesOmitted,
      });
    }
    await this.#remember(keys, now);
  }

  async #condense(text: string, budget: TextRule): Promise<TextDigest> {
    const embedding = { withinMs, signal: this.#stopping.signal };
    await this.#prepared;
    try {
      const digest = await condense(text, { budget, reader: this.#reader, embedding });
      if (digest.method === "encoder") this.#problem = undefined;
      return digest;
    } catch (error) {
      // No model, a late one, a lost host: the text must not wait for it.
      this.#problem = errorMessage(error);
      this.#reporter.report("textWithoutModel", { error: this.#problem });
      return condense(text, { budget, reader: undefined, embedding });
    }
  }

  async #isRepeated(keys: TextKeys, how: { isRetained: boolean; now: number }): Promise<boolean> {
    try {
      if (!(await this.#seen.has(keys, how))) return false;
    } catch (error) {
      // Better twice than not at all.
      this.#reporter.report("textMemoryFailed", { error: errorMessage(error) });
      return false;
    }
    this.#counts.repeated += 1;
    this.#reporter.report("textRepeated");
    return true;
  }

  async #remember(keys: TextKeys, now: number): Promise<void> {
    try {
      await this.#seen.add(keys, now);
    } catch (error) {
      this.#reporter.report("textMemoryFailed", { error: errorMessage(error) });
    }
  }
}

const nothing = {
  language: undefined,
  sentences: [],
  sentencesOmitted: 0,
  method: "unread",
} as const satisfies Partial<TextSummary>;
