import { every } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import { createReporter, type Observability, type Reporter } from "../core/events.ts";
import type { Deadline, Health, Service } from "../core/lifecycle.ts";
import type { DigestFacts, Facts, IncidentFacts, Summary } from "../domain/facts.ts";
import type { Incident } from "../domain/incident.ts";
import type { IncidentAspect } from "../domain/incident-aspect.ts";
import type {
  ClockTrust,
  IncidentLog,
  IncidentTeller,
  ModelRunner,
  StateStore,
  Summariser,
} from "../domain/ports.ts";
import { answerAspect } from "./answers/answer.ts";
import { type SummariesConfig, weekdays } from "./config.ts";
import { collectDigest, type DigestNumbers } from "./digest/collect.ts";
import { collectWeek } from "./digest/collect-week.ts";
import { DigestRhythm } from "./digest/rhythm.ts";
import { sayWeek } from "./digest/say-week.ts";
import { dueDigest, dueWeek, isClockPlausible } from "./digest/schedule.ts";
import { summariesEvents } from "./events.ts";
import { incidentFacts } from "./facts.ts";
import type { Language } from "./language.ts";
import { createNanoWriter, type NanoText, type NanoWriter } from "./nano/nano-writer.ts";
import { formsOf } from "./phrasing/languages.ts";
import { writeSummary } from "./write.ts";

export interface SummariesService extends Service, Summariser, IncidentTeller {
  /**
   * The facts of an incident as of its last change, which is now when it has just changed. The wall clock is not
   * asked: data that is replayed or comes late would seem to have gone on until today.
   */
  factsOf(incident: Incident): IncidentFacts;
  /** The same as `summarise` without the nano model, at once: for a replay that does not wait. */
  phrase(facts: Facts, style: Summary["style"]): Summary;
  /** The digest of the last 24 hours or seven days up to now, as it would be published. */
  digestNow(span: DigestSpan): Promise<{ summary: Summary; facts: DigestFacts }>;
  reconfigure(config: SummariesConfig): void;
}

export type DigestSpan = "day" | "week";

export interface SummariesOptions {
  config: SummariesConfig;
  observability: Observability;
  /** IANA zone in which times are told and the digest's hour is meant; undefined: the machine's. */
  timeZone?: string | undefined;
  incidentLog: Pick<IncidentLog, "list">;
  /** A digest waits for a trusted clock, as its day and its times are told by it. */
  clockTrust: ClockTrust;
  /** Runs the nano model that writes; without it, the phrasing engine writes everything. */
  models?: ModelRunner;
  /** Keeps which digests were published over restarts. */
  state: StateStore;
  /** Takes each daily and weekly digest. */
  publishSummary: (summary: Summary, facts: DigestFacts) => void;
  /** Counts of a period, [from, to) in milliseconds since 1970. */
  digestSource: (from: number, to: number) => Promise<DigestNumbers>;
}

/** Writes every text about incidents, and the daily and weekly digests at their hours. */
export function createSummariesService(options: SummariesOptions): SummariesService {
  return new Summaries(options);
}

/** The clock is looked at this often rather than once with a long timer, so that its jumps do not matter. */
const tickMs = 30_000;
const retryMs = 300_000;
/** A board whose clock nobody ever sets has its digests all the same; one with a network has the time long before. */
const trustWaitMs = 2 * 3_600_000;
const dayMs = 86_400_000;

