import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { AnomalyKind } from "../domain/anomaly.ts";
import type { FeedbackAnswer, FeedbackDesk, FeedbackEntry, FeedbackWish } from "../domain/feedback.ts";
import type { Evidence, Incident } from "../domain/incident.ts";
import type { IncidentLog, StateStore } from "../domain/ports.ts";
import type { Series } from "../domain/sample.ts";
import { splitSeriesPattern } from "../domain/series-pattern.ts";
import { FeedbackFullError, FeedbackTargetError, FeedbackUnreadError } from "./errors.ts";
import type { anomalyEvents } from "./events.ts";
import { type Feedback, logFeedbackId, normalsMax } from "./feedback.ts";
import { deviationOf } from "./feedback-entry.ts";
import { evidenceKey } from "./incidents/evidence.ts";
import type { IncidentTracker } from "./incidents/tracker.ts";
import { isSafetyState } from "./severity-rules.ts";

/**
 * Takes what people say of incidents: learns it, writes it down, and closes what it is about.
 *
 * Limits and invariants:
 * 1. What was learnt is on the disk before `give` resolves; when it cannot be written, nothing was learnt.
 * 2. Nothing is learnt before what there is was read, so that it is never overwritten.
 * 3. A limit of the operator and a safety state are never silenced: that is refused and said, and an incident in which
 *    one of them is on stays open.
 */
export class FeedbackRoom implements FeedbackDesk {
  #options: FeedbackDeskOptions;
  #isRead = false;
  /** Feedback is taken one after the other. */
  #taking: Promise<unknown> = Promise.resolve();

  constructor(options: FeedbackDeskOptions) {
    this.#options = options;
  }

  /** Reads what was learnt before the start. To be called again while it fails. */
  async read(): Promise<void> {
    if (this.#isRead) return;
    const { state, feedback, reporter } = this.#options;
    try {
      const text = await state.get(stateKey);
      // Somebody else was quicker, and what was learnt since must stay.
      if (this.#isRead) return;
      const unreadable = text === undefined ? 0 : feedback.restore(text);
      this.#isRead = true;
      if (unreadable > 0) reporter.report("feedbackUnreadable", {}, unreadable);
    } catch (error) {
      reporter.report("feedbackNotRead", { error: errorMessage(error) });
    }
  }

  give(wish: FeedbackWish): Promise<FeedbackAnswer> {
    return this.#inTurn(() => this.#give(wish));
  }

  entries(): readonly FeedbackEntry[] {
    return this.#options.feedback.entries();
  }

  forget(id: number): Promise<boolean> {
    return this.#inTurn(async () => {
      await this.#needsRead();
      return this.#durably(() => this.#options.feedback.forget(id));
    });
  }

  async #needsRead(): Promise<void> {
    await this.read();
    if (!this.#isRead) throw new FeedbackUnreadError();
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const taken = this.#taking.then(run, run);
    this.#taking = taken.catch(() => {});
    return taken;
  }

