import type { daemonEvents } from "../config/daemon-events.ts";
import { fullJitterDelayMs, type Random } from "../core/backoff.ts";
import { type Clock, sleep } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { Anomaly, Recovery } from "../domain/anomaly.ts";
import type { IncidentFacts, Summary } from "../domain/facts.ts";
import type { EarlierIncident, Incident, IncidentChange } from "../domain/incident.ts";
import type {
  AnomalyConsumer,
  IncidentConsumer,
  IncidentHistory,
  Publisher,
  Summariser,
} from "../domain/ports.ts";
import { anomalyRecord, incidentRecord, type RecordDraft, summaryRecord } from "../sync/records/records.ts";
import { whenAborted } from "./deadline.ts";
import type { RetainedTopics } from "./retained-topics.ts";

export interface IncidentPipelineOptions {
  baseTopic: string;
  clock: Clock;
  random: Random;
  reporter: Reporter<typeof daemonEvents>;
  facts: (incident: Incident) => IncidentFacts;
  summariser: Summariser;
  incidents: Pick<IncidentHistory, "save" | "similar">;
  publisher: Publisher;
  retained: Pick<RetainedTopics, "set" | "clear">;
  /** Durable when it resolves. */
  enqueue: (drafts: readonly RecordDraft[]) => Promise<unknown>;
}

/** The newest state of an incident that waits to be handled, and what happened to it since it was last. */
interface Waiting {
  incident: Incident;
  change: IncidentChange;
  /** It was opened since: it is announced even if it is over already. */
  isNew: boolean;
}

/**
 * What becomes of anomalies and incidents: said in words, written down, published, queued for the cloud.
 *
 * Limits and invariants:
 * 1. Changes of an incident that wait are folded into the newest one, in the place of the first; an `opened` stays
 *    an `opened`, an `escalated` or `reopened` stays one over updates, and a `closed` is never lost. At most `waitingMax` incidents wait; beyond that the one that waits
 *    longest is dropped, counted.
 * 2. An incident is on the disk before it is published or queued. When the disk fails, or takes longer than
 *    `saveMsMax`, it is still published: an alarm does not wait for a dying card. What failed is tried again with
 *    backoff for ever, the newest state of each of at most `waitingMax` incidents.
 * 3. Anomalies are published as they come and not kept: the incident is what lasts.
 */
export class IncidentPipeline implements IncidentConsumer, AnomalyConsumer {
  #options: IncidentPipelineOptions;
  #waiting = new Map<string, Waiting>();
  /** The newest state of each incident that is being written, and of each that could not be. */
  #beingSaved = new Map<string, Incident>();
  #unsaved = new Map<string, Incident>();
  #stopping = new AbortController();
  #wake = () => {};
  #running: Promise<void> | undefined;
  #retrying: Promise<void> | undefined;
  #sending = new Set<Promise<unknown>>();

