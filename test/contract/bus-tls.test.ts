import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer, type TlsOptions } from "node:tls";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { connection, createTestBus, deadlineIn } from "../unit/bus/bus-harness.ts";
import { createAedesBroker, hasProgram, type TestBroker } from "./bus-brokers.ts";

const isMissing = !hasProgram("openssl", "version");

describe.skipIf(isMissing)(isMissing ? "mqtts:// (skipped: openssl is not installed)" : "mqtts://", () => {
  const folder = mkdtempSync(join(tmpdir(), "edgewise-tls-"));
  const path = (name: string) => join(folder, name);
  const cleanUps: (() => Promise<unknown>)[] = [];
  let broker: TestBroker;

  beforeAll(async () => {
    makeCertificates(folder);
    broker = await createAedesBroker();
    await broker.start();
  });

  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  afterAll(() => broker?.stop());

  /** Speaks TLS in front of the broker; answers the port. */
  async function startTls(options: TlsOptions = {}): Promise<number> {
    const server = createServer(
      { key: readFileSync(path("server.key")), cert: readFileSync(path("server.pem")), ...options },
      (secure) => {
        const plain = connect(broker.port, "127.0.0.1");
        for (const socket of [secure, plain]) {
          socket.on("error", () => {});
          socket.on("close", () => {
            secure.destroy();
            plain.destroy();
          });
        }
        secure.pipe(plain);
        plain.pipe(secure);
      },
    );
    server.on("tlsClientError", () => {});
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    cleanUps.push(async () => server.close());
    return (server.address() as { port: number }).port;
  }

  async function startBus(settings: Record<string, unknown>) {
    const test = createTestBus(settings);
    cleanUps.push(() => test.bus.stop(deadlineIn(1_000)));
    await test.bus.start(AbortSignal.timeout(5_000));
    return test;
  }

  it("connects to a server whose authority it was given", async () => {
    const port = await startTls();
    const { bus } = await startBus({ url: `mqtts://localhost:${port}`, tls: { caFile: path("ca.pem") } });
    await connection(bus, true);
    expect(await bus.publish("a", "x")).toEqual({ status: "acknowledged" });
  });

  it("refuses a server whose authority it does not know, and says so", async () => {
    const port = await startTls();
    const { bus, logged } = await startBus({ url: `mqtts://localhost:${port}` });
    expect(await logged("bus.tlsFailed")).toMatchObject({
      level: "error",
      fields: { hint: expect.stringMatching(/caFile/) },
    });
    expect(bus.isConnected).toBe(false);
  });

  it("refuses a certificate for another name, unless told that name", async () => {
    const port = await startTls();
    const tls = { caFile: path("ca.pem") };
    const { logged } = await startBus({ url: `mqtts://127.0.0.1:${port}`, tls });
    await logged("bus.tlsFailed");
    const { bus } = await startBus({
      url: `mqtts://127.0.0.1:${port}`,
      tls: { ...tls, serverName: "localhost" },
    });
    await connection(bus, true);
  });

  it("connects to anything when verification is off", async () => {
    const port = await startTls();
    const { bus } = await startBus({ url: `mqtts://localhost:${port}`, tls: { isVerified: false } });
    await connection(bus, true);
  });

  it("shows its client certificate where one is required, with an encrypted key", async () => {
    const port = await startTls({
      ca: readFileSync(path("ca.pem")),
      requestCert: true,
      rejectUnauthorized: true,
    });
    const url = `mqtts://localhost:${port}`;
    const tls = { caFile: path("ca.pem") };
    const without = await startBus({ url, tls });
    const failed = await Promise.race(
      ["bus.tlsFailed", "bus.connectionRefused", "bus.brokerUnreachable"].map((event) =>
        without.logged(event),
      ),
    );
    expect(failed.fields.reason).toBeTruthy();
    const { bus } = await startBus({
      url,
      tls: {
        ...tls,
        certFile: path("client.pem"),
        keyFile: path("client.key"),
        keyPassphrase: "open sesame",
      },
    });
    await connection(bus, true);
  });

  it("names a broken certificate file instead of crashing, and takes the mended one up by itself", async () => {
    const port = await startTls();
    writeFileSync(path("broken.pem"), "-----BEGIN CERTIFICATE-----\nnot base64\n-----END CERTIFICATE-----\n");
    const { bus, logged } = await startBus({
      url: `mqtts://localhost:${port}`,
      tls: { caFile: path("broken.pem") },
    });
    await logged("bus.tlsFailed");
    writeFileSync(path("broken.pem"), readFileSync(path("ca.pem")));
    await connection(bus, true);
  });

  it("says that a port does not speak TLS", async () => {
    const { logged } = await startBus({ url: `mqtts://localhost:${broker.port}`, connectTimeoutMs: 500 });
    const failed = await Promise.race(
      ["bus.tlsFailed", "bus.connectionRefused", "bus.brokerUnreachable"].map((event) => logged(event)),
    );
    expect(failed.fields.hint).toBeTruthy();
  });
});

/** An authority, a server certificate for `localhost`, and a client certificate with an encrypted key. */
function makeCertificates(folder: string): void {
  const openssl = (...parts: string[]) => execFileSync("openssl", parts, { cwd: folder, stdio: "ignore" });
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];
  openssl(
    "req",
    "-x509",
    ...curve,
    "-nodes",
    "-keyout",
    "ca.key",
    "-out",
    "ca.pem",
    "-days",
    "2",
    "-subj",
    "/CN=test ca",
  );
  writeFileSync(join(folder, "names.ext"), "subjectAltName=DNS:localhost\n");
  for (const [name, key] of [
    ["server", ["-nodes"]],
    ["client", ["-passout", "pass:open sesame"]],
  ] as const) {
    openssl("req", ...curve, ...key, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    openssl(
      "x509",
      "-req",
      "-in",
      `${name}.csr`,
      "-CA",
      "ca.pem",
      "-CAkey",
      "ca.key",
      "-CAcreateserial",
      "-out",
      `${name}.pem`,
      "-days",
      "2",
      "-extfile",
      "names.ext",
    );
  }
}
