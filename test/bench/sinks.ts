import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../src/core/clock.ts";
import type { QueuedRecord } from "../../src/domain/envelope.ts";
import { syncConfig } from "../../src/sync/config.ts";
import { createSink } from "../../src/sync/sink-table.ts";
import { printFigure } from "./figure.ts";
import { makeRecords } from "./sinks/material.ts";

/**
 * Sinks against real servers, read back by code that is not ours. Each server is named by a variable and skipped, visibly,
 * without it:
 *
 * - `BENCH_INFLUX` InfluxDB 1, such as http://127.0.0.1:8086
 * - `BENCH_VICTORIA_METRICS`, such as http://127.0.0.1:8428 (endpoints of versions 1 and 2)
 * - `BENCH_KAFKA` a broker, such as 127.0.0.1:9092, with the topics edgewise.sample and edgewise.log
 * - `BENCH_S3` an S3-compatible server with a bucket `edgewise`, such as moto's http://127.0.0.1:5000
 * - `BENCH_PYTHON` a Python with pyarrow and duckdb (and boto3 for S3)
 *
 * Everything is sent twice, as after a confirmation that was lost.
 */
export async function runSinks(): Promise<void> {
  const { BENCH_INFLUX, BENCH_VICTORIA_METRICS, BENCH_KAFKA, BENCH_S3, BENCH_PYTHON } = process.env;
  await when("InfluxDB 1 (BENCH_INFLUX)", BENCH_INFLUX, benchInflux);
  await when("VictoriaMetrics (BENCH_VICTORIA_METRICS)", BENCH_VICTORIA_METRICS, benchVictoriaMetrics);
  await when("Kafka (BENCH_KAFKA)", BENCH_KAFKA, benchKafka);
  await when("folder (BENCH_PYTHON)", BENCH_PYTHON, benchFolder);
  const s3 = BENCH_S3 && BENCH_PYTHON ? BENCH_S3 : undefined;
  await when("bucket (BENCH_S3 and BENCH_PYTHON)", s3, (url) => benchBucket(url, BENCH_PYTHON ?? ""));
}

const recordCount = 20_000;
const sampleCount = (recordCount * 3) / 4;

async function when(name: string, address: string | undefined, bench: (address: string) => Promise<void>) {
  if (address === undefined || address === "") process.stderr.write(`skipped: ${name} is not given\n`);
  else await bench(address);
}

/** Sends all records twice in batches through the sink that `settings` describes. */
async function sendTwice(
  figure: string,
  records: readonly QueuedRecord[],
  settings: object,
  batchCount = 1_000,
) {
  const [sinkSettings] = syncConfig.parse({
    sinks: [{ name: "bench", classes: ["log", "sample"], ...settings }],
  }).sinks;
  if (!sinkSettings) throw new Error("a sink is described");
  const sink = createSink(sinkSettings, {
    node: "bench",
    version: "0.0.0",
    clock: systemClock,
    connectMqtt: () => Promise.reject(new Error("no MQTT here")),
    onReconnect: () => undefined,
  });
  let bytes = 0;
  const startedMs = performance.now();
  for (const round of [1, 2]) {
    for (let from = 0; from < records.length; from += batchCount) {
      const batch = records.slice(from, from + batchCount);
      const result = await sink.send(batch, new AbortController().signal);
      const isWhole =
        result.status === "answered" &&
        result.deliveries.filter(({ delivery }) => delivery.status === "delivered").length === batch.length;
      if (!isWhole)
        throw new Error(`${figure}: a batch did not arrive: ${JSON.stringify(result).slice(0, 500)}`);
      if (round === 1) bytes += result.bytes;
    }
  }
  await sink.close();
  const seconds = (performance.now() - startedMs) / 1_000;
  printFigure("sinks", `${figure} sent`, (2 * records.length) / seconds, "records/s");
  const isMeasured = sinkSettings.type !== "kafka";
  printFigure(
    "sinks",
    `${figure} ${isMeasured ? "on the wire" : "before compression"}`,
    bytes / records.length,
    "B/record",
  );
}

function expectCount(figure: string, found: number, expected: number): void {
  printFigure("sinks", `${figure} found of ${expected}`, found, "records");
  if (found !== expected) process.exitCode = 1;
}

