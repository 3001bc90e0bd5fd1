import type { ClientOptions } from "../client-options.ts";
import type { Output } from "../output.ts";
import { outputOf, viewOf } from "./presentation.ts";
import type { QueueAccess } from "./queue-access.ts";
import { queueText, recordsText } from "./queue-text.ts";

export interface ListOptions extends ClientOptions {
  limit: number;
}

export async function list(access: QueueAccess, output: Output): Promise<void> {
  const queue = await access.view(0);
  output.result(access.notice + queueText(queue, viewOf(access)), { source: access.source, ...queue });
}

export async function peek(access: QueueAccess, options: ListOptions): Promise<void> {
  const queue = await access.view(options.limit);
  const records = queue.records.map((record) => ({ record }));
  const text = recordsText(records, { none: "Nothing waits to be sent.", view: viewOf(access) });
  outputOf(options).result(access.notice + text, { source: access.source, ...queue });
}

export async function dead(access: QueueAccess, options: ListOptions): Promise<void> {
  const queue = await access.view(options.limit);
  const records = queue.deadLetters.map(({ number, record, sink, reason }) => ({
    record,
    note: `${number}: refused by ${sink}: ${reason}`,
  }));
  const text = recordsText(records, { none: "Nothing was refused.", view: viewOf(access) });
  outputOf(options).result(access.notice + text, { source: access.source, ...queue });
}