  async #give(wish: FeedbackWish): Promise<FeedbackAnswer> {
    const incident = await this.#incidentOf(wish);
    if (wish.verdict === "ack") return this.#acknowledge(incident as Incident, wish);
    await this.#needsRead();
    const lines = this.#linesOf(wish, incident);
    const refused: FeedbackAnswer["refused"][number][] = [];
    const meant: { line: Evidence; kind: AnomalyKind }[] = [];
    for (const line of lines) {
      const { kind } = line;
      const reason = this.#refusalOf(line);
      if (reason !== undefined) refused.push({ subjectId: line.subjectId, kind, reason });
      else meant.push({ line, kind });
    }
    const { feedback, reporter } = this.#options;
    if (wish.verdict === "alwaysNormal" && meant.length + feedback.normalCount > normalsMax)
      throw new FeedbackFullError(normalsMax);
    const learnt = await this.#durably(() =>
      meant.map(({ line, kind }) => this.#learn(wish, line, kind, incident?.id)),
    );
    const outcome = this.#settle(wish, incident, meant);
    reporter.report("feedbackGiven", { verdict: wish.verdict, incident: incident?.id ?? "" });
    const sentences = [
      ...learnt.map(({ told }) => `${told}.`),
      ...refused.map(({ reason, subjectId }) => `${subjectId}: ${reason}.`),
      ...(incident ? [incidentWords[outcome]] : []),
    ];
    const text = sentences.slice(0, sentencesMax).join(" ");
    return { verdict: wish.verdict, incidentId: incident?.id, incident: outcome, learnt, refused, text };
  }

  #acknowledge({ id, status, acknowledged }: Incident, { by }: FeedbackWish): FeedbackAnswer {
    const { tracker, now, reporter } = this.#options;
    const noted = tracker.acknowledge([id], { by: by ?? anonymous, at: now() });
    if (noted.length > 0) reporter.report("feedbackGiven", { verdict: "ack", incident: id });
    return {
      verdict: "ack",
      incidentId: id,
      incident: noted.length > 0 ? "noted" : "unchanged",
      learnt: [],
      refused: [],
      text:
        noted.length > 0
          ? "Noted that you have seen it."
          : acknowledged
            ? `It was noted already, by ${acknowledged.by}.`
            : `The incident is ${status}; only an open one can be noted as seen.`,
    };
  }

  /** The incident that is meant; undefined when a series is, of which no incident is known. */
  async #incidentOf({ incident: id, series, kind }: FeedbackWish): Promise<Incident | undefined> {
    const { tracker, incidents } = this.#options;
    const open = tracker.openIncidents();
    if (id !== undefined) {
      const found = open.find((one) => one.id === id) ?? (await incidents.get(id));
      if (found) return found;
      throw new FeedbackTargetError(`There is no incident "${id}".`);
    }
    const holds = ({ evidence }: Incident) =>
      evidence.some((line) => line.subjectId === series && line.kind === kind);
    return open.findLast(holds) ?? (await incidents.list({ countMax: lookBackMax })).find(holds);
  }

  #linesOf(wish: FeedbackWish, incident: Incident | undefined): readonly Evidence[] {
    const { kind, series, verdict } = wish;
    if (incident !== undefined) {
      const lines = incident.evidence.filter(
        (line) =>
          (kind === undefined || line.kind === kind) && (series === undefined || line.subjectId === series),
      );
      if (lines.length > 0) return lines;
      throw new FeedbackTargetError(`Incident "${incident.id}" has no evidence of the kind ${kind}.`);
    }
    const known = series === undefined ? undefined : this.#options.seriesById(series);
    if (known === undefined || kind === undefined)
      throw new FeedbackTargetError(`There is no series "${series}".`);
    if (verdict === "alwaysNormal")
      throw new FeedbackTargetError(
        `No anomaly of the kind ${kind} of series "${series}" is known, so there is no deviation to take as usual.`,
      );
    return [unseenLine(known, kind, this.#options.now())];
  }

  #refusalOf({ type, kind, subjectId }: Evidence): string | undefined {
    if (type === "log")
      return kind === "logNovel"
        ? "a line that was seen once is not new any more; nothing else is to be learnt"
        : undefined;
    if (isSafetyState(this.#options.seriesById(subjectId) ?? pseudoSeries(subjectId)))
      return "a safety state is never silenced";
    if (kind === "threshold")
      return "a limit set by the operator is never silenced; change it in anomaly.thresholds";
    return undefined;
  }

  #learn(
    wish: FeedbackWish,
    line: Evidence,
    kind: AnomalyKind,
    incidentId: string | undefined,
  ): FeedbackEntry {
    const { feedback, now } = this.#options;
    const { name, unit, score } = line;
    const about = { seriesId: feedbackId(line), name, kind, unit, by: wish.by ?? anonymous };
    if (wish.verdict === "falseAlarm") return feedback.addFalseAlarm(about, score, incidentId);
    return feedback.addNormal(about, { ...deviationOf(line, now()), from: wish.from, to: wish.to });
  }

  /** What is on now is not told again until it is over; an incident of which nothing else is on is closed. */
  #settle(
    wish: FeedbackWish,
    incident: Incident | undefined,
    meant: readonly { line: Evidence; kind: AnomalyKind }[],
  ): FeedbackAnswer["incident"] {
    const { tracker, silence, now, seenAt } = this.#options;
    // Of an incident that is over, the alarm is over too: one that is on now is another one.
    if (incident === undefined || tracker.openIncidents().some(({ id }) => id === incident.id)) {
      for (const { line, kind } of meant) silence(line.subjectId, kind);
    }
    if (incident === undefined || meant.length === 0) return "unchanged";
    const keys = meant.map(({ line, kind }) => evidenceKey(kind, line.subjectId));
    const verdict = wish.verdict === "falseAlarm" ? "falseAlarm" : "alwaysNormal";
    return tracker.dismiss(incident.id, {
      keys,
      note: { verdict, by: wish.by ?? anonymous, at: now() },
      seenAt: seenAt(),
    });
  }

  async #durably<T>(change: () => T): Promise<T> {
    const { feedback, state } = this.#options;
    const before = feedback.save();
    const result = change();
    try {
      await state.put(stateKey, feedback.save());
    } catch (error) {
      feedback.restore(before);
      throw error;
    }
    return result;
  }
}

export interface FeedbackDeskOptions {
  feedback: Feedback;
  tracker: Pick<IncidentTracker, "openIncidents" | "acknowledge" | "dismiss">;
  incidents: Pick<IncidentLog, "get" | "list">;
  state: StateStore;
  seriesById: (id: string) => Series | undefined;
  /** The alarm of a series that is on now says nothing more until it is over. */
  silence: (seriesId: string, kind: AnomalyKind) => void;
  /** Wall time, and data time. */
  now: () => number;
  seenAt: () => number;
  reporter: Reporter<typeof anomalyEvents>;
}

const stateKey = "anomaly/feedback";
const anonymous = "somebody";
const lookBackMax = 500;
const sentencesMax = 12;

const incidentWords: Readonly<Record<FeedbackAnswer["incident"], string>> = {
  closed: "The incident is closed.",
  noted: "The incident stays open, because something else in it is still on.",
  unchanged: "The incident stays as it is.",
};

function feedbackId(line: Evidence): string {
  return line.type === "log" ? logFeedbackId(line) : line.subjectId;
}

/** A false alarm of which no incident is known any more. */
function unseenLine(series: Series, kind: AnomalyKind, now: number): Evidence {
  return {
    subjectId: series.id,
    type: "series",
    name: series.name,
    kind,
    direction: "none",
    severity: "info",
    firstAt: now,
    lastAt: now,
    times: 1,
    score: 0,
    unit: series.unit,
    observed: undefined,
    expected: undefined,
    durationMs: undefined,
    limit: undefined,
    example: undefined,
    observedState: undefined,
    typicalState: undefined,
    place: series.place,
    recoveredAt: now,
  };
}

/** A series that was not heard since the start, as far as its id tells. */
function pseudoSeries(id: string): Pick<Series, "kind" | "topic" | "field"> {
  const { filter, field = "" } = splitSeriesPattern(id);
  return { kind: "binary", topic: filter, field };
}