async function benchInflux(url: string): Promise<void> {
  const database = `bench_${process.pid}`;
  const query = async (text: string) => {
    const body = new URLSearchParams({ db: database, q: text });
    const answer = await fetch(new URL("/query", url), { method: "POST", body });
    return (await answer.json()) as {
      results: { series?: { columns: string[]; values: unknown[][] }[] }[];
    };
  };
  await query(`CREATE DATABASE ${database}`);
  const records = makeRecords(recordCount, Date.now());
  await sendTwice("InfluxDB 1.x", records, { type: "influx", version: 1, url, database }, 2_000);
  const count = async (what: string) =>
    Number((await query(`SELECT count(${what})`)).results[0]?.series?.[0]?.values[0]?.[1] ?? 0);
  expectCount(
    "InfluxDB 1.x samples",
    await count("value) FROM (SELECT value FROM edgewise_sample"),
    sampleCount,
  );
  expectCount(
    "InfluxDB 1.x log lines",
    await count("message) FROM (SELECT message FROM edgewise_log"),
    recordCount / 4,
  );
  const { results } = await query("SELECT id, message FROM edgewise_log");
  const read = new Map((results[0]?.series?.[0]?.values ?? []).map(([, id, message]) => [id, message]));
  const differing = records.filter(({ id, class: recordClass, body }) => {
    if (recordClass !== "log") return false;
    const { message } = JSON.parse(body) as { message: string };
    return read.get(id) !== message.replace(/\n/g, "\\n");
  });
  expectCount("InfluxDB 1.x messages that differ", differing.length, 0);
  // One line of another type among good ones: it alone is refused.
  await benchConflict(url, database);
  await query(`DROP DATABASE ${database}`);
}

async function benchConflict(url: string, database: string): Promise<void> {
  const [settings] = syncConfig.parse({
    sinks: [{ name: "bench", classes: ["log"], type: "influx", version: 1, url, database }],
  }).sinks;
  if (!settings) throw new Error("a sink is described");
  const sink = createSink(settings, {
    node: "bench",
    version: "0.0.0",
    clock: systemClock,
    connectMqtt: () => Promise.reject(new Error("no MQTT here")),
    onReconnect: () => undefined,
  });
  const record = (id: number, body: object): QueuedRecord => ({
    id: `01L${String(id).padStart(23, "0")}`,
    class: "log",
    stream: "s",
    at: Date.now(),
    clock: "synced",
    isHistorical: false,
    body: JSON.stringify({ schema: "edgewise.log.v1", ...body }),
  });
  const result = await sink.send([record(1, { message: 5 })], new AbortController().signal);
  await sink.close();
  expectCount("InfluxDB 1.x conflicts told as refused", result.status === "refused" ? 1 : 0, 1);
}

async function benchVictoriaMetrics(url: string): Promise<void> {
  const records = makeRecords(recordCount, Date.now());
  for (const version of [1, 2] as const) {
    const prefix = `bench_${process.pid}_${version}_`;
    const place = version === 1 ? { database: "site" } : { org: "farm", bucket: "site" };
    await sendTwice(`VictoriaMetrics /v${version}`, records, {
      type: "influx",
      version,
      url,
      measurementPrefix: prefix,
      ...place,
    });
    await fetch(new URL("/internal/force_flush", url));
    const match = encodeURIComponent(`{__name__="${prefix}sample_value"}`);
    const lines = (await (await fetch(new URL(`/api/v1/export?match[]=${match}`, url))).text())
      .trim()
      .split("\n");
    // It keeps what is sent twice twice, and drops it when it is asked with deduplication: counted by time here.
    const found = lines
      .filter((line) => line !== "")
      .map((line) => new Set((JSON.parse(line) as { timestamps: number[] }).timestamps).size);
    const total = found.reduce((sum, count) => sum + count, 0);
    expectCount(`VictoriaMetrics /v${version} samples`, total, sampleCount);
  }
}

