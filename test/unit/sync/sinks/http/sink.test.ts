import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../../../src/core/clock.ts";
import { syncConfig } from "../../../../../src/sync/config.ts";
import type { HttpSinkSettings } from "../../../../../src/sync/sinks/http/config.ts";
import { httpSink } from "../../../../../src/sync/sinks/http/sink.ts";
import { envelope, envelopes } from "../../../../support/envelopes.ts";

const never = new AbortController().signal;

/** A server that speaks raw bytes, for answers no HTTP library would give. */
async function listen(serve: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    serve(socket);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function createSink(url: string, more: object = {}) {
  const sinks = [{ type: "http", name: "far", url, classes: ["incident"], timeoutMs: 500, ...more }];
  const [settings] = syncConfig.parse({ sinks }).sinks as [HttpSinkSettings];
  const sink = httpSink.create(settings, {
    node: "barn",
    version: "0.0.0",
    clock: systemClock,
    connectMqtt: () => Promise.reject(new Error("not used")),
    onReconnect: () => {},
  });
  onTestFinished(() => sink.close());
  return sink;
}

/** Answers each request with `text` as soon as its first bytes come. */
const answering = (text: string, isClosing = false) =>
  listen((socket) => {
    socket.once("data", () => {
      socket.write(text);
      if (isClosing) socket.end();
    });
  });

async function reasonOf(url: string, more: object = {}) {
  const result = await createSink(url, more).send([envelope(1)], never);
  return result.status === "failed" ? result.failure : undefined;
}

test("a port on which nobody listens is a refused connection", async () => {
  const port = await listen((socket) => socket.destroy());
  expect((await reasonOf(`http://127.0.0.1:${port}/`))?.reason).toContain("broke off the connection");
  expect((await reasonOf("http://127.0.0.1:1/"))?.reason).toContain("refuses the connection");
});

test("a server that never answers runs out of time", async () => {
  const port = await listen(() => {});
  expect(await reasonOf(`http://127.0.0.1:${port}/`, { timeoutMs: 100 })).toMatchObject({
    reason: expect.stringContaining("within 100 ms"),
    mayBeTooLarge: true,
  });
});

test("an answer whose body drips on for ever runs out of time too", async () => {
  const port = await answering("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{");
  expect((await reasonOf(`http://127.0.0.1:${port}/`, { timeoutMs: 150 }))?.reason).toContain(
    "within 150 ms",
  );
});

test("an answer cut before its announced length confirms nothing", async () => {
  const port = await answering("HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\nOK", true);
  expect((await reasonOf(`http://127.0.0.1:${port}/`))?.reason).toContain("broke off");
});

test("an answer that is no HTTP confirms nothing", async () => {
  const port = await answering("SSH-2.0-OpenSSH_9.6\r\n", true);
  expect(await reasonOf(`http://127.0.0.1:${port}/`)).toMatchObject({ isReached: false });
});

test("https towards a port that speaks plain HTTP names TLS and asks for a person", async () => {
  const port = await answering("HTTP/1.1 400 Bad Request\r\n\r\n", true);
  const failure = await reasonOf(`https://127.0.0.1:${port}/`);
  expect(failure?.needsPerson).toBe(true);
  expect(failure?.reason).toContain("TLS");
});

test("an answer to a large batch that comes before the batch was read to its end still counts", async () => {
  const port = await listen((socket) => {
    socket.once("data", () => {
      socket.write("HTTP/1.1 413 Payload Too Large\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    });
  });
  const large = envelopes(60, 1, { body: JSON.stringify("x".repeat(100_000)) });
  const sink = createSink(`http://127.0.0.1:${port}/`, { compression: "none", batchBytesMax: 16_777_216 });
  expect(await sink.send(large, never)).toMatchObject({ status: "tooLarge" });
});

test("a kept-alive socket that the server closed meanwhile costs no failed send", async () => {
  const port = await listen((socket) => {
    let requests = 0;
    socket.on("data", () => {
      requests += 1;
      if (requests === 1) socket.write("HTTP/1.1 204 No Content\r\nconnection: keep-alive\r\n\r\n");
      else socket.resetAndDestroy();
    });
  });
  const sink = createSink(`http://127.0.0.1:${port}/`);
  expect(await sink.send([envelope(1)], never)).toMatchObject({ status: "answered" });
  expect(await sink.send([envelope(2)], never)).toMatchObject({ status: "answered" });
});

test("an aborted send ends at once", async () => {
  const port = await listen(() => {});
  const stop = new AbortController();
  const sending = createSink(`http://127.0.0.1:${port}/`, { timeoutMs: 60_000 }).send(
    [envelope(1)],
    stop.signal,
  );
  stop.abort();
  expect(await sending).toMatchObject({ status: "failed", failure: { reason: "edgewise is stopping" } });
});

test("no reason shows what stands in the URL behind the host", async () => {
  const failure = await reasonOf("http://user:hunter2@127.0.0.1:1/in?key=hunter2");
  expect(JSON.stringify(failure)).not.toContain("hunter2");
});

test("a file of certificates that cannot be read is said by name", async () => {
  expect(await reasonOf("https://127.0.0.1:1/", { tls: { caFile: "/nowhere/ca.pem" } })).toMatchObject({
    needsPerson: true,
    reason: expect.stringContaining("tls.caFile"),
  });
});

/** A far side that answers posts with 200 and says of each batch what `receipt` says. */
async function receipting(receipt: (batch: string) => { status: number; body: string }) {
  const asked: string[] = [];
  const server = createHttpServer((request, response) => {
    request.resume().on("end", () => {
      if (request.method === "POST") {
        response
          .writeHead(200, { "content-type": "application/json", ratelimit: '"default";r=0;t=3' })
          .end("{}");
        return;
      }
      const batch = new URL(request.url ?? "", "http://far").searchParams.get("batch") ?? "";
      asked.push(`${request.headers.authorization} ${batch.length}`);
      const { status, body } = receipt(batch);
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { asked, sink: createSink(`${url}/records`, { receiptUrl: `${url}/receipts`, token: "key" }) };
}

test("with a receiptUrl a batch counts by its receipt, which is asked for with the same credentials", async () => {
  const [first, second] = envelopes(2);
  const { asked, sink } = await receipting((batch) => ({
    status: 200,
    body: JSON.stringify({ batch, stored: [first?.id] }),
  }));
  expect(await sink.send(envelopes(2), never)).toMatchObject({
    status: "answered",
    withoutReceipt: 1,
    afterMs: 3_000,
    deliveries: [
      { id: first?.id, delivery: { status: "delivered" } },
      { id: second?.id, delivery: { status: "retryable" } },
    ],
  });
  expect(asked).toEqual(["Bearer key 32"]);
});

test("a receipt that cannot be had confirms nothing", async () => {
  const { sink } = await receipting(() => ({ status: 500, body: "" }));
  expect(await sink.send(envelopes(2), never)).toMatchObject({
    status: "answered",
    failure: { isReached: false },
    deliveries: [{ delivery: { status: "retryable" } }, { delivery: { status: "retryable" } }],
  });
});

test("a receiptUrl on another host is a mistake in the configuration", () => {
  expect(() => createSink("http://far/", { receiptUrl: "http://elsewhere/" })).toThrow(
    "has to be on http://far",
  );
});
