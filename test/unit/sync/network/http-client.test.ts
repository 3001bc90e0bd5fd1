import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { createHttpClient } from "../../../../src/sync/network/http-client.ts";

/** A server that answers each connection once, as soon as anything comes, and reads no further. */
async function hastyServer(answer: string) {
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => undefined);
    socket.once("data", () => {
      socket.pause();
      socket.write(answer);
    });
    onTestFinished(() => {
      socket.destroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  const client = createHttpClient({
    url,
    tls: {},
    timeoutMs: 300,
    answerBytesMax: 1_000,
    clock: systemClock,
  });
  onTestFinished(() => client.close());
  const post = (bytes: number) =>
    client.request(
      { method: "POST", url, headers: {}, body: Buffer.alloc(bytes) },
      new AbortController().signal,
    );
  return { url, post, count: () => connections };
}

test("an answer before the body is read keeps no socket from the next request", async () => {
  const { post, count } = await hastyServer("HTTP/1.1 413 Too Large\r\ncontent-length: 0\r\n\r\n");
  expect(await post(16_000_000)).toMatchObject({ status: "answered", answer: { status: 413 } });
  expect(await post(100)).toMatchObject({ status: "answered", answer: { status: 413 } });
  expect(count()).toBe(2);
});

test("a request that waits for a socket ends with its own time", async () => {
  const { post } = await hastyServer("");
  const [first, second] = await Promise.all([post(100), post(100)]);
  for (const outcome of [first, second]) expect(outcome).toMatchObject({ status: "failed" });
});

test("a far side that took the connection and said nothing may have had the body", async () => {
  const { post } = await hastyServer("");
  expect(await post(100)).toMatchObject({ status: "failed", bytes: 100, failure: { mayBeTooLarge: true } });
});

test("a connection that never comes about costs no bytes, and is no reason to send less", async () => {
  const { url } = await hastyServer("");
  const secure = new URL(`https://${url.host}/`);
  const client = createHttpClient({
    url: secure,
    tls: {},
    timeoutMs: 300,
    answerBytesMax: 1_000,
    clock: systemClock,
  });
  const outcome = await client.request(
    { method: "POST", url: secure, headers: {}, body: Buffer.alloc(100) },
    new AbortController().signal,
  );
  expect(outcome).toMatchObject({ status: "failed", bytes: 0, failure: { mayBeTooLarge: false } });
});
