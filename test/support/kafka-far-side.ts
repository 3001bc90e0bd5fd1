import { type AddressInfo, createServer, type Socket } from "node:net";
import { type Affliction, createKeeper, type FarSide } from "./far-side.ts";
import { readRecordBatch, type WireBatch, WireReader, WireWriter } from "./kafka-wire.ts";

export interface KafkaFarSide extends FarSide {
  /** Topics that are not there. */
  readonly missingTopics: Set<string>;
  /** The next produce requests are answered with this error code for all of their partitions. */
  answerWith(...errorCodes: number[]): void;
  readonly partitionByStream: ReadonlyMap<string, ReadonlySet<number>>;
  readonly headers: ReadonlyMap<string, string>[];
}

const apis = { produce: 0, metadata: 3, apiVersions: 18, initProducerId: 22 } as const;
/** The versions this double speaks: the oldest that the client does. */
const versions = { produce: 8, metadata: 9, apiVersions: 3, initProducerId: 4 } as const;

const errorCodes = { unknownTopic: 3, messageTooLarge: 10, outOfOrder: 45 } as const;
const valueBytesMax = 4_096;
const partitionCount = 3;

/**
 * A double of one Kafka broker, over the wire protocol: it keeps records per partition, drops repeats by the producer's
 * sequence numbers as a broker does, and refuses messages over 4 KiB. The real broker is tested by `npm run bench --
 * sinks`.
 */
export async function createKafkaFarSide(): Promise<KafkaFarSide> {
  const keeper = createKeeper();
  const afflictions: Affliction[] = [];
  const answers: number[] = [];
  const missingTopics = new Set<string>();
  const partitionByStream = new Map<string, Set<number>>();
  const headers: ReadonlyMap<string, string>[] = [];
  const sequences = new Map<string, { next: number; seen: Set<string> }>();
  const sockets = new Set<Socket>();
  let producers = 0n;
  let port = 0;

  /** The error code of one batch, which is kept when it is 0. */
  const append = (topic: string, partition: number, batch: WireBatch): number => {
    if (missingTopics.has(topic)) return errorCodes.unknownTopic;
    if (batch.records.some(({ value }) => value.length > valueBytesMax)) return errorCodes.messageTooLarge;
    const place = `${batch.producerId} ${topic} ${partition}`;
    const state = sequences.get(place) ?? { next: 0, seen: new Set<string>() };
    sequences.set(place, state);
    const range = `${batch.firstSequence}+${batch.records.length}`;
    if (state.seen.has(range)) return 0;
    if (batch.firstSequence !== state.next) return errorCodes.outOfOrder;
    state.next += batch.records.length;
    state.seen.add(range);
    for (const record of batch.records) {
      keeper.keep({ id: record.headers.get("id") ?? "", stream: record.key });
      headers.push(record.headers);
      const partitions = partitionByStream.get(record.key) ?? new Set();
      partitionByStream.set(record.key, partitions.add(partition));
    }
    return 0;
  };

  const produce = (request: WireReader, socket: Socket, correlationId: number) => {
    request.string();
    request.int16();
    request.int32();
    const topics = request.list(request.int32(), () => ({
      name: request.string() ?? "",
      partitions: request.list(request.int32(), () => ({
        index: request.int32(),
        batch: readRecordBatch(request.take(request.int32())),
      })),
    }));
    const affliction = afflictions.shift();
    if (affliction === "breaks") {
      socket.destroy();
      return;
    }
    const canned = answers.shift();
    const results = topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ index, batch }) => ({
        index,
        error: canned ?? append(name, index, batch),
      })),
    }));
    if (affliction === "keepsAndBreaks") socket.destroy();
    if (affliction) return;
    const answer = new WireWriter().int32(correlationId);
    answer.list(results, ({ name, partitions }) => {
      answer.string(name).list(partitions, ({ index, error }) => {
        answer.int32(index).int16(error).int64(0n).int64(-1n).int64(0n);
        answer.int32(0).string(undefined);
      });
    });
    socket.write(answer.int32(0).frame());
  };

  const metadata = (request: WireReader, socket: Socket, correlationId: number) => {
    const names = request.list(Math.max(0, request.unsignedVarint() - 1), () => {
      const name = request.compactString();
      request.tags();
      return name;
    });
    const answer = new WireWriter().int32(correlationId).tags().int32(0);
    answer.compactList([1], (id) => {
      answer.int32(id).compactString("127.0.0.1").int32(port).compactString(undefined).tags();
    });
    answer.compactString("double").int32(1);
    answer.compactList(names, (name) => {
      const isMissing = missingTopics.has(name);
      answer
        .int16(isMissing ? errorCodes.unknownTopic : 0)
        .compactString(name)
        .int8(0);
      const partitions = Array.from({ length: isMissing ? 0 : partitionCount }, (_, index) => index);
      answer.compactList(partitions, (index) => {
        answer.int16(0).int32(index).int32(1).int32(0);
        for (const nodes of [[1], [1], []]) answer.compactList(nodes, (id) => answer.int32(id));
        answer.tags();
      });
      answer.int32(0).tags();
    });
    socket.write(answer.int32(0).tags().frame());
  };

  const take = (frame: Buffer, socket: Socket) => {
    const request = new WireReader(frame);
    const api = request.int16();
    request.int16();
    const correlationId = request.int32();
    request.string();
    if (api === apis.produce) {
      produce(request, socket, correlationId);
      return;
    }
    request.tags();
    if (api === apis.metadata) metadata(request, socket, correlationId);
    else if (api === apis.initProducerId) {
      producers += 1n;
      const answer = new WireWriter().int32(correlationId).tags().int32(0).int16(0);
      socket.write(answer.int64(producers).int16(0).tags().frame());
    } else if (api === apis.apiVersions) {
      const answer = new WireWriter().int32(correlationId).int16(0);
      answer.compactList(Object.keys(apis) as (keyof typeof apis)[], (name) => {
        answer.int16(apis[name]).int16(versions[name]).int16(versions[name]).tags();
      });
      socket.write(answer.int32(0).tags().frame());
    } else throw new Error(`this double does not know API ${api}`);
  };

  const createBroker = () =>
    createServer((socket) => {
      sockets.add(socket);
      let waiting = Buffer.alloc(0);
      socket.on("data", (chunk: Buffer) => {
        waiting = Buffer.concat([waiting, chunk]);
        while (waiting.length >= 4 && waiting.length >= 4 + waiting.readInt32BE()) {
          const end = 4 + waiting.readInt32BE();
          const frame = waiting.subarray(4, end);
          waiting = waiting.subarray(end);
          take(frame, socket);
        }
      });
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    });
  let server = createBroker();
  const listen = (at: number) =>
    new Promise<void>((resolve) => {
      server = createBroker();
      server.listen(at, "127.0.0.1", resolve);
    });
  await listen(0);
  ({ port } = server.address() as AddressInfo);

  return {
    url: `127.0.0.1:${port}`,
    address: { brokers: [`127.0.0.1:${port}`] },
    kept: keeper.kept,
    repeats: keeper.repeats,
    missingTopics,
    partitionByStream,
    headers,
    answerWith: (...codes) => {
      answers.push(...codes);
    },
    afflict: (...more) => {
      afflictions.push(...more);
    },
    poisoned: (record) => ({ ...record, body: JSON.stringify("x".repeat(5_000)) }),
    goAway: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
    comeBack: () => listen(port),
  };
}
