/**
 * The parts of the OpenTelemetry protocol that are sent, in the names of its JSON encoding
 * (github.com/open-telemetry/opentelemetry-proto, version 1). 64-bit times are text, as JSON wants them.
 */

export interface KeyValue {
  key: string;
  value: { stringValue: string } | { doubleValue: number } | { boolValue: boolean };
}

export interface LogRecord {
  timeUnixNano: string;
  observedTimeUnixNano: string;
  severityNumber: number;
  severityText: string;
  body: { stringValue: string };
  attributes: KeyValue[];
  eventName: string;
}

export interface NumberPoint {
  timeUnixNano: string;
  asDouble: number;
  attributes: KeyValue[];
}

export interface SummaryPoint {
  startTimeUnixNano: string;
  timeUnixNano: string;
  count: string;
  sum: number;
  quantileValues: { quantile: number; value: number }[];
  attributes: KeyValue[];
}

export type Metric = { name: string; unit: string } & (
  | { gauge: { dataPoints: NumberPoint[] } }
  | { summary: { dataPoints: SummaryPoint[] } }
);

export interface Origin {
  resource: { attributes: KeyValue[] };
  scope: { name: string; version: string };
}

export interface LogsRequest {
  resourceLogs: [
    { resource: Origin["resource"]; scopeLogs: [{ scope: Origin["scope"]; logRecords: LogRecord[] }] },
  ];
}

export interface MetricsRequest {
  resourceMetrics: [
    { resource: Origin["resource"]; scopeMetrics: [{ scope: Origin["scope"]; metrics: Metric[] }] },
  ];
}

export function textAttributes(texts: Readonly<Record<string, string | undefined>>): KeyValue[] {
  return Object.entries(texts).flatMap(([key, text]) =>
    text === undefined || text === "" ? [] : [{ key, value: { stringValue: text } }],
  );
}

/** Nanoseconds since 1970, exactly: a number cannot hold them. What does not fit into 64 bits is 0, which means unknown. */
export function unixNano(atMs: number): string {
  return atMs > 0 && atMs < 18_446_744_073_709 ? `${Math.round(atMs)}000000` : "0";
}
