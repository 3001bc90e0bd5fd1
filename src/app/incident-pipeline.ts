import type { daemonEvents } from "../config/daemon-events.ts";
import { fullJitterDelayMs, type Random } from "../core/backoff.ts";
import { type Clock, sleep } from "../core/clock.ts";
import type { Reporter } from "../core/events.ts";
import type { Anomaly, Recovery } from "../domain/anomaly.ts";
import type { IncidentFacts, Summary } from "../domain/facts.ts";
import type { Incident } from "../domain/incident.ts";
import type {
  AnomalyConsumer,
  IncidentConsumer,
  IncidentLog,
  Publisher,
  Summariser,
} from "../domain/ports.ts";
import { anomalyRecord, incidentRecord, type RecordDraft, summaryRecord } from "../sync/records.ts";
import type { RetainedTopics } from "./retained-topics.ts";

type Change = "opened" | "updated" | "closed";

export interface IncidentPipelineOptions {
  baseTopic: string;
  clock: Clock;
  random: Random;
  reporter: Reporter<typeof daemonEvents>;
  facts: (incident: Incident) => IncidentFacts;
  summariser: Summariser;
  incidents: IncidentLog;
  publisher: Publisher;
  retained: RetainedTopics;
  /** Durable when it resolves. */
  enqueue: (drafts: readonly RecordDraft[]) => Promise<unknown>;
}

/**
 * What becomes of anomalies and incidents: said in words, written down, published, queued for the cloud.
 *
 * Limits and invariants:
 * 1. Changes of an incident that wait are folded into the newest one; an `opened` stays an `opened`, and a
 *    `closed` is never lost. At most `waitingMax` incidents wait; beyond that the oldest waiting is dropped, counted.
 * 2. An incident is on the disk before it is published or queued. When the disk fails it is still published,
 *    and its writing is tried again with backoff for ever.
 * 3. Anomalies are published as they come and not kept: the incident is what lasts.
 */
export class IncidentPipeline implements IncidentConsumer, AnomalyConsumer {
  #options: IncidentPipelineOptions;
  #waiting = new Map<string, { incident: Incident; change: Change }>();
  #stopping = new AbortController();
  #wake = () => {};
  #running: Promise<void> | undefined;
  #sending = new Set<Promise<unknown>>();

  constructor(options: IncidentPipelineOptions) {
    this.#options = options;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Resolves when everything that waits was handled once; nothing is retried after `signal` aborts. */
  async stop(signal: AbortSignal): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    await Promise.race([this.#running, aborted]);
    await Promise.race([Promise.allSettled(this.#sending), aborted]);
  }

  onIncident(incident: Incident, change: Change): void {
    const earlier = this.#waiting.get(incident.id);
    this.#waiting.delete(incident.id);
    this.#waiting.set(incident.id, { incident, change: folded(earlier?.change, change) });
    if (this.#waiting.size > waitingMax) {
      const oldest = this.#waiting.keys().next().value;
      if (oldest !== undefined) this.#waiting.delete(oldest);
      this.#options.reporter.report("incidentChangesDropped");
    }
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
        await this.#handle(next.incident, next.change);
      } else if (this.#stopping.signal.aborted) return;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }

  async #handle(incident: Incident, change: Change): Promise<void> {
    const { facts: factsOf, summariser } = this.#options;
    const facts = factsOf(incident);
    const explanation = summariser.summarise(facts, "explanation");
    const said = { ...incident, summary: explanation.text };
    const isSaved = await this.#save(said);
    this.#show(said, change);
    const stamp = { at: incident.updatedAt, clock: incident.clock };
    const records = [incidentRecord(said, change)];
    if (change !== "updated") {
      const summaries: Summary[] = [summariser.summarise(facts, "alert"), explanation];
      records.push(...summaries.map((summary) => summaryRecord(summary, facts, stamp)));
      for (const { body } of records.slice(1)) this.#publish("summary", body);
      this.#report(said, change);
    }
    await this.#enqueue(records);
    if (!isSaved) this.#track(this.#saveLater(said));
  }

  #report(incident: Incident, change: Change): void {
    const { id, severity, summary } = incident;
    this.#options.reporter.report(change === "opened" ? "incidentOpened" : "incidentClosed", {
      incident: id,
      severity,
      summary,
    });
  }

  #show(incident: Incident, change: Change): void {
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

  async #save(incident: Incident): Promise<boolean> {
    try {
      await this.#options.incidents.save(incident);
      return true;
    } catch (error) {
      this.#options.reporter.report("incidentNotSaved", { incident: incident.id, error });
      return false;
    }
  }

  /** Tries until it is written, a newer change of the same incident waits, or the daemon stops. */
  async #saveLater(incident: Incident): Promise<void> {
    const { clock, random } = this.#options;
    for (let attempt = 0; !this.#stopping.signal.aborted; attempt += 1) {
      await sleep(
        clock,
        fullJitterDelayMs(attempt, { baseMs: 1_000, maxMs: 60_000, random }),
        this.#stopping.signal,
      );
      if (this.#waiting.has(incident.id)) return;
      const stored = await this.#options.incidents.get(incident.id).catch(() => undefined);
      if (stored && stored.revision >= incident.revision) return;
      if (await this.#save(incident)) return;
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
      for (const record of records)
        this.#options.reporter.report("recordNotQueued", { class: record.class, error });
    }
  }

  #track(work: Promise<unknown>): void {
    this.#sending.add(work);
    void work.finally(() => this.#sending.delete(work));
  }
}

/** Incidents whose newest change waits; the tracker keeps at most 1,000 open. */
const waitingMax = 2_000;

function folded(earlier: Change | undefined, later: Change): Change {
  return earlier === "opened" && later === "updated" ? "opened" : later;
}
