import { type Command, Option } from "commander";
import type { SinkView } from "../http/api.ts";
import { queueView } from "../http/views.ts";
import { sayCount } from "../text/say-list.ts";
import {
  type ClientOptions,
  daemonFor,
  isLocalDaemon,
  wholeNumber,
  withClientOptions,
} from "./client-options.ts";
import { loadFor } from "./config.ts";
import { DaemonUnreachableError, UsageError } from "./errors.ts";
import { createOutput } from "./output.ts";
import { queueText, recordsText } from "./queue-text.ts";
import { withStoppedStore } from "./stopped-store.ts";
import { terminalStyle } from "./style.ts";

interface QueueOptions extends ClientOptions {
  limit: number;
}

/** What the daemon's API shows at a time. */
const shownMax = 100;

export function registerQueue(program: Command): void {
  const queue = program
    .command("queue")
    .description("what waits to be sent to the cloud; read from the database when the daemon is stopped");
  const limit = () =>
    new Option("-n, --limit <count>", "records to show").default(10).argParser(wholeNumber(1, shownMax));
  withClientOptions(queue.command("show", { isDefault: true }))
    .description("counts by class, and how the sinks do (the default)")
    .action(async (options: ClientOptions) => {
      const { view, found } = await readQueue({ ...options, limit: 0 });
      createOutput(options.json ?? false).result(found.notice + queueText(found.queue, view), found.value);
    });
  withClientOptions(queue.command("peek"))
    .description("the next records, most important class first")
    .addOption(limit())
    .action(async (options: QueueOptions) => {
      const { view, found } = await readQueue(options);
      const records = found.queue.records.map((record) => ({ record }));
      const text = recordsText(records, { none: "Nothing waits to be sent.", view });
      createOutput(options.json ?? false).result(found.notice + text, found.value);
    });
  withClientOptions(queue.command("dead"))
    .description("records that the far side refused for good, newest first")
    .addOption(limit())
    .action(async (options: QueueOptions) => {
      const { view, found } = await readQueue(options);
      const records = found.queue.deadLetters.map(({ record, sink, reason }) => ({
        record,
        note: `refused by ${sink}: ${reason}`,
      }));
      const text = recordsText(records, { none: "Nothing was refused.", view });
      createOutput(options.json ?? false).result(found.notice + text, found.value);
    });
  withClientOptions(queue.command("requeue"))
    .description(
      "queue all refused records again for the sink that refused them; the daemon has to be stopped",
    )
    .action(requeue);
}

type Queue = ReturnType<typeof queueView>;

interface FoundQueue {
  queue: Queue;
  /** Where it was read, for a person; empty when that was the daemon. */
  notice: string;
  value: Queue & { source: "daemon" | "database" };
}

async function readQueue(options: QueueOptions) {
  const { client, timeZone } = daemonFor(options);
  const view = { now: Date.now(), timeZone, style: terminalStyle() };
  try {
    const queue = await client.get<Queue>("/api/queue", { query: { limit: options.limit } });
    const found: FoundQueue = { queue, notice: "", value: { source: "daemon", ...queue } };
    return { view, found };
  } catch (error) {
    if (!(error instanceof DaemonUnreachableError) || !isLocalDaemon(options)) throw error;
    return { view, found: await readDatabase(options, client.url) };
  }
}

async function readDatabase(options: QueueOptions, url: string): Promise<FoundQueue> {
  const { config } = loadFor(options);
  return withStoppedStore({ config, url }, async ({ outbox }, directory) => {
    const queue = queueView({
      counts: await outbox.counts(),
      sinks: config.sync.sinks.map(({ name, type }) => idleSink(name, type)),
      records: options.limit === 0 ? [] : await outbox.peek(options.limit),
      deadLetters: options.limit === 0 ? [] : await outbox.deadLetters(options.limit),
    });
    const notice = `The daemon does not run; this is what its database in ${directory} holds.\n`;
    return { queue, notice, value: { source: "database", ...queue } };
  });
}

function idleSink(name: string, type: string): SinkView {
  return {
    name,
    type,
    state: "unknown",
    sinceAt: undefined,
    lastSuccessAt: undefined,
    nextAttemptAt: undefined,
    lastError: undefined,
    needsPerson: false,
    sent: 0,
    rejected: 0,
  };
}

async function requeue(options: ClientOptions): Promise<void> {
  const { client } = daemonFor(options);
  const isRunning = await client.get("/api/status").then(
    () => true,
    (error: unknown) => !(error instanceof DaemonUnreachableError),
  );
  if (isRunning || !isLocalDaemon(options)) {
    throw new UsageError(
      "Refused records can be queued again only while the daemon is stopped.",
      "stop it, run this on its machine, and start it again",
    );
  }
  const { config } = loadFor(options);
  const requeued = await withStoppedStore({ config, url: client.url }, ({ outbox }) => outbox.requeue());
  const text =
    requeued === 0
      ? "No refused record could be queued again."
      : `${sayCount(requeued, "record")} will be sent again when the daemon starts.`;
  createOutput(options.json ?? false).result(text, { requeued });
}
