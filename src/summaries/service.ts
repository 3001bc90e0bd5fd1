import { every } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import { createReporter, type Observability, type Reporter } from "../core/events.ts";
import type { Deadline, Health, Service } from "../core/lifecycle.ts";
import type { DigestFacts, Facts, IncidentFacts, Summary } from "../domain/facts.ts";
import type { Incident } from "../domain/incident.ts";
import type { IncidentAspect } from "../domain/incident-aspect.ts";
import type { IncidentLog, IncidentTeller, ModelRunner, StateStore, Summariser } from "../domain/ports.ts";
import { answerAspect } from "./answers/answer.ts";
import type { SummariesConfig } from "./config.ts";
import { collectDigest, type DigestNumbers } from "./digest/collect.ts";
import {
  type DigestMemory,
  dueDigest,
  isClockPlausible,
  readMemory,
  withPublished,
  writeMemory,
} from "./digest/schedule.ts";
import { summariesEvents } from "./events.ts";
import { incidentFacts } from "./facts.ts";
import { createNanoWriter, type NanoWriter } from "./nano/nano-writer.ts";
import { writeSummary } from "./write.ts";

export interface SummariesService extends Service, Summariser, IncidentTeller {
  /**
   * The facts of an incident as of its last change, which is now when it has just changed. The wall clock is not
   * asked: data that is replayed or comes late would seem to have gone on until today.
   */
  factsOf(incident: Incident): IncidentFacts;
  /** The same as `summarise` without the nano model, at once: for a replay that does not wait. */
  phrase(facts: Facts, style: Summary["style"]): Summary;
  reconfigure(config: SummariesConfig): void;
}

export interface SummariesOptions {
  config: SummariesConfig;
  observability: Observability;
  /** IANA zone in which times are told and the digest's hour is meant; undefined: the machine's. */
  timeZone?: string | undefined;
  incidentLog: Pick<IncidentLog, "list">;
  /** Runs the nano model that writes; without it, the phrasing engine writes everything. */
  models?: ModelRunner;
  /** Keeps which digests were published over restarts. */
  state: StateStore;
  /** Takes each daily digest. */
  publishSummary: (summary: Summary, facts: DigestFacts) => void;
  /** Counts of a period, [from, to) in milliseconds since 1970. */
  digestSource: (from: number, to: number) => Promise<DigestNumbers>;
}

/** Writes every text about incidents, and the daily digest at its hour. */
export function createSummariesService(options: SummariesOptions): SummariesService {
  return new Summaries(options);
}

/** The clock is looked at this often rather than once with a long timer, so that its jumps do not matter. */
const tickMs = 30_000;
const retryMs = 300_000;
const memoryKey = "summaries/digests";

class Summaries implements SummariesService {
  readonly name = "summaries";
  readonly #options: SummariesOptions;
  readonly #reporter: Reporter<typeof summariesEvents>;
  #config: SummariesConfig;
  #memory: DigestMemory | undefined;
  #running: Promise<void> | undefined;
  #cancelTicks: (() => void) | undefined;
  #retryAtMs = 0;
  #failure: string | undefined;
  readonly #nano: NanoWriter | undefined;
  #nanoFailure: string | undefined;
  #written = { nano: 0, phrasing: 0, plain: 0 };
  #refused = { nano: 0, phrasing: 0 };

  constructor(options: SummariesOptions) {
    this.#options = options;
    this.#config = options.config;
    this.#reporter = createReporter("summaries", summariesEvents, options.observability);
    this.#nano = options.models && createNanoWriter(options.models);
  }

  async start(): Promise<void> {
    this.#cancelTicks?.();
    this.#cancelTicks = every(this.#clock, tickMs, () => this.#tick());
  }

