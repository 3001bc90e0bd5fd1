import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Envelope } from "../../domain/envelope.ts";
import { recordJson } from "../record-json.ts";

/** Below this gzip saves less than a packet. */
const gzipBytesMin = 1_024;

const gzipAsync = promisify(gzip);

export interface HttpBatch {
  /** The same for the same records in the same order, also after a restart. */
  id: string;
  body: Buffer;
  isGzipped: boolean;
}

/** `{"schema":"edgewise.batch.v1","node":…,"batch":<id>,"records":[…]}`, gzipped when that pays. */
export async function encodeHttpBatch(
  records: readonly Envelope[],
  options: { node: string; isGzipped: boolean },
): Promise<HttpBatch> {
  const id = batchId(records, options.node);
  const head = JSON.stringify({ schema: "edgewise.batch.v1", node: options.node, batch: id });
  const list = records.map((record) => recordJson(record, options.node)).join(",");
  const plain = Buffer.from(`${head.slice(0, -1)},"records":[${list}]}`);
  if (!options.isGzipped || plain.length < gzipBytesMin) return { id, body: plain, isGzipped: false };
  return { id, body: await gzipAsync(plain), isGzipped: true };
}

/** Bodies never change under an id, so the ids alone tell batches apart. */
function batchId(records: readonly Envelope[], node: string): string {
  const hash = createHash("sha256").update(node);
  for (const record of records) hash.update("\n").update(record.id);
  return hash.digest("hex").slice(0, 32);
}
