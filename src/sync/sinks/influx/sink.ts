import type { QueuedRecord } from "../../../domain/envelope.ts";
import { compress } from "../../network/compression.ts";
import { createHttpClient } from "../../network/http-client.ts";
import type { Settled, Sink, SinkContext, SinkDefinition } from "../../sink.ts";
import { interpretWrite, type WrittenLine } from "./answer.ts";
import type { InfluxSettings } from "./config.ts";
import { pointLine } from "./line-protocol.ts";
import { recordPoint } from "./points.ts";

/**
 * Points in line protocol to InfluxDB 1, 2 or 3.
 *
 * 1. One request at a time, one line per record.
 * 2. A record that is sent again replaces itself: same measurement, tags and time.
 * 3. A record that can be no point is rejected here and costs no request.
 */
export const influxSink: SinkDefinition<InfluxSettings> = {
  summary: "InfluxDB line protocol, versions 1, 2 and 3",
  create: createInfluxSink,
};

/** Version 1 quotes every line it cannot read. */
const answerBytesMax = 4_194_304;

function createInfluxSink(settings: InfluxSettings, context: SinkContext): Sink {
  const url = writeUrl(settings);
  const client = createHttpClient({
    url,
    tls: settings.tls,
    timeoutMs: settings.timeoutMs,
    answerBytesMax,
    clock: context.clock,
  });
  const headers = requestHeaders(settings, context.version);

  return {
    async send(records, signal) {
      const { lines, rejected } = writeLines(records, settings, context);
      if (lines.length === 0) return { status: "answered", deliveries: rejected, bytes: 0 };
      const { body, encoding } = await compress(
        Buffer.from(lines.map(({ line }) => line).join("\n")),
        settings.compression,
      );
      const outcome = await client.request(
        {
          method: "POST",
          url,
          headers: encoding ? { ...headers, "content-encoding": encoding } : headers,
          body,
        },
        signal,
      );
      if (outcome.status === "failed") return outcome;
      const result = interpretWrite(outcome.answer, lines, {
        bytes: body.length,
        nowMs: context.clock.now(),
        host: client.host,
      });
      if (result.status === "failed") return { ...result, bytes: body.length };
      if (result.status !== "answered" || rejected.length === 0) return result;
      return { ...result, deliveries: [...result.deliveries, ...rejected] };
    },
    close: () => {
      client.close();
      return Promise.resolve();
    },
  };
}

function writeLines(
  records: readonly QueuedRecord[],
  settings: InfluxSettings,
  { node, isClockTrusted }: SinkContext,
): { lines: WrittenLine[]; rejected: Settled[] } {
  const lines: WrittenLine[] = [];
  const isTrusted = isClockTrusted?.() ?? true;
  const rejected: Settled[] = [];
  for (const record of records) {
    const point = recordPoint(record, { ...settings, node });
    if (point.ok)
      lines.push({
        id: record.id,
        isDated: record.clock === "synced" || isTrusted,
        line: pointLine(point.value),
      });
    else
      rejected.push({
        id: record.id,
        delivery: { status: "rejected", reason: point.reason },
        isCertain: true,
      });
  }
  return { lines, rejected };
}

const endpoints = { 1: "write", 2: "api/v2/write", 3: "api/v3/write_lp" } as const;

/** The query is the same for every request. `precision` is spelt differently by version 3. */
function writeUrl(settings: InfluxSettings): URL {
  const { version, precision } = settings;
  const url = new URL(settings.url);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${endpoints[version]}`;
  const query: Record<string, string | undefined> = {
    db: version === 2 ? undefined : settings.database,
    rp: version === 1 ? settings.retentionPolicy : undefined,
    org: version === 2 ? settings.org : undefined,
    bucket: version === 2 ? settings.bucket : undefined,
    precision: version === 3 ? { ns: "nanosecond", ms: "millisecond" }[precision] : precision,
    accept_partial: version === 3 ? "true" : undefined,
  };
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  return url;
}

function requestHeaders(settings: InfluxSettings, version: string): Record<string, string> {
  const headers: Record<string, string> = {
    "content-type": "text/plain; charset=utf-8",
    accept: "application/json",
    "user-agent": `edgewise/${version}`,
  };
  if (settings.token)
    headers.authorization = `${settings.version === 3 ? "Bearer" : "Token"} ${settings.token}`;
  else if (settings.username !== undefined) {
    const pair = Buffer.from(`${settings.username}:${settings.password ?? ""}`).toString("base64");
    headers.authorization = `Basic ${pair}`;
  }
  return headers;
}
