import { createHash } from "node:crypto";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../../src/core/clock.ts";
import { syncConfig } from "../../../../src/sync/config.ts";
import { fetchBody } from "../../../../src/sync/down/fetch-body.ts";
import { createFetchReach } from "../../../../src/sync/down/fetch-reach.ts";
import { createGetBody } from "../../../../src/sync/down/get-body.ts";

const body = JSON.stringify({ mode: "replace", settings: {} });
const bodySha256 = createHash("sha256").update(body).digest("hex");

/** Two hosts in one: the same server as 127.0.0.1 and as localhost, told apart by name. */
async function farSide(answer: (path: string, response: ServerResponse, port: number) => void) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host?.split(":")[0]}${request.url}`);
    answer(request.url ?? "", response, port);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const fetch = (
    path: string,
    { hosts = [`127.0.0.1:${port}`], host = "127.0.0.1", bytesMax = 1_000 } = {},
  ) => {
    const config = syncConfig.parse({ down: { fetchHosts: hosts } });
    const get = createGetBody({ reach: () => createFetchReach(config), version: "1", clock: systemClock });
    const bodyUrl = `http://${host}:${port}${path}`;
    return fetchBody({ bodyUrl, bodySha256 }, { get, bytesMax, signal: new AbortController().signal });
  };
  return { asked, port, fetch };
}

test("a body comes from a host that is listed", async () => {
  const { fetch } = await farSide((_path, response) => response.end(body));
  expect(await fetch("/b")).toMatchObject({ status: "fetched" });
});

test("by default no order makes this device ask itself, whatever it is called", async () => {
  const { fetch, asked } = await farSide((_path, response) => response.end(body));
  expect(await fetch("/b", { hosts: ["public"] })).toMatchObject({
    status: "wrong",
    reason: expect.stringContaining("sync.down.fetchHosts"),
  });
  // A name may mean something else tomorrow, and at a hotel every name leads inside: tried again.
  expect(await fetch("/b", { hosts: ["public"], host: "localhost" })).toMatchObject({
    status: "unreachable",
    reason: expect.stringContaining("sync.down.fetchHosts"),
  });
  expect(asked).toEqual([]);
});

test("a redirect is followed to where an order may lead itself, and nowhere else", async () => {
  const { fetch, asked, port } = await farSide((path, response, own) => {
    if (path === "/good") response.writeHead(302, { location: "/b" }).end();
    else if (path === "/inside") response.writeHead(307, { location: `http://localhost:${own}/b` }).end();
    else if (path === "/file") response.writeHead(301, { location: "file:///etc/passwd" }).end();
    else if (path === "/loop") response.writeHead(302, { location: "/loop" }).end();
    else response.end(body);
  });
  expect(await fetch("/good")).toMatchObject({ status: "fetched" });
  expect(await fetch("/inside")).toEqual({
    status: "wrong",
    reason: `its body is not fetched: localhost:${port} is not among the hosts of sync.down.fetchHosts`,
  });
  expect(await fetch("/file")).toMatchObject({ status: "wrong", reason: expect.stringContaining("file://") });
  expect(asked.some((place) => place.startsWith("localhost"))).toBe(false);
  asked.splice(0);
  expect(await fetch("/loop")).toMatchObject({ status: "unreachable" });
  expect(asked).toHaveLength(6);
});

test("a body that is longer than may be, or another than was signed, is refused", async () => {
  const { fetch } = await farSide((path, response) =>
    response.end(path === "/long" ? "x".repeat(2_000) : `${body} `),
  );
  expect(await fetch("/long")).toMatchObject({
    status: "wrong",
    reason: "its body is longer than 1000 bytes",
  });
  expect(await fetch("/other")).toMatchObject({ status: "wrong" });
});

test("the http far side that gives the orders may give their bodies, at its own port", () => {
  const reach = createFetchReach(
    syncConfig.parse({
      sinks: [{ type: "http", name: "cloud", url: "http://192.168.0.9:9000/in", classes: ["command"] }],
      down: { channels: [{ sink: "cloud", ordersUrl: "https://10.0.0.1/orders" }] },
    }),
  );
  expect(reach.problem(new URL("http://192.168.0.9:9000/bodies/1"))).toBeUndefined();
  expect(reach.problem(new URL("https://10.0.0.1/bodies/1"))).toBeUndefined();
  expect(reach.problem(new URL("http://192.168.0.9:22/"))).toBeDefined();
  expect(reach.problem(new URL("http://10.0.0.1/"))).toBeDefined();
});

test.each(["http://x", "a b", "*", "x:y", ""])("%j is no host", (host) => {
  expect(syncConfig.safeParse({ down: { fetchHosts: [host] } }).success).toBe(false);
});
