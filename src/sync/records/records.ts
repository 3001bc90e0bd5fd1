import type { Anomaly, Subject } from "../../domain/anomaly.ts";
import type { ClockQuality } from "../../domain/clock-quality.ts";
import type { Envelope, RecordClass } from "../../domain/envelope.ts";
import type { Facts, Summary } from "../../domain/facts.ts";
import type { Incident, IncidentChange } from "../../domain/incident.ts";
import type { LogLine } from "../../domain/log-line.ts";
import type { Rollup, RollupWidth } from "../../domain/rollup.ts";
import type { Sample, Series } from "../../domain/sample.ts";
import type { TextSummary } from "../../domain/text-summary.ts";
import type { Answer } from "../../domain/utterance.ts";
import { isoTime } from "./record-json.ts";

/**
 * Records as they are queued for other systems. Their bodies are a published format: keys are only ever
 * added; a change of meaning makes a `.v2`. Times are UTC ISO-8601, durations milliseconds.
 */

/** A record before it has its id, which is given when it is queued. */
export type RecordDraft = Omit<Envelope, "id">;

/** When a record was made and whether that time can be trusted. */
export interface Stamp {
  at: number;
  clock: ClockQuality;
}

/** Stream: the incident, so that its updates arrive in order. */
export function incidentRecord(incident: Incident, change: IncidentChange): RecordDraft {
  return draft(
    "incident",
    incident.id,
    { at: incident.updatedAt, clock: incident.clock },
    {
      incidentId: incident.id,
      change,
      revision: incident.revision,
      status: incident.status,
      severity: incident.severity,
      openedAt: isoTime(incident.openedAt),
      updatedAt: isoTime(incident.updatedAt),
      closedAt: isoTime(incident.closedAt),
      closedBecause: incident.closedBecause,
      acknowledged: incident.acknowledged && {
        by: incident.acknowledged.by,
        at: isoTime(incident.acknowledged.at),
      },
      place: incident.place,
      summary: incident.summary,
      evidence: incident.evidence.map((line) => ({
        ...line,
        firstAt: isoTime(line.firstAt),
        lastAt: isoTime(line.lastAt),
        recoveredAt: isoTime(line.recoveredAt),
        resumedAt: isoTime(line.resumedAt),
      })),
      evidenceOmitted: incident.evidenceOmitted,
      omitted: incident.omitted,
      subjects: incident.subjects,
      escalated: incident.escalated && {
        because: incident.escalated.because,
        at: isoTime(incident.escalated.at),
      },
      flapping: incident.flapping && {
        times: incident.flapping.times,
        since: isoTime(incident.flapping.since),
      },
      firstSign: incident.firstSign,
      follows: incident.follows,
      earlier: incident.earlier?.map((one) => ({ ...one, openedAt: isoTime(one.openedAt) })),
    },
  );
}

/** Stream: the series or the log it is about. */
export function anomalyRecord(anomaly: Anomaly): RecordDraft {
  const stream = anomaly.subject.type === "series" ? anomaly.subject.series.id : anomaly.subject.source;
  return draft("anomaly", stream, anomaly, {
    anomalyId: anomaly.id,
    kind: anomaly.kind,
    detector: anomaly.detector,
    severity: anomaly.severity,
    direction: anomaly.direction,
    score: anomaly.score,
    subject: subjectBody(anomaly.subject),
    place: anomaly.place,
    observed: anomaly.observed,
    expected: anomaly.expected,
    durationMs: anomaly.durationMs,
    limit: anomaly.limit,
    reason: anomaly.reason,
    partners: anomaly.partners,
    counted: anomaly.counted,
    order: anomaly.order,
  });
}

/** Stream: `digest`, or the incident that is summarised. */
export function summaryRecord(summary: Summary, facts: Facts, stamp: Stamp): RecordDraft {
  const about =
    facts.type === "incident"
      ? { incidentId: facts.incidentId }
      : { span: facts.week === undefined ? "day" : "week", from: isoTime(facts.from), to: isoTime(facts.to) };
  const stream = facts.type === "incident" ? facts.incidentId : "digest";
  return draft("summary", stream, stamp, {
    about: facts.type,
    ...about,
    style: summary.style,
    text: summary.text,
    writer: summary.writer,
  });
}

/** The digest of a text of others; `sentences` are untrusted, as they stand in it. Stream: the topic of the text. */
export function textSummaryRecord(summary: TextSummary): RecordDraft {
  return draft("summary", `text ${summary.source}`, summary, {
    about: "text",
    source: summary.source,
    kind: summary.kind,
    style: "report",
    text: summary.text,
    isQuotation: true,
    method: summary.method,
    language: summary.language,
    length: summary.length,
    sentences: summary.sentences,
    sentencesOmitted: summary.sentencesOmitted,
  });
}

/** Stream: where the command came from (`mqtt`, `http`, `cli`, a satellite). */
export function answerRecord(answer: Answer, source: string, stamp: Stamp): RecordDraft {
  return draft("command", source, stamp, {
    commandId: answer.id,
    source,
    text: answer.text,
    outcome: answer.outcome,
    reply: answer.reply,
    tier: answer.tier,
    parse: answer.parse,
    targets: answer.targets,
    actions: answer.actions,
    timesMs: answer.timesMs,
  });
}

/** Stream: the log. */
export function logRecord(line: LogLine): RecordDraft {
  return draft("log", line.source, line, {
    source: line.source,
    topic: line.topic,
    severity: line.severity,
    host: line.host,
    program: line.program,
    message: line.message,
    place: line.place,
  });
}

/** Stream: the series. A rollup that is finished later is another record with the same `start`. */
export function rollupRecord(
  series: Series,
  width: RollupWidth,
  rollup: Rollup,
  clock: ClockQuality,
): RecordDraft {
  return draft(
    "rollup",
    series.id,
    { at: rollup.start, clock },
    {
      series: seriesBody(series),
      width,
      start: isoTime(rollup.start),
      count: rollup.count,
      min: rollup.min,
      max: rollup.max,
      mean: rollup.mean,
      last: rollup.last,
      p05: rollup.p05,
      p50: rollup.p50,
      p95: rollup.p95,
    },
  );
}

/** Stream: the series. */
export function sampleRecord(sample: Sample): RecordDraft {
  return draft("sample", sample.series.id, sample, {
    series: seriesBody(sample.series),
    value: sample.value,
    state: sample.series.kind === "numeric" ? undefined : sample.series.states[sample.value],
    isLate: sample.isLate,
  });
}

function draft(recordClass: RecordClass, stream: string, stamp: Stamp, body: object): RecordDraft {
  return {
    class: recordClass,
    stream,
    at: stamp.at,
    clock: stamp.clock,
    body: JSON.stringify({
      schema: `edgewise.${recordClass}.v1`,
      at: isoTime(stamp.at),
      clock: stamp.clock,
      ...body,
    }),
  };
}

function seriesBody({ id, name, kind, unit, place, labels }: Series) {
  return { id, name, kind, unit, place, labels };
}

function subjectBody(subject: Subject) {
  if (subject.type === "series") return { type: "series", ...seriesBody(subject.series) };
  const { type, source, topic, templateId, template, example, logKind } = subject;
  return { type, source, topic, templateId, template, example, logKind };
}