  async stop(deadline: Deadline): Promise<void> {
    this.#cancelTicks?.();
    this.#cancelTicks = undefined;
    if (!this.#running) return;
    await Promise.race([this.#running, aborted(deadline.signal)]);
  }

  health(): Health {
    const { nano, phrasing, plain } = this.#written;
    const figures = {
      written: nano + phrasing + plain,
      writtenByNano: nano,
      refused: this.#refused.phrasing,
      refusedOfNano: this.#refused.nano,
    };
    if (this.#failure !== undefined) {
      return { status: "degraded", detail: `the daily digest waits: ${this.#failure}`, figures };
    }
    if (this.#nanoFailure !== undefined && this.#config.nanoEnabled) {
      const detail = `the phrasing engine writes instead of the nano model: ${this.#nanoFailure}`;
      return { status: "degraded", detail, figures };
    }
    const detail = this.#config.digestEnabled
      ? `the next digest comes after ${String(this.#config.digestHour).padStart(2, "0")}:00`
      : "writing summaries; the daily digest is switched off";
    return { status: "ok", detail, figures };
  }

  reconfigure(config: SummariesConfig): void {
    this.#config = config;
  }

  factsOf(incident: Incident): IncidentFacts {
    return incidentFacts(incident, incident.updatedAt, this.#config);
  }

  async summarise(facts: Facts, style: Summary["style"]): Promise<Summary> {
    return this.#write(facts, style, await this.#nanoText(facts, style));
  }

  phrase(facts: Facts, style: Summary["style"]): Summary {
    return this.#write(facts, style, undefined);
  }

  answer(incident: Incident, aspect: IncidentAspect): string {
    const { now } = this.#view;
    // What is open goes on until now, unless data comes by another clock and its last change is later.
    const facts = incidentFacts(incident, Math.max(now, incident.updatedAt), this.#config);
    return answerAspect(facts, aspect, {
      view: this.#view,
      phrase: (style) => this.phrase(facts, style).text,
      refused: ({ reason, detail }, text) => {
        this.#refused.phrasing += 1;
        this.#reporter.report("refused", { reason, detail, style: "answer", text });
      },
    });
  }

  #write(facts: Facts, style: Summary["style"], nano: string | undefined): Summary {
    const summary = writeSummary(facts, style, {
      view: this.#view,
      nano,
      refused: ({ reason, detail }, text, writer) => {
        this.#refused[writer] += 1;
        const event = writer === "nano" ? "nanoRefused" : "refused";
        this.#reporter.report(event, { reason, detail, style, text });
      },
    });
    this.#written[summary.writer] += 1;
    this.#reporter.report("written", { style, writer: summary.writer });
    return summary;
  }

  /** What the nano model writes; undefined when it is not asked, or has no answer in time: an alarm does not wait. */
  async #nanoText(facts: Facts, style: Summary["style"]): Promise<string | undefined> {
    const { nanoEnabled, nanoWaitMs } = this.#config;
    if (!this.#nano || !nanoEnabled || facts.type !== "incident") return undefined;
    try {
      const text = await this.#nano.write(facts, { style, view: this.#view, withinMs: nanoWaitMs });
      this.#nanoFailure = undefined;
      return text;
    } catch (error) {
      this.#nanoFailure = errorMessage(error);
      this.#reporter.report("nanoFailed", { error: this.#nanoFailure });
      return undefined;
    }
  }

  get #view() {
    return { now: this.#clock.now(), timeZone: this.#options.timeZone };
  }

  get #clock() {
    return this.#options.observability.clock;
  }

  #tick(): void {
    if (!this.#config.digestEnabled || this.#running || this.#clock.monotonicMs() < this.#retryAtMs) return;
    this.#running = this.#publishIfDue()
      .then(
        () => {
          this.#failure = undefined;
        },
        (error: unknown) => {
          // The store may be full or busy: the day is long, and the digest is tried again.
          this.#failure = errorMessage(error);
          this.#retryAtMs = this.#clock.monotonicMs() + retryMs;
          this.#reporter.report("digestFailed", { error: this.#failure });
        },
      )
      .finally(() => {
        this.#running = undefined;
      });
  }

  async #publishIfDue(): Promise<void> {
    if (!isClockPlausible(this.#clock.now())) return;
    this.#memory ??= await this.#recall();
    const due = dueDigest(this.#clock.now(), this.#memory, this.#schedule);
    if (due === undefined) return;
    const facts = await collectDigest(due, this.#options, {
      now: this.#clock.now(),
      orderClearMs: this.#config.orderClearMs,
    });
    const summary = await this.summarise(facts, "report");
    if (this.#cancelTicks === undefined) return;
    // Remembered before it is published: a power cut between the two loses a digest, never sends one twice.
    await this.#remember(withPublished(this.#memory, due));
    this.#options.publishSummary(summary, facts);
    this.#reporter.report("digestPublished", { day: due.day, incidents: facts.incidents.length });
  }

  /**
   * What was published before. Where nothing is remembered (a new device, a database that was lost) a digest that
   * is due already is left out: there is no day behind it to tell of.
   */
  async #recall(): Promise<DigestMemory> {
    const text = await this.#options.state.get(memoryKey);
    const memory = text === undefined ? undefined : readMemory(text);
    if (memory !== undefined) return memory;
    if (text !== undefined) this.#reporter.report("digestStateUnreadable");
    const empty = { days: [], to: 0 };
    const due = dueDigest(this.#clock.now(), empty, this.#schedule);
    const first = due === undefined ? empty : withPublished(empty, due);
    await this.#remember(first);
    return first;
  }

  async #remember(memory: DigestMemory): Promise<void> {
    await this.#options.state.put(memoryKey, writeMemory(memory));
    this.#memory = memory;
  }

  get #schedule() {
    return { hour: this.#config.digestHour, timeZone: this.#options.timeZone };
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
