import { PbfWriter } from "pbf";
import type {
  KeyValue,
  LogRecord,
  LogsRequest,
  Metric,
  MetricsRequest,
  NumberPoint,
  Origin,
  SummaryPoint,
} from "./messages.ts";

/** Field numbers as of opentelemetry-proto 1.x, which never change. */

export function encodeLogs({ resourceLogs: [logs] }: LogsRequest): Buffer {
  const [{ scope, logRecords }] = logs.scopeLogs;
  return encode((request) =>
    request.writeMessage(
      1,
      (_, pbf) => {
        pbf.writeMessage(1, writeResource, logs.resource);
        pbf.writeMessage(
          2,
          (__, inner) => {
            inner.writeMessage(1, writeScope, scope);
            for (const record of logRecords) inner.writeMessage(2, writeLogRecord, record);
          },
          undefined,
        );
      },
      undefined,
    ),
  );
}

export function encodeMetrics({ resourceMetrics: [of] }: MetricsRequest): Buffer {
  const [{ scope, metrics }] = of.scopeMetrics;
  return encode((request) =>
    request.writeMessage(
      1,
      (_, pbf) => {
        pbf.writeMessage(1, writeResource, of.resource);
        pbf.writeMessage(
          2,
          (__, inner) => {
            inner.writeMessage(1, writeScope, scope);
            for (const metric of metrics) inner.writeMessage(2, writeMetric, metric);
          },
          undefined,
        );
      },
      undefined,
    ),
  );
}

function encode(write: (pbf: PbfWriter) => void): Buffer {
  const pbf = new PbfWriter();
  write(pbf);
  return Buffer.from(pbf.finish());
}

function writeResource({ attributes }: Origin["resource"], pbf: PbfWriter): void {
  for (const attribute of attributes) pbf.writeMessage(1, writeKeyValue, attribute);
}

function writeScope({ name, version }: Origin["scope"], pbf: PbfWriter): void {
  pbf.writeStringField(1, name);
  pbf.writeStringField(2, version);
}

function writeKeyValue({ key, value }: KeyValue, pbf: PbfWriter): void {
  pbf.writeStringField(1, key);
  pbf.writeMessage(2, writeAnyValue, value);
}

function writeAnyValue(value: KeyValue["value"], pbf: PbfWriter): void {
  if ("stringValue" in value) pbf.writeStringField(1, value.stringValue);
  else if ("boolValue" in value) pbf.writeBooleanField(2, value.boolValue);
  else pbf.writeDoubleField(4, value.doubleValue);
}

function writeLogRecord(record: LogRecord, pbf: PbfWriter): void {
  writeFixed64(pbf, 1, record.timeUnixNano);
  pbf.writeVarintField(2, record.severityNumber);
  pbf.writeStringField(3, record.severityText);
  pbf.writeMessage(5, writeAnyValue, record.body);
  for (const attribute of record.attributes) pbf.writeMessage(6, writeKeyValue, attribute);
  writeFixed64(pbf, 11, record.observedTimeUnixNano);
  pbf.writeStringField(12, record.eventName);
}

function writeMetric(metric: Metric, pbf: PbfWriter): void {
  pbf.writeStringField(1, metric.name);
  pbf.writeStringField(3, metric.unit);
  if ("gauge" in metric) {
    const points = metric.gauge.dataPoints;
    pbf.writeMessage(5, writeNumbers, points);
    return;
  }
  const points = metric.summary.dataPoints;
  pbf.writeMessage(11, writeSummaries, points);
}

function writeNumbers(points: readonly NumberPoint[], pbf: PbfWriter): void {
  for (const point of points) pbf.writeMessage(1, writeNumber, point);
}

function writeSummaries(points: readonly SummaryPoint[], pbf: PbfWriter): void {
  for (const point of points) pbf.writeMessage(1, writeSummary, point);
}

function writeNumber(point: NumberPoint, pbf: PbfWriter): void {
  writeFixed64(pbf, 3, point.timeUnixNano);
  pbf.writeDoubleField(4, point.asDouble);
  for (const attribute of point.attributes) pbf.writeMessage(7, writeKeyValue, attribute);
}

function writeSummary(point: SummaryPoint, pbf: PbfWriter): void {
  writeFixed64(pbf, 2, point.startTimeUnixNano);
  writeFixed64(pbf, 3, point.timeUnixNano);
  writeFixed64(pbf, 4, point.count);
  pbf.writeDoubleField(5, point.sum);
  for (const { quantile, value } of point.quantileValues) {
    pbf.writeMessage(
      6,
      (_, inner) => {
        inner.writeDoubleField(1, quantile);
        inner.writeDoubleField(2, value);
      },
      undefined,
    );
  }
  for (const attribute of point.attributes) pbf.writeMessage(7, writeKeyValue, attribute);
}

/** By halves: pbf's own takes a number, which is 128 ns off for a time of our days. */
function writeFixed64(pbf: PbfWriter, field: number, text: string): void {
  const value = BigInt(text);
  pbf.writeTag(field, 1);
  pbf.writeFixed32(Number(value & 0xffff_ffffn));
  pbf.writeFixed32(Number(value >> 32n));
}