class Summaries implements SummariesService {
  readonly name = "summaries";
  readonly #options: SummariesOptions;
  readonly #reporter: Reporter<typeof summariesEvents>;
  #config: SummariesConfig;
  readonly #rhythms: Readonly<Record<DigestSpan, DigestRhythm>>;
  #running: Promise<void> | undefined;
  #cancelTicks: (() => void) | undefined;
  #retryAtMs = 0;
  /** Monotonic; undefined: the clock is trusted, or no digest has asked for it yet. */
  #distrustedSinceMs: number | undefined;
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
    const { state, timeZone } = options;
    const onUnreadable = () => this.#reporter.report("digestStateUnreadable");
    this.#rhythms = {
      day: new DigestRhythm({
        key: "summaries/digests",
        state,
        onUnreadable,
        due: (now, memory) => dueDigest(now, memory, { hour: this.#config.digestHour, timeZone }),
      }),
      week: new DigestRhythm({
        key: "summaries/weeks",
        state,
        onUnreadable,
        due: (now, memory) =>
          dueWeek(now, memory, {
            weekday: weekdays.indexOf(this.#config.weeklyDay),
            hour: this.#config.weeklyHour,
            timeZone,
          }),
      }),
    };
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
      return { status: "degraded", detail: `a digest waits: ${this.#failure}`, figures };
    }
    if (this.#nanoFailure !== undefined && this.#config.nanoEnabled) {
      const detail = `the phrasing engine writes instead of the nano model: ${this.#nanoFailure}`;
      return { status: "degraded", detail, figures };
    }
    if (this.#distrustedSinceMs !== undefined && this.#isWaitingForClock()) {
      return { status: "ok", detail: "digests wait up to two hours for a trusted clock", figures };
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
    const summary = this.#write(facts, style, { nano: await this.#nanoText(facts, style) });
    if (facts.type !== "digest" || facts.week === undefined || style !== "report") return summary;
    return {
      ...summary,
      text: sayWeek({ ...facts, week: facts.week }, summary.text, {
        view: this.#view,
        forms: formsOf(this.#config.language),
      }),
    };
  }

  digestNow(span: DigestSpan): Promise<{ summary: Summary; facts: DigestFacts }> {
    const to = this.#clock.now();
    return this.#digestOf(span, { from: to - (span === "day" ? 1 : 7) * dayMs, to });
  }

  phrase(facts: Facts, style: Summary["style"]): Summary {
    return this.#write(facts, style);
  }

  answer(incident: Incident, aspect: IncidentAspect): string {
    const { now } = this.#view;
    // What is open goes on until now, unless data comes by another clock and its last change is later.
    const facts = incidentFacts(incident, Math.max(now, incident.updatedAt), this.#config);
    return answerAspect(facts, aspect, {
      view: this.#view,
      // All that is asked and answered is in English, whatever the language of the summaries.
      phrase: (style) => this.#write(facts, style, { language: "en" }).text,
      refused: ({ reason, detail }, text) => {
        this.#refused.phrasing += 1;
        this.#reporter.report("refused", { reason, detail, style: "answer", text });
      },
    });
  }

  #write(
    facts: Facts,
    style: Summary["style"],
    { nano, language = this.#config.language }: { nano?: NanoText | undefined; language?: Language } = {},
  ): Summary {
    const summary = writeSummary(facts, style, {
      view: this.#view,
      language,
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
  async #nanoText(facts: Facts, style: Summary["style"]): Promise<NanoText | undefined> {
    const { nanoEnabled, nanoWaitMs, language } = this.#config;
    const isAsked = nanoEnabled && language === "en" && facts.type === "incident";
    if (!this.#nano || !isAsked) return undefined;
    try {
      const written = await this.#nano.write(facts, { style, view: this.#view, withinMs: nanoWaitMs });
      this.#nanoFailure = undefined;
      return written;
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
    const { digestEnabled, weeklyEnabled } = this.#config;
    if ((!digestEnabled && !weeklyEnabled) || this.#running || this.#clock.monotonicMs() < this.#retryAtMs)
      return;
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
    if (!isClockPlausible(this.#clock.now()) || this.#isWaitingForClock()) return;
    if (this.#config.digestEnabled) await this.#publishSpan("day");
    if (this.#config.weeklyEnabled) await this.#publishSpan("week");
  }

  /** A clock that goes on from the last saved time is plausible and may be wrong by the time the board was off. */
  #isWaitingForClock(): boolean {
    if (this.#options.clockTrust.quality() === "synced") {
      this.#distrustedSinceMs = undefined;
      return false;
    }
    const now = this.#clock.monotonicMs();
    this.#distrustedSinceMs ??= now;
    return now - this.#distrustedSinceMs < trustWaitMs;
  }

  async #publishSpan(span: DigestSpan): Promise<void> {
    const rhythm = this.#rhythms[span];
    const due = await rhythm.due(this.#clock.now());
    if (due === undefined) return;
    const { summary, facts } = await this.#digestOf(span, due);
    if (this.#cancelTicks === undefined) return;
    // Remembered before it is published: a power cut between the two loses a digest, never sends one twice.
    await rhythm.remember(due);
    this.#options.publishSummary(summary, facts);
    this.#reporter.report("digestPublished", { span, day: due.day, incidents: facts.incidents.length });
  }

  async #digestOf(
    span: DigestSpan,
    period: { from: number; to: number },
  ): Promise<{ summary: Summary; facts: DigestFacts }> {
    const how = { now: this.#clock.now(), orderClearMs: this.#config.orderClearMs };
    if (span === "day") {
      const facts = await collectDigest(period, this.#options, how);
      return { summary: await this.summarise(facts, "report"), facts };
    }
    const watchingSince = this.#rhythms.week.since;
    const facts = await collectWeek(period, this.#options, { ...how, watchingSince });
    return { summary: await this.summarise(facts, "report"), facts };
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
