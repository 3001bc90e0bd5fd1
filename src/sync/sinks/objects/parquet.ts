import { setImmediate as nextTurn } from "node:timers/promises";
import * as zlib from "node:zlib";
import type { ColumnSource, parquetWrite, Writer } from "hyparquet-writer";
import type { QueuedRecord } from "../../../domain/envelope.ts";
import type { Compression } from "../../network/compression.ts";
import { isoTime } from "../../records/record-json.ts";
import { MissingPackageError } from "../missing-package.ts";

/** Node 20's own types do not know it; see network/compression.ts. */
const zstdCompressSync = (zlib as { zstdCompressSync?: (plain: Uint8Array) => Uint8Array }).zstdCompressSync;

const codecs = { none: "UNCOMPRESSED", gzip: "GZIP", zstd: "ZSTD" } as const;

/**
 * A Parquet file (parquet.apache.org/docs/file-format) with the same columns for every class:
 * `id`, `class`, `stream`, `node`, `clock`, `body` (the JSON text), `state`, `series`: text; `at`: UTC milliseconds;
 * `historical`: boolean; `correctedByMs`, `value`: double. `series`, `value` and `state` are those of samples, `at` is
 * null where the clock was that wrong. Rejects with {@link MissingPackageError}.
 */
export async function encodeParquet(
  records: readonly QueuedRecord[],
  { node, compression }: { node: string; compression: Compression },
): Promise<Buffer> {
  const { ByteWriter, parquetWrite } = await loadWriter();
  // The writer waits for this after each row group: encoding is all on this thread, and others must have their turn.
  const writer: Writer = Object.assign(new ByteWriter(), { flush: () => nextTurn() });
  await parquetWrite({
    writer,
    rowGroupSize,
    columnData: columnsOf(records, node),
    codec: codecs[compression],
    compressors: compressors(),
    createdBy: "edgewise",
  });
  return Buffer.from(writer.getBytes());
}

/** Rows encoded in one go. Fewer are longer files: each group has its own dictionaries. */
const rowGroupSize = 1_000;

/** Loaded when first used: boards without Parquet objects need not carry it. */
async function loadWriter(): Promise<typeof import("hyparquet-writer")> {
  try {
    return await import("hyparquet-writer");
  } catch (error) {
    throw new MissingPackageError("hyparquet-writer", "Parquet objects", error);
  }
}

function columnsOf(records: readonly QueuedRecord[], node: string): ColumnSource[] {
  const samples = records.map(sampleParts);
  const text = (name: string, data: (string | undefined)[], nullable = false): ColumnSource => ({
    name,
    data,
    type: "STRING",
    nullable,
  });
  return [
    text(
      "id",
      records.map(({ id }) => id),
    ),
    text(
      "class",
      records.map((record) => record.class),
    ),
    text(
      "stream",
      records.map(({ stream }) => stream),
    ),
    text(
      "node",
      records.map(() => node),
    ),
    {
      name: "at",
      type: "TIMESTAMP",
      data: records.map(({ at }) => (isoTime(at) === null ? undefined : new Date(Math.floor(at)))),
    },
    text(
      "clock",
      records.map(({ clock }) => clock),
    ),
    {
      name: "historical",
      type: "BOOLEAN",
      nullable: false,
      data: records.map(({ isHistorical }) => isHistorical),
    },
    { name: "correctedByMs", type: "DOUBLE", data: records.map(({ correctedByMs }) => correctedByMs) },
    text(
      "series",
      samples.map(({ series }) => series),
      true,
    ),
    { name: "value", type: "DOUBLE", data: samples.map(({ value }) => value) },
    text(
      "state",
      samples.map(({ state }) => state),
      true,
    ),
    text(
      "body",
      records.map(({ body }) => body),
    ),
  ];
}

interface SampleParts {
  series: string | undefined;
  value: number | undefined;
  state: string | undefined;
}

function sampleParts(record: QueuedRecord): SampleParts {
  if (record.class !== "sample") return { series: undefined, value: undefined, state: undefined };
  const body = JSON.parse(record.body) as {
    series?: { id?: unknown };
    value?: unknown;
    state?: unknown;
  } | null;
  const series = body?.series?.id;
  return {
    series: typeof series === "string" ? series : undefined,
    value: typeof body?.value === "number" ? body.value : undefined,
    state: typeof body?.state === "string" ? body.state : undefined,
  };
}

type Compressors = NonNullable<Parameters<typeof parquetWrite>[0]["compressors"]>;

function compressors(): Compressors {
  return {
    GZIP: (plain: Uint8Array) => zlib.gzipSync(plain),
    ...(zstdCompressSync ? { ZSTD: zstdCompressSync } : {}),
  };
}
