import { createHash } from "node:crypto";
import type { QueuedRecord } from "../../../domain/envelope.ts";
import { type Compressed, type Compression, compress } from "../../network/compression.ts";
import { recordJson } from "../../records/record-json.ts";

export interface HttpBatch extends Compressed {
  /** The same for the same records in the same order, also after a restart. */
  id: string;
}

/** `{"schema":"edgewise.batch.v1","node":…,"batch":<id>,"records":[…]}`, compressed when that pays. */
export async function encodeHttpBatch(
  records: readonly QueuedRecord[],
  options: { node: string; compression: Compression },
): Promise<HttpBatch> {
  const id = batchId(records, options.node);
  const head = JSON.stringify({ schema: "edgewise.batch.v1", node: options.node, batch: id });
  const list = records.map((record) => recordJson(record, options.node)).join(",");
  const plain = Buffer.from(`${head.slice(0, -1)},"records":[${list}]}`);
  return { id, ...(await compress(plain, options.compression)) };
}

/** Bodies never change under an id, so the ids alone tell batches apart. */
function batchId(records: readonly QueuedRecord[], node: string): string {
  const hash = createHash("sha256").update(node);
  for (const record of records) hash.update("\n").update(record.id);
  return hash.digest("hex").slice(0, 32);
}
