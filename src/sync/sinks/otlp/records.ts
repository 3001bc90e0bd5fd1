import type { QueuedRecord } from "../../../domain/envelope.ts";
import { rollupWidthsMs } from "../../../domain/rollup.ts";
import { rollupSchema, sampleSchema } from "../../../domain/rollup-body.ts";
import { type KeyValue, type LogRecord, type Metric, textAttributes, unixNano } from "./messages.ts";

/** Records as OpenTelemetry has them: samples and rollups as metrics, all others as log records. */

type Body = Readonly<Record<string, unknown>>;

/** The body of a record; undefined when it is no object, which only a record that was imported can have. */
export function recordBody(record: QueuedRecord): Body | undefined {
  const body = JSON.parse(record.body) as unknown;
  return isTable(body) ? body : undefined;
}

/**
 * Undefined for a record that is no metric: of another kind, a gap in a class, or without a finite value. The schema
 * counts, and not the class: where the space did not suffice, aggregates stand in the place of samples.
 */
export function recordMetric(record: QueuedRecord, body: Body): Metric | undefined {
  const kind = text(body.schema) ?? `edgewise.${record.class}.v1`;
  if (kind !== sampleSchema && kind !== rollupSchema) return undefined;
  if (!isTable(body.series)) return undefined;
  const { series } = body;
  const name = metricName(text(series.name) ?? record.stream);
  const unit = ucum(text(series.unit) ?? "");
  const attributes = [...seriesAttributes(series, record), ...clockAttributes(record)];
  if (kind === sampleSchema) {
    const { value } = body;
    if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
    return {
      name,
      unit,
      gauge: { dataPoints: [{ timeUnixNano: unixNano(record.at), asDouble: value, attributes }] },
    };
  }
  const { count, mean, width } = body;
  const widthMs = rollupWidthsMs[width as keyof typeof rollupWidthsMs];
  if (!Number.isSafeInteger(count) || typeof count !== "number" || count < 0) return undefined;
  if (typeof mean !== "number" || widthMs === undefined) return undefined;
  // A thinned one covers a part of the span; the parts of one span add up.
  const isThinned = body.thinned === true;
  const from = isThinned ? Date.parse(String(body.from)) : Number.NaN;
  const to = isThinned ? Date.parse(String(body.to)) : Number.NaN;
  const quantiles = [
    [0, body.min],
    [0.05, body.p05],
    [0.5, body.p50],
    [0.95, body.p95],
    [1, body.max],
  ] as const;
  return {
    // One name may have one type only.
    name: `${name}.summary`,
    unit,
    summary: {
      dataPoints: [
        {
          startTimeUnixNano: unixNano(from || record.at),
          timeUnixNano: unixNano(to || record.at + widthMs),
          count: String(count),
          sum: mean * count,
          quantileValues: quantiles.flatMap(([quantile, value]) =>
            typeof value === "number" ? [{ quantile, value }] : [],
          ),
          attributes: [
            ...attributes,
            ...textAttributes({ width: text(width), thinned: isThinned ? "true" : undefined }),
          ],
        },
      ],
    },
  };
}

/** The whole body is in the attribute `edgewise.record.body`, but for log lines, whose parts are attributes. */
export function recordLog(record: QueuedRecord, body: Body): LogRecord {
  const isGap = body.schema === "edgewise.gap.v1";
  const place = isTable(body.place) ? body.place : {};
  const severity = isGap ? "warning" : (text(body.severity) ?? (record.class === "log" ? undefined : "info"));
  const time = unixNano(record.at);
  return {
    timeUnixNano: record.clock === "synced" ? time : "0",
    observedTimeUnixNano: time,
    severityNumber: severity === undefined ? 0 : (severityNumbers[severity] ?? 0),
    severityText: severity ?? "",
    body: { stringValue: (isGap ? gapSentence(body) : sentence(body)) ?? record.body },
    attributes: [
      ...textAttributes({
        "edgewise.record.id": record.id,
        "edgewise.class": record.class,
        "edgewise.stream": record.stream,
        "edgewise.place.device": text(place.device),
        "edgewise.place.area": text(place.area),
        "edgewise.record.body": record.class === "log" ? undefined : record.body,
        ...(record.class === "log"
          ? {
              "log.source": text(body.source),
              "log.host": text(body.host),
              "log.program": text(body.program),
            }
          : {}),
      }),
      ...(isGap && typeof body.count === "number"
        ? [{ key: "edgewise.gap.count", value: { doubleValue: body.count } }]
        : []),
      ...(record.isHistorical ? [{ key: "edgewise.historical", value: { boolValue: true } }] : []),
      ...clockAttributes(record),
    ],
    eventName: (text(body.schema) ?? `edgewise.${record.class}`).replace(/\.v\d+$/, ""),
  };
}

/** opentelemetry.io/docs/specs/otel/logs/data-model/#displaying-severity, our three words and those of syslog. */
const severityNumbers: Readonly<Record<string, number>> = {
  trace: 1,
  debug: 5,
  info: 9,
  notice: 10,
  warning: 13,
  warn: 13,
  error: 17,
  critical: 18,
  alert: 19,
  emergency: 21,
  fatal: 21,
};

/** What a person reads, by the bodies of the classes. */
function sentence(body: Body): string | undefined {
  return ["message", "summary", "text", "reason"]
    .map((key) => text(body[key]))
    .find((words) => words !== undefined);
}

function gapSentence({ class: recordClass, count, reason, from, to }: Body): string | undefined {
  if (typeof count !== "number") return undefined;
  const when = text(from) && text(to) ? `, of ${text(from)} to ${text(to)}` : "";
  return `${count} ${text(recordClass) ?? "queued"} records were given up (${text(reason) ?? "unknown"})${when}`;
}

/** A letter first, then letters, digits and `_ . - /`, at most 255 (opentelemetry.io/docs/specs/otel/metrics/api). */
function metricName(name: string): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[^A-Za-z0-9_./-]+/g, "_");
  return `edgewise.${plain}`.slice(0, 240);
}

/** The few units that UCUM spells otherwise. */
function ucum(unit: string): string {
  return { "°C": "Cel", "°F": "[degF]", "°": "deg", Ω: "Ohm" }[unit] ?? unit;
}

function seriesAttributes(series: Body, record: QueuedRecord): KeyValue[] {
  const place = isTable(series.place) ? series.place : {};
  const labels = isTable(series.labels) ? series.labels : {};
  return textAttributes({
    ...Object.fromEntries(Object.entries(labels).map(([key, value]) => [`label.${key}`, text(value)])),
    series: text(series.id) ?? record.stream,
    "edgewise.place.device": text(place.device),
    "edgewise.place.area": text(place.area),
  });
}

function clockAttributes({ clock }: QueuedRecord): KeyValue[] {
  return clock === "synced" ? [] : textAttributes({ "edgewise.clock": clock });
}

function isTable(value: unknown): value is Body {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
