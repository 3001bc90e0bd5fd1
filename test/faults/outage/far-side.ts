import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { type Clock, sleep } from "../../../src/core/clock.ts";
import type { Audit, SentRecord } from "./audit.ts";
import type { Weather } from "./weather.ts";

/**
 * Whether anything moves on the real sockets: a send that waits for virtual time (the link is slow, the far side sleeps)
 * is held; virtual time may only go on while every send is.
 */
export class Traffic {
  sending = 0;
  held = 0;

  async quiet(): Promise<void> {
    const startedMs = performance.now();
    while (this.sending > this.held) {
      await new Promise<void>((resolve) => {
        setImmediate(resolve);
      });
      if (performance.now() - startedMs > 30_000)
        throw new Error("a send neither ends nor waits for the clock");
    }
  }
}

const roundTripMs = 40;
/** 2 Mbit/s. */
const bytesPerMs = 250;
const recordsMax = 100;
const batchesRemembered = 1_000;

const gunzipAsync = promisify(gunzip);

export interface OutageFarSide {
  readonly url: string;
  readonly receiptUrl: string;
  readonly figures: { requests: number; receipts: number; bytes: number; bodyBytes: number; lies: number };
  close(): Promise<void>;
}

/** A real HTTP server that stores in the books what it keeps, and behaves like the weather. */
export async function createOutageFarSide(options: {
  clock: Clock;
  traffic: Traffic;
  audit: Audit;
  weather: () => Weather;
  random: () => number;
}): Promise<OutageFarSide> {
  const { clock, traffic, audit, random } = options;
  const figures = { requests: 0, receipts: 0, bytes: 0, bodyBytes: 0, lies: 0 };
  const storedOf = new Map<string, string[]>();

  const keep = (batch: string, records: readonly SentRecord[]) => {
    for (const record of records) audit.store(record);
    storedOf.set(
      batch,
      records.map(({ id }) => id),
    );
    if (storedOf.size > batchesRemembered) storedOf.delete(storedOf.keys().next().value ?? "");
  };

  /** Waits in virtual time; false when the other side hung up meanwhile. */
  const hold = async (response: ServerResponse, ms: number): Promise<boolean> => {
    if (response.destroyed) return false;
    traffic.held += 1;
    const hungUp = new AbortController();
    const abort = () => hungUp.abort();
    response.once("close", abort);
    await sleep(clock, ms, hungUp.signal);
    response.off("close", abort);
    traffic.held -= 1;
    return !hungUp.signal.aborted;
  };

  const takeBatch = async (bytes: Buffer, request: IncomingMessage, response: ServerResponse) => {
    figures.requests += 1;
    figures.bytes += bytes.length;
    const weather = options.weather();
    const isGzipped = request.headers["content-encoding"] === "gzip";
    const text = (isGzipped ? await gunzipAsync(bytes) : bytes).toString("utf8");
    figures.bodyBytes += text.length;
    const { batch, records } = JSON.parse(text) as { batch: string; records: SentRecord[] };
    for (const record of records) audit.receive(record);
    if (!(await hold(response, roundTripMs + bytes.length / bytesPerMs))) return;
    const results = () => JSON.stringify({ results: records.map(({ id }) => ({ id, status: "delivered" })) });
    const answer = (status: number, body: string, headers: Record<string, string> = {}) => {
      response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
    };
    switch (weather) {
      case "fine":
        keep(batch, records);
        answer(200, results());
        return;
      case "refuses":
        response.destroy();
        return;
      case "stalls":
        await hold(response, 3_600_000);
        response.destroy();
        return;
      case "truncates": {
        keep(batch, records);
        const whole = results();
        response.writeHead(200, {
          "content-type": "application/json",
          "content-length": String(whole.length),
        });
        response.write(whole.slice(0, whole.length / 2), () => response.destroy());
        return;
      }
      case "answers429":
        answer(429, "", { "retry-after": String(5 + Math.floor(random() * 40)) });
        return;
      case "answers500":
        answer(500, "out of order");
        return;
      case "answers413":
        if (records.length > recordsMax) {
          answer(413, "");
          return;
        }
        keep(batch, records);
        answer(200, results());
        return;
      case "badJson":
        if (random() < 0.5) keep(batch, records);
        answer(200, '{"results":[{"id":');
        return;
      case "slowBytes": {
        keep(batch, records);
        response.writeHead(200, { "content-type": "application/json" });
        const whole = results();
        for (let at = 0; at < 60; at += 1) {
          response.write(whole.slice(at, at + 1));
          if (!(await hold(response, 1_000))) return;
        }
        response.end(whole.slice(60));
        return;
      }
      case "lies": {
        const kept = records.filter(() => random() < 0.7);
        figures.lies += records.length - kept.length;
        keep(batch, kept);
        answer(200, results());
      }
    }
  };

  const giveReceipt = async (request: IncomingMessage, response: ServerResponse) => {
    figures.receipts += 1;
    if (!(await hold(response, roundTripMs))) return;
    if (options.weather() === "refuses") {
      response.destroy();
      return;
    }
    const batch = new URL(request.url ?? "", "http://far").searchParams.get("batch") ?? "";
    const stored = storedOf.get(batch);
    if (stored) response.writeHead(200).end(JSON.stringify({ batch, stored }));
    else response.writeHead(404).end();
  };

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const handling =
        request.method === "GET"
          ? giveReceipt(request, response)
          : takeBatch(Buffer.concat(chunks), request, response);
      handling.catch((error: unknown) => response.destroy(error as Error));
    });
    request.on("error", () => {});
  });
  server.on("connection", (socket) => {
    if (options.weather() === "refuses") socket.destroy();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `${origin}/records`,
    receiptUrl: `${origin}/receipts`,
    figures,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
