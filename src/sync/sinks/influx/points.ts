import { failure, type Outcome, success } from "../../../core/outcome.ts";
import type { QueuedRecord } from "../../../domain/envelope.ts";
import { fnv1a } from "../../../text/fnv1a.ts";
import type { Point } from "./line-protocol.ts";

export interface PointOptions {
  node: string;
  measurementPrefix: string;
  states: "numbers" | "strings" | "both";
  precision: "ns" | "ms";
}

type Body = Readonly<Record<string, unknown>>;
type Fields = Record<string, string | number | boolean>;

/**
 * The point of one record. Samples and aggregates become numbers under the tags of their series; every other record
 * becomes a point of its own measurement, with its plain values as fields and what one groups by as tags.
 *
 * A repeat is written to the same measurement, tags and time, and so replaces itself. Two events of one stream in the
 * same millisecond would replace each other: with `ns` each is moved by under a millisecond that is made from its id.
 */
export function recordPoint(record: QueuedRecord, options: PointOptions): Outcome<Point> {
  const body = JSON.parse(record.body) as Body | null;
  if (typeof body !== "object" || body === null || Array.isArray(body))
    return failure("its body is no object");
  const kind = schemaKind(body) ?? record.class;
  const values = valuesOf(kind, body, { ...options, record });
  const isUnique = values.isEvent || values.at !== undefined;
  const time = pointTime(values.at ?? record.at, options.precision, isUnique ? record.id : undefined);
  if (time === undefined) return failure("its time is outside of what InfluxDB can store, 1677 to 2262");
  const fields = { ...values.fields };
  if (values.isEvent) fields.id = record.id;
  if (record.clock === "unsynced") fields.clock = "unsynced";
  if (Object.keys(fields).length === 0) return failure("it has no value");
  return success({
    measurement: `${options.measurementPrefix}${kind}`,
    tags: { ...values.tags, node: options.node },
    fields,
    time,
  });
}

/** `edgewise.sample.v1` is `sample`: the queue may hold aggregates in place of samples, and notes of gaps. */
function schemaKind(body: Body): string | undefined {
  return typeof body.schema === "string" ? /^edgewise\.([A-Za-z]+)\.v\d+$/.exec(body.schema)?.[1] : undefined;
}

interface Values {
  tags: Record<string, string>;
  fields: Fields;
  /** It happened by itself, and others may have happened in the same millisecond. */
  isEvent: boolean;
  /** When it is not the time of the record. */
  at?: number;
}

function valuesOf(
  kind: string,
  body: Body,
  { record, ...options }: PointOptions & { record: QueuedRecord },
): Values {
  const series = objectOf(body.series);
  if (kind === "sample") {
    const isNumeric = series.kind === "numeric" || typeof body.state !== "string";
    const fields: Fields = {};
    if (typeof body.value === "number" && (isNumeric || options.states !== "strings"))
      fields.value = body.value;
    if (typeof body.state === "string" && options.states !== "numbers") fields.state = body.state;
    return { tags: seriesTags(series), fields, isEvent: false };
  }
  if (kind === "rollup") {
    const tags = { ...seriesTags(series), ...stringTags(body, ["width"]) };
    const fields = plainFields(body, ["width", "start", "thinned"]);
    if (body.thinned !== true) return { tags, fields, isEvent: false };
    // One of several parts that add up: it must neither replace another nor the aggregate of the whole span.
    const from = Date.parse(String(body.from));
    return { tags: { ...tags, thinned: "true" }, fields, isEvent: false, at: from || record.at };
  }
  const subject = objectOf(body.subject);
  const tags: Record<string, string> = {
    ...(subject.type === "series" ? seriesTags(subject) : stringTags(subject, ["source"])),
    ...placeTags(body),
    ...stringTags(body, eventTags),
  };
  return { tags, fields: plainFields(body, eventTags), isEvent: true };
}

/** Of events: what one groups by, and of which there are few. */
const eventTags = [
  "kind",
  "detector",
  "severity",
  "direction",
  "status",
  "source",
  "host",
  "program",
  "about",
  "span",
  "style",
  "outcome",
  "tier",
  "class",
] as const;

function seriesTags(series: Body): Record<string, string> {
  const own: Record<string, string> = { ...stringTags(series, ["name", "unit"]), ...placeTags(series) };
  if (typeof series.id === "string") own.series = series.id;
  const tags: Record<string, string> = {};
  for (const [name, value] of Object.entries(objectOf(series.labels))) {
    if (typeof value !== "string" || name === "") continue;
    tags[isReserved(name) || name in own ? `label_${name}` : name] = value;
  }
  return { ...tags, ...own };
}

/** Names that mean something else to InfluxDB, or here. */
function isReserved(name: string): boolean {
  return name === "time" || name === "node" || name === "width" || name === "thinned" || name.startsWith("_");
}

function placeTags(body: Body): Record<string, string> {
  return stringTags(objectOf(body.place), ["device", "area"]);
}

function stringTags(body: Body, names: readonly string[]): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const name of names) {
    const value = body[name];
    if (typeof value === "string" && value !== "") tags[name] = value;
  }
  return tags;
}

/** The plain values of a body: what is nested stays behind, InfluxDB has no place for it. */
function plainFields(body: Body, tagNames: readonly string[]): Fields {
  const fields: Fields = {};
  for (const [name, value] of Object.entries(body)) {
    if (elsewhere.has(name) || tagNames.includes(name) || isReserved(name)) continue;
    if (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      fields[name] = value;
  }
  return fields;
}

/** Said by the measurement, the time and the clock of the point. */
const elsewhere = new Set(["schema", "at", "clock"]);

function objectOf(value: unknown): Body {
  return typeof value === "object" && value !== null ? (value as Body) : {};
}

/** Nanoseconds in 64 bits reach from 1677 to 2262 (the same in milliseconds: servers store nanoseconds). */
const timeMaxMs = 9_223_372_036_854;

function pointTime(at: number, precision: "ns" | "ms", eventId: string | undefined): bigint | undefined {
  if (!(Math.abs(at) < timeMaxMs)) return undefined;
  const wholeMs = Math.floor(at);
  if (precision === "ms") return BigInt(wholeMs);
  const below = eventId === undefined ? Math.floor((at - wholeMs) * 1e6) : fnv1a(eventId) % 1_000_000;
  return BigInt(wholeMs) * 1_000_000n + BigInt(below);
}
