import type { QueuedRecord } from "../../../domain/envelope.ts";
import { type Compression, compress } from "../../network/compression.ts";
import { recordJson } from "../../records/record-json.ts";
import { encodeParquet } from "./parquet.ts";

export interface EncodedObject {
  body: Buffer;
  /** With the dot. */
  extension: string;
  contentType: string;
}

interface FormatOptions {
  node: string;
  compression: Compression;
}

/** Every format an object may have. Rejects with a named error when a package is missing. */
export const objectFormats = {
  jsonl: encodeJsonLines,
  parquet: encodeParquetObject,
} as const satisfies Record<
  string,
  (records: readonly QueuedRecord[], options: FormatOptions) => Promise<EncodedObject>
>;

/** One record a line, in the form of the http sink. Compressed as a file, where that is worth it. */
async function encodeJsonLines(
  records: readonly QueuedRecord[],
  { node, compression }: FormatOptions,
): Promise<EncodedObject> {
  const plain = Buffer.from(records.map((record) => `${recordJson(record, node)}\n`).join(""));
  const { body, encoding } = await compress(plain, compression);
  return { body, ...jsonLinesTypes[encoding ?? "none"] };
}

const jsonLinesTypes: Readonly<Record<Compression, Pick<EncodedObject, "extension" | "contentType">>> = {
  none: { extension: ".jsonl", contentType: "application/x-ndjson" },
  gzip: { extension: ".jsonl.gz", contentType: "application/gzip" },
  zstd: { extension: ".jsonl.zst", contentType: "application/zstd" },
};

async function encodeParquetObject(
  records: readonly QueuedRecord[],
  options: FormatOptions,
): Promise<EncodedObject> {
  return {
    body: await encodeParquet(records, options),
    extension: ".parquet",
    contentType: "application/vnd.apache.parquet",
  };
}