  constructor(options: IncidentPipelineOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when everything that waits was handled, and what is not on the disk was tried once more, or `signal` aborts. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    const orderly = async () => {
      await this.#running;
      await Promise.allSettled(this.#sending);
      await this.#retrying;
      await this.#saveUnsaved();
    };
    await Promise.race([orderly(), whenAborted(signal)]);
  }

  onIncident(incident: Incident, change: IncidentChange): void {
    const earlier = this.#waiting.get(incident.id);
    const isNew = change === "opened" || earlier?.isNew === true;
    this.#waiting.set(incident.id, {
      incident,
      change: isNew && change !== "closed" ? "opened" : foldedChange(earlier?.change, change),
      isNew,
    });
    this.#keepWithin(this.#waiting);
    this.#wake();
  }

  onAnomaly(anomaly: Anomaly): void {
    const record = anomalyRecord(anomaly);
    this.#publish("anomaly", record.body);
    this.#track(this.#enqueue([record]));
  }

  onRecovery(_recovery: Recovery): void {
    // A recovery shows as a change of its incident.
  }

  /** Publishes a digest or another text that is not about one incident, and queues it. */
  publishSummary(record: RecordDraft): void {
    this.#publish("summary", record.body);
    this.#track(this.#enqueue([record]));
  }

  /** Shows incidents that were open before a restart at the broker again. */
  resume(incidents: readonly Incident[]): void {
    for (const incident of incidents) this.#show(incident, "updated");
    if (incidents.length > 0)
      this.#options.reporter.report("incidentsResumed", { incidents: incidents.length });
  }

  async #run(): Promise<void> {
    for (;;) {
      const [next] = this.#waiting.values();
      if (next) {
        this.#waiting.delete(next.incident.id);
        await this.#handle(next);
      } else if (this.#stopping.signal.aborted) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  async #handle({ incident: noticed, change, isNew }: Waiting): Promise<void> {
    const { facts: factsOf, summariser } = this.#options;
    const incident = await this.#withEarlier(noticed);
    const facts = factsOf(incident);
    const explanation = await summariser.summarise(facts, "explanation");
    const said = { ...incident, summary: explanation.text };
    await this.#saveInTime(said);
    this.#show(said, change);
    const records = [incidentRecord(said, change)];
    if (change !== "updated") {
      const stamp = { at: incident.updatedAt, clock: incident.clock };
      const summaries: Summary[] = [await summariser.summarise(facts, "alert"), explanation];
      records.push(...summaries.map((summary) => summaryRecord(summary, facts, stamp)));
      for (const { body } of records.slice(1)) this.#publish("summary", body);
    }
    if (isNew) this.#report("incidentOpened", said);
    if (change === "closed") this.#report("incidentClosed", said);
    this.#track(this.#enqueue(records));
  }

  /**
   * With the earlier incidents most like it, of all that are stored. What the tracker remembers of this run stays where
   * the disk does not tell in time.
   */
  async #withEarlier(incident: Incident): Promise<Incident> {
    const { clock, incidents, reporter } = this.#options;
    const isRead = new AbortController();
    try {
      const late = sleep(clock, similarMsMax, isRead.signal).then(() => undefined);
      const similar = await Promise.race([incidents.similar(incident, earlierMax), late]);
      if (similar === undefined) throw new Error(`no answer within ${similarMsMax} ms`);
      const earlier = similar
        .map((one) => earlierOf(one.incident))
        .sort((left, right) => right.openedAt - left.openedAt);
      return earlier.length === 0 ? incident : { ...incident, earlier };
    } catch (error) {
      reporter.report("incidentHistoryUnread", { incident: incident.id, error: errorMessage(error) });
      return incident;
    } finally {
      isRead.abort();
    }
  }

  #report(event: "incidentOpened" | "incidentClosed", { id, severity, summary }: Incident): void {
    this.#options.reporter.report(event, { incident: id, severity, summary });
  }

  #show(incident: Incident, change: IncidentChange): void {
    const { retained, baseTopic } = this.#options;
    const topic = `${baseTopic}/incident/${incident.id}`;
    const { body } = incidentRecord(incident, change);
    if (incident.status === "open") {
      retained.set(topic, body);
      return;
    }
    // Listeners see the end of it; then the topic is cleared, for only open incidents are kept there.
    this.#publish(`incident/${incident.id}`, body);
    retained.clear(topic);
  }

  async #saveInTime(incident: Incident): Promise<void> {
    const { id } = incident;
    // An older state that could not be written is out of date, and must not come after this one.
    this.#unsaved.delete(id);
    this.#beingSaved.set(id, incident);
    const saving = this.#save(incident).then((isSaved) => {
      if (this.#beingSaved.get(id) !== incident) return;
      this.#beingSaved.delete(id);
      if (!isSaved) this.#saveLater(incident);
    });
    this.#track(saving);
    const isSaved = new AbortController();
    await Promise.race([saving, sleep(this.#options.clock, saveMsMax, isSaved.signal)]);
    isSaved.abort();
  }

  async #save(incident: Incident): Promise<boolean> {
    try {
      await this.#options.incidents.save(incident);
      return true;
    } catch (error) {
      this.#options.reporter.report("incidentNotSaved", {
        incident: incident.id,
        error: errorMessage(error),
      });
      return false;
    }
  }

  #saveLater(incident: Incident): void {
    this.#unsaved.set(incident.id, incident);
    this.#keepWithin(this.#unsaved);
    this.#retrying ??= this.#retrySaving().finally(() => {
      this.#retrying = undefined;
    });
  }

  async #retrySaving(): Promise<void> {
    const { clock, random } = this.#options;
    const { signal } = this.#stopping;
    for (let attempt = 0; this.#unsaved.size > 0 && !signal.aborted; attempt += 1) {
      await sleep(clock, fullJitterDelayMs(attempt, { baseMs: 1_000, maxMs: 60_000, random }), signal);
      if (!signal.aborted) await this.#saveUnsaved();
    }
  }

  /** Until one fails: the disk that does not take one will not take the next. */
  async #saveUnsaved(): Promise<void> {
    for (const [id, incident] of this.#unsaved) {
      if (!(await this.#save(incident))) return;
      if (this.#unsaved.get(id) === incident) this.#unsaved.delete(id);
    }
  }

  #publish(topic: string, body: string): void {
    const { publisher, baseTopic, reporter } = this.#options;
    const sent = publisher.publish(`${baseTopic}/${topic}`, body, { qos: 1 }).then((result) => {
      if (result.status === "acknowledged") return;
      const reason = result.status === "failed" ? result.reason : "not connected to the broker";
      reporter.report("publishFailed", { topic: topic.split("/")[0], reason });
    });
    this.#track(sent);
  }

  async #enqueue(records: readonly RecordDraft[]): Promise<void> {
    try {
      await this.#options.enqueue(records);
    } catch (error) {
      for (const record of records) {
        this.#options.reporter.report("recordNotQueued", { class: record.class, error: errorMessage(error) });
      }
    }
  }

  #track(work: Promise<unknown>): void {
    this.#sending.add(work);
    void work.finally(() => this.#sending.delete(work));
  }

  #keepWithin(incidents: Map<string, unknown>): void {
    const [oldest] = incidents.keys();
    if (incidents.size <= waitingMax || oldest === undefined) return;
    incidents.delete(oldest);
    this.#options.reporter.report("incidentChangesDropped");
  }
}

/** What to call a change that comes on top of one that nobody heard of yet. */
function foldedChange(earlier: IncidentChange | undefined, change: IncidentChange): IncidentChange {
  // Listeners never saw it closed.
  if (earlier === "closed" && change === "reopened") return "updated";
  return change === "updated" && (earlier === "escalated" || earlier === "reopened") ? earlier : change;
}

const saveMsMax = 2_000;
const similarMsMax = 500;
const earlierMax = 3;
/** The tracker keeps at most 1,000 open. */
const waitingMax = 2_000;

function earlierOf({ id, openedAt, closedAt, updatedAt }: Incident): EarlierIncident {
  return { incidentId: id, openedAt, durationMs: Math.max(0, (closedAt ?? updatedAt) - openedAt) };
}
