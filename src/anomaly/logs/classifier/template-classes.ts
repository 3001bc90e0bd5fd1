import type { Clock } from "../../../core/clock.ts";
import { errorMessage } from "../../../core/errors.ts";
import type { Reporter } from "../../../core/events.ts";
import { LruMap } from "../../../core/lru-map.ts";
import type { LogKind } from "../../../domain/log-line.ts";
import type { anomalyEvents } from "../../events.ts";
import type { LogClassification } from "./classification.ts";
import { type LogReader, readMax } from "./log-reader.ts";

/** What lines of a template are, or undefined: judge them by their words. */
export type Judge = (known: LogClassification | undefined) => void;

/** Changed in place on reload. */
export interface ClassifierSettings {
  enabled: boolean;
  waitMs: number;
  perMinuteMax: number;
}

export interface TemplateClassesOptions {
  reader: LogReader;
  settings: ClassifierSettings;
  templatesMax: number;
  clock: Clock;
  reporter: Reporter<typeof anomalyEvents>;
}

/**
 * Classifies templates, not lines: a log says the same few hundred things, and this is asked once for each of them.
 * Lines flow on meanwhile.
 *
 * Limits:
 * 1. `templatesMax` classes are kept; the one used longest ago is forgotten first, and asked for again when needed.
 * 2. `queueMax` templates wait; one more is judged by its words this time, and asked for when it comes again.
 * 3. `perMinuteMax` templates are asked for within a minute, so that a log of random words does not keep the inference
 *    host busy; more are judged by their words. Counted as `logTemplateSkipped`, with 2.
 * 4. One run at a time, of up to `readMax` templates, which must be over within `waitMs`. A run that fails, and all that
 *    waits with it, is judged by words, and nothing is asked for `restMs`.
 */
export class TemplateClasses {
  #known: LruMap<number, LogClassification>;
  #waiting = new Map<number, Waiting>();
  #options: TemplateClassesOptions;
  #running: AbortController | undefined;
  #restUntilMs = Number.NEGATIVE_INFINITY;
  #minuteAtMs = Number.NEGATIVE_INFINITY;
  #askedInMinute = 0;
  #problem: string | undefined;

  constructor(options: TemplateClassesOptions) {
    this.#options = options;
    this.#known = new LruMap(options.templatesMax);
  }

  /** Why the model does not answer; undefined while it does. */
  get problem(): string | undefined {
    return this.#problem;
  }

  get knownCount(): number {
    return this.#known.size;
  }

  get waitingCount(): number {
    return this.#waiting.size;
  }

  /** What is known now; asks for it when it is not. `text`: a line of the template, with its program if it has one. */
  of(templateId: number, text: string): LogClassification | undefined {
    const known = this.#known.get(templateId);
    if (known === undefined) this.#ask(templateId, text);
    return known;
  }

  kindOf(templateId: number): LogKind | undefined {
    return this.#known.get(templateId)?.kind;
  }

  /** Calls `judge` once: now if the class is known or will not be, else when it arrives or its time is over. */
  whenKnown(templateId: number, text: string, judge: Judge): void {
    const known = this.#known.get(templateId);
    const waiting = known ? undefined : this.#ask(templateId, text);
    if (waiting && waiting.judges.length < judgesMax) waiting.judges.push(judge);
    else judge(known);
  }

  /** Another model became active: what the one before said is forgotten. */
  forget(): void {
    this.#known = new LruMap(this.#options.templatesMax);
    this.#restUntilMs = Number.NEGATIVE_INFINITY;
    this.#problem = undefined;
  }

  /** All that waits is judged by words. */
  stop(): void {
    this.#running?.abort();
    this.#giveUp();
  }

  #ask(templateId: number, text: string): Waiting | undefined {
    const waiting = this.#waiting.get(templateId);
    if (waiting) return waiting;
    const { settings, reporter } = this.#options;
    if (!settings.enabled || this.#nowMs() < this.#restUntilMs) return undefined;
    const reason = this.#waiting.size >= queueMax ? "queue" : this.#isOverRate() ? "rate" : undefined;
    if (reason) {
      reporter.report("logTemplateSkipped", { reason });
      return undefined;
    }
    const asked: Waiting = { text: text.slice(0, textMax), judges: [] };
    this.#waiting.set(templateId, asked);
    // Lines that come together are asked for together.
    if (!this.#running) void Promise.resolve().then(() => this.#run());
    return asked;
  }

  #isOverRate(): boolean {
    const nowMs = this.#nowMs();
    if (nowMs - this.#minuteAtMs >= 60_000) {
      this.#minuteAtMs = nowMs;
      this.#askedInMinute = 0;
    }
    this.#askedInMinute += 1;
    return this.#askedInMinute > this.#options.settings.perMinuteMax;
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    const running = new AbortController();
    this.#running = running;
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, readMax);
      const read = await this.#read(
        batch.map(([, { text }]) => text),
        running.signal,
      );
      if (running.signal.aborted) break;
      if (!read) this.#giveUp();
      for (const [index, known] of (read ?? []).entries()) {
        const [templateId, { judges }] = batch[index] as [number, Waiting];
        this.#waiting.delete(templateId);
        this.#known.set(templateId, known);
        this.#options.reporter.report("logTemplateClassified", { kind: known.kind });
        for (const judge of judges) judge(known);
      }
    }
    this.#running = undefined;
  }

  async #read(texts: readonly string[], signal: AbortSignal): Promise<LogClassification[] | undefined> {
    const { reader, settings, reporter } = this.#options;
    try {
      const read = await reader.read(texts, { withinMs: settings.waitMs, signal });
      this.#problem = undefined;
      return read;
    } catch (error) {
      if (signal.aborted) return undefined;
      this.#problem = errorMessage(error);
      this.#restUntilMs = this.#nowMs() + restMs;
      reporter.report("logClassifierUnavailable", { reason: this.#problem });
      return undefined;
    }
  }

  #giveUp(): void {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { judges } of waiting) for (const judge of judges) judge(undefined);
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }
}

interface Waiting {
  readonly text: string;
  readonly judges: Judge[];
}

const queueMax = 256;
/** Lines of one template that wait for its class; more are judged by their words. */
const judgesMax = 16;
/** The tokenizer reads no more. */
const textMax = 1000;
const restMs = 30_000;
