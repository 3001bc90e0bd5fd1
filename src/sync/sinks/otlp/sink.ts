import type { Delivery, QueuedRecord } from "../../../domain/envelope.ts";
import { compress } from "../../network/compression.ts";
import { createHttpClient } from "../../network/http-client.ts";
import type { SendResult, Settled, Sink, SinkContext, SinkDefinition } from "../../sink.ts";
import { type ExportOutcome, interpretExport } from "./answer.ts";
import type { OtlpSettings } from "./config.ts";
import { type LogRecord, type Metric, type Origin, textAttributes } from "./messages.ts";
import { encodeLogs, encodeMetrics } from "./protobuf.ts";
import { recordBody, recordLog, recordMetric } from "./records.ts";

/**
 * Samples and rollups as metrics, everything else as log records, by OTLP over HTTP
 * (opentelemetry.io/docs/specs/otlp/#otlphttp).
 *
 * 1. At most one request for logs and one for metrics per batch, one after the other.
 * 2. When the second is refused, the first stays delivered, and next time the refused kind goes first: what is halved
 *    is then only that kind, and nothing of the other is repeated.
 */
export const otlpSink: SinkDefinition<OtlpSettings> = {
  summary: "OpenTelemetry logs and metrics by OTLP over HTTP",
  create: createOtlpSink,
};

const answerBytesMax = 65_536;

type Signal = "logs" | "metrics";
interface Parts {
  ids: Record<Signal, string[]>;
  logs: LogRecord[];
  metrics: Metric[];
  rejected: Settled[];
}

function createOtlpSink(settings: OtlpSettings, context: SinkContext): Sink {
  const base = new URL(settings.url);
  const client = createHttpClient({
    url: base,
    tls: settings.tls,
    timeoutMs: settings.timeoutMs,
    answerBytesMax,
    clock: context.clock,
  });
  const origin = originOf(settings, context);
  let order: readonly [Signal, Signal] = ["logs", "metrics"];

  const exportPart = async (
    signal: Signal,
    payload: Buffer,
    abort: AbortSignal,
  ): Promise<{ outcome: ExportOutcome; bytes: number }> => {
    const { body, encoding } = await compress(payload, settings.compression);
    const sent = await client.request(
      {
        method: "POST",
        url: endpoint(base, signal),
        headers: requestHeaders(settings, { version: context.version, encoding }),
        body,
      },
      abort,
    );
    if (sent.status === "failed") return { outcome: sent, bytes: sent.bytes };
    const about = { bytes: body.length, nowMs: context.clock.now(), host: client.host };
    return { outcome: interpretExport(sent.answer, about), bytes: body.length };
  };

  return {
    async send(records, abort): Promise<SendResult> {
      const { ids, logs, metrics, rejected } = partsOf(records);
      const payloads: Record<Signal, () => Buffer> = {
        logs: () => logsPayload(logs, origin, settings),
        metrics: () => metricsPayload(metrics, origin, settings),
      };
      const verdicts = new Map(rejected.map((settled) => [settled.id, settled]));
      const taken = new Set<string>();
      let bytes = 0;
      for (const signal of order) {
        if (ids[signal].length === 0) continue;
        const { outcome, bytes: sent } = await exportPart(signal, payloads[signal](), abort);
        bytes += sent;
        if (outcome.status === "taken") {
          for (const id of ids[signal]) taken.add(id);
          continue;
        }
        if (outcome.status === "refused" || outcome.status === "tooLarge") {
          order = signal === "logs" ? ["logs", "metrics"] : ["metrics", "logs"];
        }
        if (taken.size + rejected.length > 0)
          return halfAnswered(records, { taken, verdicts, outcome, bytes });
        return { ...outcome, bytes };
      }
      const deliveries = records.map(({ id }) => verdicts.get(id) ?? { id, delivery: delivered });
      return { status: "answered", deliveries, bytes };
    },
    warning: () => client.warning(),
    close: () => {
      client.close();
      return Promise.resolve();
    },
  };
}

const delivered: Delivery = { status: "delivered" };

function partsOf(records: readonly QueuedRecord[]): Parts {
  const parts: Parts = { ids: { logs: [], metrics: [] }, logs: [], metrics: [], rejected: [] };
  for (const record of records) {
    const body = recordBody(record);
    if (!body) {
      const delivery = { status: "rejected", reason: "its body is no object" } as const;
      parts.rejected.push({ id: record.id, delivery, isCertain: true });
      continue;
    }
    const metric = recordMetric(record, body);
    parts.ids[metric ? "metrics" : "logs"].push(record.id);
    if (metric) parts.metrics.push(metric);
    else parts.logs.push(recordLog(record, body));
  }
  return parts;
}

function halfAnswered(
  records: readonly QueuedRecord[],
  about: {
    taken: ReadonlySet<string>;
    verdicts: ReadonlyMap<string, Settled>;
    outcome: Exclude<ExportOutcome, { status: "taken" }>;
    bytes: number;
  },
): SendResult {
  const { taken, verdicts, outcome, bytes } = about;
  const reason = outcome.status === "failed" ? outcome.failure.reason : outcome.reason;
  const deliveries = records.map(({ id }): Settled => {
    const rest = taken.has(id) ? delivered : ({ status: "retryable", reason } as const);
    return verdicts.get(id) ?? { id, delivery: rest };
  });
  const failure = outcome.status === "failed" ? { failure: outcome.failure } : {};
  return { status: "answered", deliveries, bytes, ...failure };
}

function originOf({ resource }: OtlpSettings, { node, version }: SinkContext): Origin {
  const attributes = {
    "service.name": "edgewise",
    "service.version": version,
    "service.instance.id": node,
    "host.name": node,
    ...resource,
  };
  return { resource: { attributes: textAttributes(attributes) }, scope: { name: "edgewise", version } };
}

function logsPayload(logRecords: LogRecord[], origin: Origin, { encoding }: OtlpSettings): Buffer {
  const { resource, scope } = origin;
  const request = {
    resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords }] }],
  } satisfies object;
  return encoding === "json"
    ? Buffer.from(JSON.stringify(request))
    : encodeLogs(request as Parameters<typeof encodeLogs>[0]);
}

function metricsPayload(metrics: Metric[], origin: Origin, { encoding }: OtlpSettings): Buffer {
  const { resource, scope } = origin;
  const request = { resourceMetrics: [{ resource, scopeMetrics: [{ scope, metrics }] }] } satisfies object;
  return encoding === "json"
    ? Buffer.from(JSON.stringify(request))
    : encodeMetrics(request as Parameters<typeof encodeMetrics>[0]);
}

function endpoint(base: URL, signal: Signal): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/v1/${signal}`;
  return url;
}

function requestHeaders(
  settings: OtlpSettings,
  { version, encoding }: { version: string; encoding: string | undefined },
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(settings.headers)) headers[name.toLowerCase()] = value;
  headers["content-type"] = settings.encoding === "json" ? "application/json" : "application/x-protobuf";
  headers["user-agent"] = `edgewise/${version}`;
  if (encoding) headers["content-encoding"] = encoding;
  if (settings.token) headers.authorization = `Bearer ${settings.token}`;
  return headers;
}
