import { matchTopic } from "../../domain/topic.ts";
import type { IngestConfig } from "../../ingest/config.ts";
import type { ReplayRecord } from "../../simulate/replay/record.ts";
import { epochMs, parseTimestamp } from "../../text/timestamp.ts";

/** Fields in which log records keep their time; those of sensors are configured. */
const logTimeFields = ["time", "ts", "timestamp", "@timestamp", "datetime"];
/** systemd's journal: microseconds since 1970 as text. */
const journalFields = ["_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP"];

export interface CarryTimeOptions {
  ingest: Pick<IngestConfig, "time" | "logs" | "logLastLevels">;
  /** Records below this prefix come from files and not from a recording: their form is ours to choose. */
  topicPrefix: string;
  /** Added to every time. */
  shiftMs: number;
  /** Zone of times inside payloads that name none. */
  zone: "local" | "utc";
}

/**
 * The payload with the time of the record inside, where the daemon looks for it, so that hours of data may be
 * published in seconds. `isTimed` false: it cannot hold one (a plain value of a recording) and counts as of now.
 *
 * JSON objects keep their fields, with times moved; log lines are wrapped as Docker does it, because the time in
 * front of a line is written in a hundred ways; plain values of a file become `{"value": …}`.
 */
export function createTimeCarrier(
  options: CarryTimeOptions,
): (record: ReplayRecord) => { payload: string; isTimed: boolean } {
  const { ingest, topicPrefix, shiftMs } = options;
  const sensorFields = ingest.time.fields.filter((field) => !field.includes("."));
  const [addedField = "timestamp"] = sensorFields.includes("timestamp") ? ["timestamp"] : sensorFields;
  const lastLevels = new Set(ingest.logLastLevels);
  const logRules = ingest.logs.filter(({ isIgnored }) => !isIgnored);

  const isLog = (topic: string) =>
    lastLevels.has(topic.slice(topic.lastIndexOf("/") + 1)) ||
    logRules.some((rule) => matchTopic(rule.topic, topic) !== undefined);

  return ({ at, topic, payload }) => {
    const object = parseObject(payload);
    if (object) {
      const isMoved = moveTimes(object, [...sensorFields, ...logTimeFields], options);
      if (isMoved) return { payload: JSON.stringify(object), isTimed: true };
      if (at === undefined) return { payload, isTimed: false };
      return { payload: JSON.stringify({ ...object, [addedField]: iso(at + shiftMs) }), isTimed: true };
    }
    if (at === undefined) return { payload, isTimed: false };
    const time = iso(at + shiftMs);
    if (isLog(topic))
      return { payload: JSON.stringify({ log: payload, stream: "stdout", time }), isTimed: true };
    const value = Number(payload);
    if (topic.startsWith(`${topicPrefix}/`) && payload.trim() !== "" && Number.isFinite(value)) {
      return { payload: JSON.stringify({ value, [addedField]: time }), isTimed: true };
    }
    return { payload, isTimed: false };
  };
}

function parseObject(payload: string): Record<string, unknown> | undefined {
  if (!payload.startsWith("{")) return undefined;
  try {
    return JSON.parse(payload) as Record<string, unknown>;
  } catch {
    return undefined; // broken on purpose, perhaps: it goes out as it is
  }
}

/** Whether one of the fields held a time. */
function moveTimes(
  object: Record<string, unknown>,
  fields: readonly string[],
  { shiftMs, zone }: CarryTimeOptions,
): boolean {
  let isMoved = false;
  for (const field of journalFields) {
    const value = Object.hasOwn(object, field) ? object[field] : undefined;
    if (typeof value !== "string" || !/^\d{1,17}$/.test(value)) continue;
    object[field] = String(Number(value) + Math.round(shiftMs) * 1_000);
    isMoved = true;
  }
  for (const field of new Set(fields)) {
    const value = Object.hasOwn(object, field) ? object[field] : undefined;
    const at =
      typeof value === "number"
        ? epochMs(value)
        : typeof value === "string"
          ? parseTimestamp(value, { zone, nearMs: 0 })
          : undefined;
    if (at === undefined || at < earliestMs) continue;
    object[field] = iso(at + shiftMs);
    isMoved = true;
  }
  return isMoved;
}

/** Smaller numbers in a field called `t` or `time` are lengths or counts. */
const earliestMs = Date.UTC(1990, 0, 1);

function iso(at: number): string {
  return new Date(Math.min(Math.max(at, 0), 8.64e15)).toISOString();
}
