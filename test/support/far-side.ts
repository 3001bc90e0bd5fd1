import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type AddressInfo, createServer as createTcpServer, type Socket } from "node:net";
import { gunzipSync } from "node:zlib";
import { Aedes } from "aedes";
import type { Envelope } from "../../src/domain/envelope.ts";

/** What goes wrong with the next sends, one after the other. */
export type Affliction =
  /** The far side breaks before it keeps anything. */
  | "breaks"
  /** It keeps the records and the connection breaks before it says so. */
  | "keepsAndBreaks"
  /** It keeps the records and never says so. */
  | "keepsAndHangs";

/** A real place on the other end of a socket, which keeps records by id and can be made to misbehave. */
export interface FarSide {
  readonly url: string;
  /** Settings of the sink that lead here, where it is not its `url`. */
  readonly address?: object;
  /** It takes what it is given or is away: there are no half measures to test. */
  readonly isSteady?: boolean;
  /** Records in the order they were first kept. */
  readonly kept: { id: string; stream: string }[];
  /** How often a record came that was kept already. */
  repeats(): number;
  afflict(...afflictions: Affliction[]): void;
  /** A record like `record` that this far side refuses for good. */
  poisoned(record: Envelope): Envelope;
  /** Stops listening and cuts every connection. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Removes what it left on the disk. */
  remove?(): void;
}

interface HttpRequest {
  headers: IncomingMessage["headers"];
  bytes: number;
  batch: string;
  ids: string[];
}

export interface HttpFarSide extends FarSide {
  readonly requests: HttpRequest[];
  /** Answers in place of the keeping of records, for as many requests as it does not answer `undefined` to. */
  answerWith: ((request: HttpRequest) => CannedAnswer | undefined) | undefined;
}

interface CannedAnswer {
  status: number;
  headers?: Record<string, string>;
  body?: string;
}

const poisonMark = '"poison":true';

interface Keeper {
  kept: { id: string; stream: string }[];
  keep(record: { id: string; stream: string }): void;
  repeats(): number;
}

export function createKeeper(): Keeper {
  const ids = new Set<string>();
  const kept: { id: string; stream: string }[] = [];
  let repeats = 0;
  return {
    kept,
    keep({ id, stream }) {
      if (ids.has(id)) repeats += 1;
      else kept.push({ id, stream });
      ids.add(id);
    },
    repeats: () => repeats,
  };
}

export async function createHttpFarSide(): Promise<HttpFarSide> {
  const keeper = createKeeper();
  const afflictions: Affliction[] = [];
  const requests: HttpRequest[] = [];
  const take = (body: Buffer, request: IncomingMessage, response: ServerResponse) => {
    const isGzipped = request.headers["content-encoding"] === "gzip";
    const batch = JSON.parse((isGzipped ? gunzipSync(body) : body).toString("utf8")) as {
      batch: string;
      records: { id: string; stream: string; body: { poison?: boolean } }[];
    };
    const seen = {
      headers: request.headers,
      bytes: body.length,
      batch: batch.batch,
      ids: batch.records.map(({ id }) => id),
    };
    requests.push(seen);
    const canned = farSide.answerWith?.(seen);
    if (canned) {
      response.writeHead(canned.status, canned.headers).end(canned.body);
      return;
    }
    const affliction = afflictions.shift();
    if (affliction === "breaks") {
      response.writeHead(500).end("broken");
      return;
    }
    const results = batch.records.map((record) => {
      if (record.body.poison) return { id: record.id, status: "rejected", reason: "poison" };
      keeper.keep(record);
      return { id: record.id, status: "delivered" };
    });
    if (affliction === "keepsAndHangs") return;
    response.writeHead(200, { "content-type": "application/json" });
    const text = JSON.stringify({ results });
    if (affliction === "keepsAndBreaks") {
      response.write(text.slice(0, 20), () => response.destroy());
      return;
    }
    response.end(text);
  };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => take(Buffer.concat(chunks), request, response));
  });
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server.listen(port, "127.0.0.1", resolve);
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const farSide: HttpFarSide = {
    url: `http://127.0.0.1:${port}/records`,
    kept: keeper.kept,
    repeats: keeper.repeats,
    requests,
    answerWith: undefined,
    afflict: (...more) => {
      afflictions.push(...more);
    },
    poisoned: (record) => ({ ...record, body: `{${poisonMark}}` }),
    goAway: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    comeBack: () => listen(port),
  };
  return farSide;
}

/** A broker; the records are what reaches its `far/#` topics. */
export async function createMqttFarSide(): Promise<FarSide> {
  const keeper = createKeeper();
  const afflictions: Affliction[] = [];
  const sockets = new Set<Socket>();
  const broker = await Aedes.createBroker();
  broker.authorizePublish = (client, packet, done) => {
    if (!client || !packet.topic.startsWith("far/")) return done(null);
    const affliction = afflictions.shift();
    // An error here makes this broker cut the connection without acknowledging (it speaks 3.1.1 only).
    if (affliction === "breaks") return done(new Error("broken"));
    keeper.keep(JSON.parse(packet.payload.toString()) as { id: string; stream: string });
    if (affliction === "keepsAndBreaks") return done(new Error("broken"));
    if (affliction !== "keepsAndHangs") done(null);
  };
  let server = createTcpServer();
  const listen = (port: number) =>
    new Promise<void>((resolve) => {
      server = createTcpServer((socket) => {
        sockets.add(socket);
        socket.on("close", () => sockets.delete(socket));
        broker.handle(socket);
      });
      server.listen(port, "127.0.0.1", resolve);
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `mqtt://127.0.0.1:${port}`,
    kept: keeper.kept,
    repeats: keeper.repeats,
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
