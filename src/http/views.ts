import type { Envelope } from "../domain/envelope.ts";
import type { DigestFacts, Summary } from "../domain/facts.ts";
import type { FeedbackEntry } from "../domain/feedback.ts";
import type { Evidence, Incident } from "../domain/incident.ts";
import type { SimilarIncident } from "../domain/incident-likeness.ts";
import type { ModelsView, TaskView } from "../domain/model-view.ts";
import type { Rollup } from "../domain/rollup.ts";
import type { Series } from "../domain/sample.ts";
import type { DaemonStatus, QueueView, SeriesPage } from "./api.ts";

/** Domain values as the API shows them: times are UTC ISO-8601 or null, durations milliseconds. */

export function statusView(status: DaemonStatus) {
  return { ...status, at: iso(status.at), startedAt: iso(status.startedAt) };
}

export function incidentView(incident: Incident) {
  return {
    ...incident,
    openedAt: iso(incident.openedAt),
    updatedAt: iso(incident.updatedAt),
    closedAt: iso(incident.closedAt),
    acknowledged: incident.acknowledged && {
      by: incident.acknowledged.by,
      at: iso(incident.acknowledged.at),
    },
    dismissed: incident.dismissed && { ...incident.dismissed, at: iso(incident.dismissed.at) },
    escalated: incident.escalated && { ...incident.escalated, at: iso(incident.escalated.at) },
    flapping: incident.flapping && { ...incident.flapping, since: iso(incident.flapping.since) },
    earlier: incident.earlier?.map((one) => ({ ...one, openedAt: iso(one.openedAt) })),
    evidence: incident.evidence.map(evidenceView),
  };
}

/** A digest with its facts, in the form in which `edgewise summarize` reads them too. */
export function digestView(
  span: "day" | "week",
  { summary, facts }: { summary: Summary; facts: DigestFacts },
) {
  return {
    span,
    text: summary.text,
    writer: summary.writer,
    facts: {
      ...facts,
      from: iso(facts.from),
      to: iso(facts.to),
      incidents: facts.incidents.map((incident) => ({
        ...incident,
        openedAt: iso(incident.openedAt),
        closedAt: iso(incident.closedAt),
        evidence: incident.evidence.map(evidenceView),
      })),
    },
  };
}

function evidenceView(line: Evidence) {
  return {
    ...line,
    firstAt: iso(line.firstAt),
    lastAt: iso(line.lastAt),
    recoveredAt: iso(line.recoveredAt),
    resumedAt: iso(line.resumedAt),
  };
}

/** `likeness` in [0, 1], with two digits. */
export function similarView({ incident, likeness }: SimilarIncident) {
  return { likeness: Math.round(likeness * 100) / 100, incident: incidentView(incident) };
}

export function feedbackView({ createdAt, silencedAt, ...entry }: FeedbackEntry) {
  return { ...entry, createdAt: iso(createdAt), silencedAt: iso(silencedAt) };
}

export function queueView({ counts, sinks, records, deadLetters }: QueueView) {
  return {
    counts: {
      ...counts,
      oldestAt: iso(counts.oldestAt),
      bySink: Object.fromEntries(
        Object.entries(counts.bySink ?? {}).map(([name, owed]) => [
          name,
          { records: owed.records, oldestAt: iso(owed.oldestAt) },
        ]),
      ),
    },
    sinks: sinks.map((sink) => ({
      ...sink,
      sinceAt: iso(sink.sinceAt),
      lastSuccessAt: iso(sink.lastSuccessAt),
      nextAttemptAt: iso(sink.nextAttemptAt),
    })),
    records: records.map(recordView),
    deadLetters: deadLetters.map(({ number, sink, rejectedAt, record, reason }) => ({
      number,
      sink,
      rejectedAt: iso(rejectedAt),
      reason,
      record: recordView(record),
    })),
  };
}

export function recordView(record: Envelope) {
  return { ...record, at: iso(record.at), body: parsedBody(record.body) };
}

/** A dead letter may be one because its body is no JSON: then it is shown as the text it is. */
function parsedBody(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

export function seriesPageView({ total, series }: SeriesPage) {
  return {
    total,
    series: series.map(({ series: one, latest }) => ({
      ...seriesView(one),
      latest: latest ? { at: iso(latest.at), value: latest.value, state: stateOf(one, latest.value) } : null,
    })),
  };
}

function seriesView({ id, topic, field, kind, unit, name, place, labels, isDerived = false }: Series) {
  return { id, name, kind, unit, topic, field, place, labels, isDerived };
}

function stateOf(series: Series, value: number): string | undefined {
  return series.kind === "numeric" ? undefined : series.states[value];
}

export function rollupView(rollup: Rollup) {
  return { ...rollup, start: iso(rollup.start) };
}

export function modelsView({ tasks, ...rest }: ModelsView) {
  return { ...rest, tasks: tasks.map(taskModelView) };
}

export function taskModelView({ rejected, ...task }: TaskView) {
  return { ...task, rejected: rejected ? { ...rejected, at: iso(rejected.at) } : undefined };
}

function iso(at: number | undefined): string | null {
  // Dates reach 8.64e15 ms either side of 1970 (ECMA-262 section 21.4.1.1).
  return at !== undefined && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : null;
}
