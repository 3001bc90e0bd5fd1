import { spawn } from "node:child_process";
import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { copyFileSync, readFileSync } from "node:fs";
import type { IncomingHttpHeaders } from "node:http";
import { createServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";
import type { TLSSocket } from "node:tls";
import { createVerifier, httpbis } from "http-message-signatures";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { systemClock } from "../../../../../src/core/clock.ts";
import { syncConfig } from "../../../../../src/sync/config.ts";
import type { HttpSinkSettings } from "../../../../../src/sync/sinks/http/config.ts";
import { httpSink } from "../../../../../src/sync/sinks/http/sink.ts";
import {
  type CertificateFolder,
  createCertificateFolder,
  hasOpenssl,
} from "../../../../support/certificates.ts";
import { envelope, envelopes } from "../../../../support/envelopes.ts";
import { freePort, waitForPort } from "../../../../support/mosquitto.ts";

const never = new AbortController().signal;

interface Seen {
  client: string | undefined;
  method: string;
  url: URL;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

describe.skipIf(!hasOpenssl)(`an http sink over TLS${hasOpenssl ? "" : " (skipped: no openssl)"}`, () => {
  let folder: CertificateFolder;
  const cleanUps: (() => void)[] = [];

  beforeAll(() => {
    folder = createCertificateFolder();
    for (const name of ["server", "client", "renewed"]) folder.issue(name);
    folder.issue("expired", { days: -1 });
    folder.issue("foreign", { authority: "other-ca" });
  });

  afterEach(() => {
    for (const cleanUp of cleanUps.splice(0)) cleanUp();
  });

  afterAll(() => folder.remove());

  /** Requires a certificate of our authority; `answer` says the status of each request. */
  async function startServer(answer: (seen: Seen) => number | Promise<number>, more: ServerOptions = {}) {
    const read = (file: string) => readFileSync(folder.path(file));
    const server = createServer(
      {
        key: read("server.key"),
        cert: read("server.pem"),
        ca: read("ca.pem"),
        requestCert: true,
        rejectUnauthorized: true,
        ...more,
      },
      (request, response) => {
        const chunks: Buffer[] = [];
        request.on("data", (chunk: Buffer) => chunks.push(chunk));
        const respond = async () => {
          const status = await answer({
            client: (request.socket as TLSSocket).getPeerCertificate().subject?.CN as string | undefined,
            method: request.method ?? "",
            url: new URL(request.url ?? "", `https://${request.headers.host}`),
            headers: request.headers,
            body: Buffer.concat(chunks),
          });
          response.writeHead(status).end();
        };
        request.on("end", () => void respond());
      },
    );
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    cleanUps.push(() => {
      server.close();
      server.closeAllConnections();
    });
    return (server.address() as AddressInfo).port;
  }

  function createSink(port: number, more: object = {}, clock = systemClock) {
    const sinks = [
      {
        type: "http",
        name: "far",
        url: `https://localhost:${port}/in?site=1`,
        classes: ["incident"],
        timeoutMs: 5_000,
        ...more,
      },
    ];
    const [settings] = syncConfig.parse({ sinks }).sinks as [HttpSinkSettings];
    const sink = httpSink.create(settings, {
      node: "barn",
      version: "0.0.0",
      clock,
      connectMqtt: () => Promise.reject(new Error("not used")),
      onReconnect: () => {},
    });
    cleanUps.push(() => void sink.close());
    return sink;
  }

  const tls = (name: string) => ({
    caFile: folder.path("ca.pem"),
    certFile: folder.path(`${name}.pem`),
    keyFile: folder.path(`${name}.key`),
  });

  test("shows its certificate to a server that requires one, and the renewed one from the next batch on", async () => {
    const clients: (string | undefined)[] = [];
    const port = await startServer(({ client }) => {
      clients.push(client);
      return 204;
    });
    const install = (name: string) => {
      for (const part of ["pem", "key"])
        copyFileSync(folder.path(`${name}.${part}`), folder.path(`used.${part}`));
    };
    install("client");
    const sink = createSink(port, { tls: tls("used") });
    expect(await sink.send([envelope(1)], never)).toMatchObject({ status: "answered" });
    install("renewed");
    expect(await sink.send([envelope(2)], never)).toMatchObject({ status: "answered" });
    expect(await sink.send([envelope(3)], never)).toMatchObject({ status: "answered" });
    expect(clients).toEqual(["client", "renewed", "renewed"]);
  });

  test("a server that asks for a certificate when there is none needs a person", async () => {
    const port = await startServer(() => 204);
    const sink = createSink(port, { tls: { caFile: folder.path("ca.pem") } });
    expect(await sink.send([envelope(1)], never)).toMatchObject({
      status: "failed",
      failure: {
        needsPerson: true,
        reason: expect.stringContaining("does not accept our client certificate"),
      },
    });
  });

  test.each([
    ["expired", "expired on"],
    ["foreign", "does it take our client certificate?"],
  ])("a server that hangs up on our %s certificate without a word is suspected", async (name, words) => {
    const port = await startServer(() => 204);
    const result = await createSink(port, { tls: tls(name) }).send([envelope(1)], never);
    expect(result.status === "failed" && result.failure.reason).toContain(words);
  });

  test.each([
    ["expired", "-tls1_2"],
    ["expired", "-tls1_3"],
    ["foreign", "-tls1_2"],
    ["foreign", "-tls1_3"],
  ])("a server that refuses our %s certificate by an alert of %s needs a person", async (name, version) => {
    const port = await freePort();
    const words = `s_server -accept 127.0.0.1:${port} -cert server.pem -key server.key -CAfile ca.pem -quiet ${version}`;
    const server = spawn("openssl", [...words.split(" "), "-www", "-Verify", "1", "-verify_return_error"], {
      cwd: folder.path("."),
      stdio: "ignore",
    });
    cleanUps.push(() => server.kill());
    await waitForPort(port);
    expect(await createSink(port, { tls: tls(name) }).send([envelope(1)], never)).toMatchObject({
      status: "failed",
      failure: {
        needsPerson: true,
        reason: expect.stringContaining("does not accept our client certificate"),
      },
    });
  });

  test("a server of an unknown authority is not sent anything", async () => {
    let requests = 0;
    const port = await startServer(() => {
      requests += 1;
      return 204;
    });
    const result = await createSink(port, {
      tls: { ...tls("client"), caFile: folder.path("other-ca.pem") },
    }).send([envelope(1)], never);
    expect(result).toMatchObject({ status: "failed", failure: { needsPerson: true } });
    expect(requests).toBe(0);
  });

  describe("with signatures", () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const key = String(privateKey.export({ type: "pkcs8", format: "pem" }));
    const signature = { keyId: "barn", key };

    /** 401 for a body, a signature or a time that is not right, by an independent verifier. */
    async function verify(seen: Seen, verifyKey: KeyObject): Promise<number> {
      const digest = createHash("sha256").update(seen.body).digest("base64");
      if (seen.headers["content-digest"] !== `sha-256=:${digest}:`) return 400;
      const verified = await httpbis
        .verifyMessage(
          {
            keyLookup: () => Promise.resolve({ id: "barn", verify: createVerifier(verifyKey, "ed25519") }),
            maxAge: 300,
            tolerance: 30,
            requiredFields: ["@method", "@authority", "@path", "@query", "content-digest", "idempotency-key"],
          },
          { ...seen, headers: seen.headers as Record<string, string> },
        )
        .catch(() => false);
      return verified ? 204 : 401;
    }

    test("a compressed batch passes a server that verifies it", async () => {
      const port = await startServer((seen) => verify(seen, publicKey));
      const sink = createSink(port, { tls: tls("client"), signature, token: "t" });
      expect(await sink.send(envelopes(50), never)).toMatchObject({ status: "answered" });
    });

    test("the wrong key needs a person", async () => {
      const port = await startServer((seen) => verify(seen, generateKeyPairSync("ed25519").publicKey));
      const sink = createSink(port, { tls: tls("client"), signature });
      expect(await sink.send([envelope(1)], never)).toMatchObject({
        status: "failed",
        failure: { needsPerson: true, reason: expect.stringContaining("credentials (401") },
      });
    });

    test("a board whose clock is wrong signs with the server's time, at the cost of one refused request", async () => {
      const statuses: number[] = [];
      const port = await startServer(async (seen) => {
        const status = await verify(seen, publicKey);
        statuses.push(status);
        return status;
      });
      // An hour behind: far enough for the signature, near enough for the certificates.
      const late = { ...systemClock, now: () => Date.now() - 3_600_000 };
      const sink = createSink(port, { tls: tls("client"), signature }, late);
      expect(await sink.send([envelope(1)], never)).toMatchObject({ status: "answered" });
      expect(await sink.send([envelope(2)], never)).toMatchObject({ status: "answered" });
      expect(statuses).toEqual([401, 204, 204]);
    });
  });
});
