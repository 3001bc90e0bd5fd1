import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { busConfig } from "../../src/bus/config.ts";
import { startEmbeddedBroker } from "../../src/bus/embedded-broker.ts";
import { createWebSocketServer } from "./bus-web-socket.ts";

/** A broker the contract can start and stop on one port. */
export interface TestBroker {
  readonly port: number;
  start(): Promise<void>;
  stop(): Promise<void>;
}

export const mosquittoPath = ["/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto", "/usr/bin/mosquitto"].find(
  existsSync,
);

export async function createAedesBroker(): Promise<TestBroker> {
  const port = await freePort();
  const config = busConfig.parse({ broker: { port } }).broker;
  let broker: Awaited<ReturnType<typeof startEmbeddedBroker>> | undefined;
  return {
    port,
    async start() {
      const own = { user: "unused", password: "unused" };
      broker = await startEmbeddedBroker({ config, own, reporter: { report() {} } });
    },
    async stop() {
      await broker?.close();
      broker = undefined;
    },
  };
}

/** Mosquitto with its state in a throw-away folder, kept over `stop` and `start`. */
export async function createMosquittoBroker(): Promise<TestBroker> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "edgewise-mosquitto-"));
  const settings = [
    "per_listener_settings false",
    "allow_anonymous true",
    "persistence true",
    `persistence_location ${folder}/`,
    `listener ${port} 127.0.0.1`,
    // Started as root it would change to its own user, which cannot write here.
    ...(process.getuid?.() === 0 ? ["user root"] : []),
  ];
  const file = join(folder, "mosquitto.conf");
  writeFileSync(file, `${settings.join("\n")}\n`);
  let child: ChildProcess | undefined;
  return {
    port,
    async start() {
      child = spawn(mosquittoPath ?? "mosquitto", ["-c", file], { stdio: "ignore" });
      await listening(port);
    },
    async stop() {
      if (!child || child.exitCode !== null) return;
      const ended = once(child, "exit");
      child.kill("SIGTERM");
      await ended;
      child = undefined;
    },
  };
}

/** A wire between the bus and a broker that the test can cut or make swallow everything. */
export interface Wire {
  readonly port: number;
  /** Breaks all connections at once, as a pulled cable that is noticed. */
  cut(): void;
  /** From now on nothing the broker says comes through, on connections there are and new ones. */
  mute(): void;
  close(): Promise<void>;
}

export async function createWire(brokerPort: number, scheme: "mqtt" | "ws"): Promise<Wire> {
  const pairs = new Set<[Duplex, Socket]>();
  const join = (near: Duplex) => {
    const far = connect(brokerPort, "127.0.0.1");
    const pair: [Duplex, Socket] = [near, far];
    pairs.add(pair);
    const end = () => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const socket of pair) socket.on("error", end).on("close", end);
    near.pipe(far);
    far.pipe(near);
  };
  const server = scheme === "mqtt" ? createServer(join) : createWebSocketServer(join);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = () => {
    for (const [near, far] of [...pairs]) {
      near.destroy();
      far.destroy();
    }
  };
  return {
    port: (server.address() as { port: number }).port,
    cut,
    mute() {
      for (const [near, far] of pairs) far.unpipe(near).resume();
    },
    async close() {
      cut();
      server.close();
      await once(server, "close");
    },
  };
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Whether a program is installed. */
export function hasProgram(program: string, argument: string): boolean {
  try {
    execFileSync(program, [argument], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const isUp = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true)).once("error", () => resolve(false));
    });
    socket.destroy();
    if (isUp) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