/** The consumer is that of the same package as the producer; the broker is what is checked. */
async function benchKafka(broker: string): Promise<void> {
  const records = makeRecords(recordCount, Date.now());
  for (const compression of ["none", "gzip"]) {
    const node = `bench-${process.pid}-${compression}`;
    await sendTwice(`Kafka, ${compression}`, records, {
      type: "kafka",
      brokers: [broker],
      key: `${node}/{stream}`,
      compression,
    });
    const { Consumer } = await import("@platformatic/kafka");
    const consumer = new Consumer({
      clientId: node,
      groupId: node,
      bootstrapBrokers: [broker],
    });
    const stream = await consumer.consume({
      topics: ["edgewise.sample", "edgewise.log"],
      mode: "earliest",
      autocommit: false,
      maxWaitTime: 500,
    });
    const seen = new Map<string, number>();
    const lastByKey = new Map<string, string>();
    let disordered = 0;
    let messages = 0;
    for await (const message of stream) {
      const key = message.key?.toString() ?? "";
      if (!key.startsWith(`${node}/`)) continue;
      messages += 1;
      const headers = new Map(
        [...message.headers].map(([name, value]) => [name.toString(), value.toString()]),
      );
      const id = headers.get("id") ?? "";
      // The second round begins with ids that were seen before.
      if (!seen.has(id) && (lastByKey.get(key) ?? "") >= id) disordered += 1;
      if (!seen.has(id)) lastByKey.set(key, id);
      seen.set(id, (seen.get(id) ?? 0) + 1);
      if (messages === 2 * recordCount) break;
    }
    await stream.close();
    await consumer.close();
    expectCount(`Kafka, ${compression}, ids`, seen.size, recordCount);
    expectCount(`Kafka, ${compression}, out of order in their stream`, disordered, 0);
  }
}

async function benchFolder(python: string): Promise<void> {
  const records = makeRecords(recordCount, Date.now());
  for (const [format, compression, read] of [
    ["jsonl", "gzip", "read_json_auto('%/**/*.jsonl.gz', hive_partitioning=true)"],
    ["parquet", "gzip", "read_parquet('%/**/*.parquet', hive_partitioning=true)"],
    ["parquet", "none", "read_parquet('%/**/*.parquet', hive_partitioning=true)"],
  ] as const) {
    const folder = mkdtempSync(join(tmpdir(), "edgewise-bench-objects-"));
    const url = pathToFileURL(folder).href;
    const figure = `folder of ${format}, ${compression}`;
    await sendTwice(figure, records, { type: "objects", url, format, compression, freeBytesMin: 0 }, 5_000);
    const count = `select count(*), count(distinct id) from ${read.replace("%", folder)}`;
    expectCount(`${figure}, read by DuckDB: rows`, askDuckDb(python, count)[0] ?? 0, recordCount);
    if (format === "parquet") {
      const sum = `select sum(value), count(value) from ${read.replace("%", folder)}`;
      const expected = records.reduce(
        (total, { body }) => total + ((JSON.parse(body) as { value?: number }).value ?? 0),
        0,
      );
      const [found = 0, values = 0] = askDuckDb(python, sum);
      expectCount(`${figure}, read by DuckDB: values`, values, sampleCount);
      expectCount(`${figure}, read by DuckDB: sum of values`, Math.round(found), Math.round(expected));
      const arrow = `import pyarrow.dataset as d; t=d.dataset(${JSON.stringify(folder)}, format="parquet").to_table(); print(t.num_rows)`;
      expectCount(`${figure}, read by Arrow: rows`, Number(execFileSync(python, ["-c", arrow])), recordCount);
    }
    rmSync(folder, { recursive: true });
  }
}

function askDuckDb(python: string, sql: string): number[] {
  const script =
    "import duckdb, sys, json; print(json.dumps([float(x) for x in duckdb.sql(sys.argv[1]).fetchall()[0]]))";
  return JSON.parse(execFileSync(python, ["-c", script, sql], { encoding: "utf8" })) as number[];
}

async function benchBucket(server: string, python: string): Promise<void> {
  const records = makeRecords(recordCount, Date.now());
  const prefix = `bench-${process.pid}`;
  await sendTwice(
    "bucket of Parquet",
    records,
    {
      type: "objects",
      url: `${server}/edgewise/${prefix}`,
      format: "parquet",
      accessKeyId: "bench",
      secretAccessKey: "bench-secret",
    },
    5_000,
  );
  const script = `
import boto3, io, sys, pyarrow.parquet as q
s = boto3.client("s3", endpoint_url=sys.argv[1], aws_access_key_id="bench", aws_secret_access_key="bench-secret", region_name="us-east-1")
rows = 0
for o in s.list_objects_v2(Bucket="edgewise", Prefix=sys.argv[2]).get("Contents", []):
    rows += q.read_table(io.BytesIO(s.get_object(Bucket="edgewise", Key=o["Key"])["Body"].read())).num_rows
print(rows)`;
  const rows = Number(execFileSync(python, ["-c", script, server, prefix], { encoding: "utf8" }));
  expectCount("bucket of Parquet, read by boto3 and Arrow: rows", rows, recordCount);
}
