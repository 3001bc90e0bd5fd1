import type { EdgewiseConfig } from "../../config/schema.ts";
import type { Envelope } from "../../domain/envelope.ts";
import type { ImportSource, OutboxDesk, QueueFilter, QueuePage } from "../../domain/ports.ts";
import type { SinkView } from "../../http/api.ts";
import { queueView, recordView } from "../../http/views.ts";
import type { StoreOutbox } from "../../store/ports.ts";
import type { ApiClient } from "../api-client.ts";
import { type ClientOptions, daemonFor, isLocalDaemon } from "../client-options.ts";
import { loadFor } from "../config.ts";
import { DaemonUnreachableError } from "../errors.ts";
import { withStoppedStore } from "../stopped-store.ts";

export type Queue = ReturnType<typeof queueView>;
export type QueueRecord = ReturnType<typeof recordView>;
type Imported = Awaited<ReturnType<OutboxDesk["import"]>>;

/** Records and bytes of one page, whoever it is asked of. */
const pageCountMax = 1_000;
const pageBytesMax = 4_194_304;

/** The queue of a running daemon, or of the database of a stopped one. */
export interface QueueAccess {
  readonly source: "daemon" | "database";
  /** Where it was read, for a person; empty when that was the daemon. */
  readonly notice: string;
  readonly timeZone: string | undefined;
  view(shownMax: number): Promise<Queue>;
  /** Pages in the order of the queue, from its beginning. */
  pages(filter: QueueFilter): AsyncGenerator<readonly QueueRecord[]>;
  import(records: readonly QueueRecord[], source?: ImportSource): Promise<Imported>;
  purge(filter: QueueFilter): Promise<number>;
  requeue(numbers?: readonly number[]): Promise<number>;
  discard(numbers?: readonly number[]): Promise<number>;
  /** The sinks that begin to send; undefined of a database: nothing sends from there. */
  drainNow: ((sink: string | undefined) => Promise<readonly string[]>) | undefined;
}

/**
 * Lets `work` use the queue of the daemon that the options mean, or of its database when it does not run and is that
 * of this machine's configuration. `work` is begun anew where the daemon did not answer its first question.
 */
export async function withQueue<T>(
  options: ClientOptions,
  work: (queue: QueueAccess) => Promise<T>,
): Promise<T> {
  const { client, timeZone } = daemonFor(options);
  const contact = { wasMade: false };
  try {
    return await work(daemonQueue(client, timeZone, contact));
  } catch (error) {
    const isStopped = error instanceof DaemonUnreachableError && !contact.wasMade;
    if (!isStopped || !isLocalDaemon(options)) throw error;
    const { config } = loadFor(options);
    return withStoppedStore({ config, url: client.url }, ({ outbox }, directory) =>
      work(databaseQueue({ outbox, directory, config, timeZone })),
    );
  }
}

function daemonQueue(
  client: ApiClient,
  timeZone: string | undefined,
  contact: { wasMade: boolean },
): QueueAccess {
  const get = async <A>(path: string, query: Record<string, string | number | undefined>): Promise<A> => {
    const answer = await client.get<A>(path, { query });
    contact.wasMade = true;
    return answer;
  };
  const post = async <A>(path: string, body: object): Promise<A> => {
    const answer = await client.post<A>(path, body);
    contact.wasMade = true;
    return answer;
  };
  return {
    source: "daemon",
    notice: "",
    timeZone,
    view: (shownMax) => get<Queue>("/api/queue", { limit: shownMax }),
    async *pages({ classes, sink, before }) {
      let from: number | null = 0;
      while (from !== null) {
        const page: { records: QueueRecord[]; next: number | null } = await get("/api/queue/records", {
          from,
          limit: pageCountMax,
          class: classes?.join(","),
          sink,
          before: isoTime(before),
        });
        yield page.records;
        from = page.next;
      }
    },
    import: (records, source) => post<Imported>("/api/queue/records", { records, source }),
    async purge({ classes, sink, before }) {
      const isEverything = classes === undefined && sink === undefined && before === undefined;
      const { purged } = await post<{ purged: number }>("/api/queue/purge", {
        classes,
        sink,
        before: isoTime(before),
        ...(isEverything ? { isEverything } : {}),
      });
      return purged;
    },
    requeue: async (numbers) =>
      (await post<{ requeued: number }>("/api/queue/requeue", { numbers })).requeued,
    discard: async (numbers) =>
      (await post<{ discarded: number }>("/api/queue/discard", { numbers })).discarded,
    drainNow: async (sink) => (await post<{ sinks: readonly string[] }>("/api/queue/drain", { sink })).sinks,
  };
}

function databaseQueue(options: {
  outbox: StoreOutbox;
  directory: string;
  config: EdgewiseConfig;
  timeZone: string | undefined;
}): QueueAccess {
  const { outbox, directory, config, timeZone } = options;
  return {
    source: "database",
    notice: `The daemon does not run; this is about its database in ${directory}.\n`,
    timeZone,
    view: async (shownMax) =>
      queueView({
        counts: await outbox.counts(),
        sinks: config.sync.sinks.map(({ name, type }) => idleSink(name, type)),
        records: shownMax === 0 ? [] : await outbox.peek(shownMax),
        deadLetters: shownMax === 0 ? [] : await outbox.deadLetters(shownMax),
      }),
    async *pages(filter) {
      let from: number | undefined = 0;
      while (from !== undefined) {
        const limits = { from, countMax: pageCountMax, bytesMax: pageBytesMax };
        const page: QueuePage = await outbox.read({ ...filter, ...limits });
        yield page.records.map(recordView);
        from = page.next;
      }
    },
    import: (records, source) => outbox.import(records.map(envelopeOf), source),
    purge: (filter) => outbox.purge(filter),
    requeue: (numbers) => outbox.requeue(numbers),
    discard: (numbers) => outbox.discard(numbers),
    drainNow: undefined,
  };
}

function isoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

function envelopeOf(record: QueueRecord): Envelope {
  return { ...record, at: Date.parse(record.at ?? ""), body: JSON.stringify(record.body) };
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
