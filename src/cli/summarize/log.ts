import { basename } from "node:path";
import { effectiveLogSeverity } from "../../anomaly/severity-rules.ts";
import type { EdgewiseConfig } from "../../config/schema.ts";
import type { Incident } from "../../domain/incident.ts";
import type { LogLine } from "../../domain/log-line.ts";
import type { LogRule } from "../../ingest/config.ts";
import { createLogPlan, LogReader } from "../../ingest/log/reader.ts";
import { parseRecord } from "../../ingest/log/record.ts";
import type { ReplayRecord } from "../../simulate/replay/record.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { sayQuotation } from "../../text/say-quotation.ts";
import { lookAt } from "../replay/look.ts";
import type { LogRead } from "./summarised.ts";

export interface LogLook {
  read: LogRead;
  incidents: readonly Incident[];
  remarks: readonly string[];
  /** What is said where nothing stands out. */
  quiet: string;
}

/**
 * Reads an excerpt of a log as the daemon would have read its lines when they were written: the same parser, detectors
 * and grouping, on a clock that shows the time of the data.
 */
export async function lookAtLog(
  content: string,
  options: {
    file: string;
    config: EdgewiseConfig;
    zone: "local" | "utc";
    timeZone: string | undefined;
    now: number;
  },
): Promise<LogLook> {
  const { file, zone, timeZone, now } = options;
  const rule = { topic, source: logName(file), isIgnored: false, format: "auto" } as const;
  const config = { ...options.config, ingest: { ...options.config.ingest, logs: [rule] } };
  const records = recordsOf(content, { zone, nearMs: now });
  const times = records.flatMap(({ at }) => at ?? []);
  const from = times.reduce<number | undefined>((least, at) => Math.min(least ?? at, at), undefined);
  const to = times.reduce<number | undefined>((most, at) => Math.max(most ?? at, at), undefined);
  const lines = linesOf(records, { config, rule, zone, now });
  const severities = countsOf(lines);
  const remarks: string[] = [];
  let incidents: readonly Incident[] = [];
  if (from === undefined || to === undefined) {
    remarks.push("No line has a time, so that nothing can be said of bursts, silence or order.");
  } else {
    const look = await lookAt(inOrder(records), {
      config,
      topicPrefix: topic,
      zone,
      timeZone,
      startAt: from,
      onProgress: () => {},
    });
    incidents = look.incidents;
    if (to - from < shortMs) {
      remarks.push(
        "It spans less than an hour, too little to learn what is usual: only problems in numbers are noticed.",
      );
    }
  }
  return {
    read: { lines: records.length, severities, from: iso(from), to: iso(to) },
    incidents: incidents.map(withoutPlace),
    remarks,
    quiet: sayQuiet(lines, severities),
  };
}

const topic = "excerpt";
const shortMs = 3_600_000;

/** Nobody knows where a file comes from: what was guessed from its topic is no place. */
function withoutPlace(incident: Incident): Incident {
  const evidence = incident.evidence.map((line) => ({ ...line, place: {} }));
  return { ...incident, place: {}, evidence };
}

function recordsOf(
  content: string,
  { zone, nearMs }: { zone: "local" | "utc"; nearMs: number },
): ReplayRecord[] {
  let at: number | undefined;
  return content
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "")
    .map((payload) => {
      // A line without a time takes that of the one before.
      at = parseRecord(payload, "auto", { zone, nearMs })?.at ?? at;
      return { at, topic, payload };
    });
}

/** Lines before the first time have none, and are of about then. */
async function* inOrder(records: readonly ReplayRecord[]): AsyncGenerator<ReplayRecord> {
  yield* records;
}

/** The lines as ingest makes them. */
function linesOf(
  records: readonly ReplayRecord[],
  { config, rule, zone, now }: { config: EdgewiseConfig; rule: LogRule; zone: "local" | "utc"; now: number },
): LogLine[] {
  const lines: LogLine[] = [];
  const ignored = { add() {} };
  const reader = new LogReader({
    config: { ...config.ingest, time: { ...config.ingest.time, zone } },
    consumers: [{ onLogLine: (line) => lines.push(line) }],
    tallies: {
      payloads: ignored,
      skips: ignored,
      timesReplaced: ignored,
      linesCut: ignored,
      linesDropped: ignored,
    },
  });
  const plan = createLogPlan({ topic, rule, labels: {} });
  for (const { payload, at } of records) {
    const message = { topic, payload: Buffer.from(payload), qos: 1, isRetained: false } as const;
    reader.read(plan, { ...message, receivedAt: at ?? now, receivedMonotonicMs: 0 }, "synced");
  }
  return lines;
}

function countsOf(lines: readonly LogLine[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) {
    const severity = severityOf(line);
    counts[severity] = (counts[severity] ?? 0) + 1;
  }
  return counts;
}

function severityOf({ severity, message }: LogLine): string {
  return effectiveLogSeverity(severity, message);
}

function sayQuiet(lines: readonly LogLine[], counts: Readonly<Record<string, number>>): string {
  const problems = ["critical", "error", "warning"] as const;
  const counted = problems.flatMap((severity) => {
    const count = counts[severity] ?? 0;
    return count > 0 ? [severity === "critical" ? `${count} critical` : sayCount(count, severity)] : [];
  });
  const among = counted.length > 0 ? `, ${sayList(counted)} among them` : ", no problem among them";
  const worst = problems.find((severity) => (counts[severity] ?? 0) > 0);
  const line = worst && lines.find((one) => severityOf(one) === worst);
  const quoted = line && sayQuotation(line.message, 160);
  const example = quoted === undefined ? "" : ` The first ${worst} says ${quoted}.`;
  return `Nothing stands out in ${sayCount(lines.length, "log line")}${among}.${example}`;
}

function logName(file: string): string {
  return file === "-"
    ? "input"
    : basename(file)
        .replace(/\.[A-Za-z0-9]{1,5}$/, "")
        .slice(0, 120) || "file";
}

function iso(at: number | undefined): string | null {
  return at !== undefined && Math.abs(at) <= 8.64e15 ? new Date(at).toISOString() : null;
}
