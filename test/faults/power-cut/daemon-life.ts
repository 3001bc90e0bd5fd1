import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Random } from "../../../src/core/backoff.ts";
import { forkRandom } from "../../../src/simulate/engine/random.ts";
import { type Cloud, eventually, startCloud } from "../../support/cloud.ts";
import { mainProgram } from "../../support/daemon.ts";
import { writeProbeModel } from "../../support/probe-model.ts";
import { damageOf } from "./check-file.ts";
import { DaemonBook, type KeptRecord } from "./daemon-book.ts";
import { Findings } from "./findings.ts";
import { type SiteBroker, startSiteBroker } from "./site-broker.ts";

export const daemonPhases = ["start", "run", "drain", "activation", "stop"] as const;
export type DaemonPhase = (typeof daemonPhases)[number];

export interface DaemonResult {
  phase: DaemonPhase;
  findings: Findings;
  acknowledged: number;
  delivered: number;
  wasOpen: boolean;
}

/** Samples and log lines: gathered for up to 250 ms, then for 250 ms more with others, and the disk of a busy machine. */
const windowMs = 2_500;
const readyWithinMs = 60_000;
const drainedWithinMs = 90_000;
const entityCount = 4;

/**
 * The whole daemon, its process group killed again and again, between a broker, an HTTP cloud and a second broker that
 * outlive it. After each kill it starts, delivers everything, and the far sides are compared with what was acknowledged.
 */
export class DaemonLife {
  readonly #random: Random;
  readonly #book = new DaemonBook();
  readonly #directory = mkdtempSync(join(tmpdir(), "edgewise-power-cut-daemon-"));
  readonly #broker: SiteBroker;
  readonly #bridged: KeptRecord[] = [];
  readonly #bridgedIds = new Set<string>();
  readonly #cloud: Cloud;
  readonly #bridge: SiteBroker;
  #bridgeRepeats = 0;
  #cloudRepeats = 0;
  #delivered = 0;
  #number = 0;
  #findings = new Findings();
  #child: ChildProcess | undefined;
  #httpUrl: string | undefined;
  #activated = "1.0.0";
  #asked = "1.0.0";

  static async open(seed: number): Promise<DaemonLife> {
    return new DaemonLife(seed, await startSiteBroker(), await startCloud(), await startSiteBroker());
  }

  private constructor(seed: number, broker: SiteBroker, cloud: Cloud, bridge: SiteBroker) {
    this.#random = forkRandom(seed, "daemon");
    this.#broker = broker;
    this.#cloud = cloud;
    this.#bridge = bridge;
    broker.onConfirmed(({ topic, payload, atMs }) => this.#confirmed(topic, payload, atMs));
    broker.onMessage((topic, payload) => this.#heard(topic, payload));
    bridge.onMessage((topic, payload) => {
      if (!topic.startsWith("far/")) return;
      const record = JSON.parse(payload) as KeptRecord;
      if (this.#bridgedIds.has(record.id)) this.#bridgeRepeats += 1;
      else this.#bridged.push(record);
      this.#bridgedIds.add(record.id);
    });
    for (const version of ["1.0.0", "1.1.0"]) {
      writeProbeModel(join(this.#directory, "data", "models", "probe", version), version);
    }
  }

  async round(): Promise<DaemonResult> {
    const phase = daemonPhases[Math.floor(this.#random() * daemonPhases.length)] ?? "run";
    let wasOpen = false;
    if (phase === "start") {
      await this.#kill();
      this.#spawn();
      await this.#publishFor(this.#random() * 2_500);
      wasOpen = this.#httpUrl !== undefined;
    } else {
      await this.#start();
      wasOpen = true;
      await this.#workUntilKill(phase);
    }
    await this.#kill();
    const damage = damageOf(join(this.#directory, "data"));
    if (damage !== undefined) this.#findings.add("corrupt", damage);
    await this.#recoverAndAudit();
    const findings = this.#findings;
    this.#findings = new Findings();
    const { acknowledged } = this.#book;
    this.#book.acknowledged = 0;
    const repeats = this.#bridgeRepeats + this.#cloud.repeats();
    findings.add("repeats", "", repeats - this.#cloudRepeats);
    this.#cloudRepeats = repeats;
    const kept = this.#bridged.length + this.#cloud.stored.length;
    const delivered = kept - this.#delivered;
    this.#delivered = kept;
    return { phase, findings, acknowledged, delivered, wasOpen };
  }

  async close(): Promise<void> {
    await this.#kill();
    await this.#cloud.goAway();
    await this.#broker.close();
    await this.#bridge.close();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  async #workUntilKill(phase: DaemonPhase): Promise<void> {
    const forMs = 300 + this.#random() * 5_000;
    if (phase === "drain" || this.#random() < 0.5) await this.#cloud.goAway();
    this.#cloud.behave(this.#random() < 0.3 ? "storeThenReset" : "ok");
    await this.#publishFor(forMs);
    if (phase === "drain") {
      await this.#comeBack();
      await pause(this.#random() * 400);
    } else if (phase === "activation") {
      const version = this.#activated === "1.0.0" ? "1.1.0" : "1.0.0";
      this.#asked = version;
      const asked = this.#post("/api/models/activate", { model: `probe@${version}` }).then(
        () => {
          this.#activated = version;
        },
        () => {},
      );
      await Promise.race([asked, pause(this.#random() * 250)]);
    } else if (phase === "stop") {
      this.#child?.kill("SIGTERM");
      await this.#publishFor(this.#random() * 600);
    }
  }

  /** Starts once more, lets it deliver everything, and compares. */
  async #recoverAndAudit(): Promise<void> {
    this.#cloud.behave("ok");
    await this.#comeBack();
    await this.#start();
    const isEmpty = async () => {
      const { counts } = await this.#get<{ counts: { records: number } }>("/api/queue");
      return counts.records === 0;
    };
    await eventually("the queue drains", isEmpty, drainedWithinMs);
    const all = new Set(["command", "incident", "sample", "log"]);
    this.#book.audit("cloud", this.#cloud.stored, all, this.#findings);
    this.#book.audit("bridge", this.#bridged, new Set(["command", "incident", "log"]), this.#findings);
    await this.#checkModel();
  }

  async #checkModel(): Promise<void> {
    const { tasks } = await this.#get<{ tasks: { task: string; active?: { version: string } }[] }>(
      "/api/models",
    );
    const version = tasks.find(({ task }) => task === "probe")?.active?.version;
    if (version === undefined) {
      await this.#post("/api/models/activate", { model: `probe@${this.#activated}` });
      return;
    }
    if (version !== this.#activated && version !== this.#asked) {
      this.#findings.add("wentBack", `model ${version} is active, ${this.#activated} was acknowledged`);
    }
    this.#activated = version;
  }

  async #comeBack(): Promise<void> {
    await this.#cloud.goAway();
    await this.#cloud.comeBack();
  }

  #confirmed(topic: string, payload: string, atMs: number): void {
    if (topic.startsWith("field/")) {
      this.#book.confirmed(`sample ${topic} ${(JSON.parse(payload) as { count: number }).count}`, atMs);
    } else if (topic.endsWith("/log")) {
      this.#book.confirmed(`log ${topic} ${/number (\d+)/.exec(payload)?.[1]}`, atMs);
    }
  }

  #heard(topic: string, payload: string): void {
    if (topic === "edgewise/test/reply") {
      const { id } = JSON.parse(payload) as { id: string };
      if (id.startsWith("faults-")) this.#book.command(id);
    } else if (topic.startsWith("edgewise/test/incident/") && payload !== "") {
      this.#book.incident(topic.slice("edgewise/test/incident/".length));
    } else if (topic.startsWith("lamps/") && topic.endsWith("/set")) {
      void this.#broker.publish(topic.slice(0, -"/set".length), payload);
    }
  }

  /** Samples, log lines and commands with numbers of their own, and now and then a boiler that is too hot. */
  async #publishFor(ms: number): Promise<void> {
    const untilMs = performance.now() + ms;
    while (performance.now() < untilMs) {
      this.#number += 1;
      const number = this.#number;
      await this.#broker.publish(`field/${number % 3}`, JSON.stringify({ count: number }));
      if (number % 4 === 0) {
        await this.#broker.publish(
          "site/gateway/log",
          `info: request number ${number} answered in ${number % 17} ms`,
        );
      }
      if (number % 10 === 0) {
        const state = this.#random() < 0.5 ? "on" : "off";
        const text = `turn ${state} lamp ${1 + (number % entityCount)}`;
        await this.#broker.publish("edgewise/test/command", JSON.stringify({ id: `faults-${number}`, text }));
      }
      if (number % 25 === 0) {
        const temperature = number % 50 === 0 ? 95 : 20;
        await this.#broker.publish(`boiler/${number % 3}`, JSON.stringify({ temperature }));
      }
      await pause(4);
    }
  }

  #spawn(): void {
    const configFile = join(this.#directory, "edgewise.yaml");
    writeFileSync(configFile, JSON.stringify(this.#config()));
    const output = join(this.#directory, "output.log");
    rmSync(output, { force: true });
    writeFileSync(output, "");
    const child = spawn(
      process.execPath,
      ["--max-semi-space-size=2", "--heap-growing-percent=30", mainProgram, "run", "--config", configFile],
      // A process group of its own: the inference host dies with the daemon, as in a power cut.
      { stdio: ["ignore", "pipe", "pipe"], detached: true },
    );
    this.#httpUrl = undefined;
    const take = (bytes: Buffer) => writeFileSync(output, bytes, { flag: "a" });
    child.stdout.on("data", (bytes: Buffer) => {
      take(bytes);
      if (this.#httpUrl === undefined) {
        const port = /"event":"http.listening".*?"port":(\d+)/.exec(readFileSync(output, "utf8"))?.[1];
        if (port !== undefined) this.#httpUrl = `http://127.0.0.1:${port}`;
      }
      for (const event of ["store.quarantined", "store.salvaged", "store.crashed"]) {
        if (bytes.includes(`"${event}"`)) this.#findings.add("corrupt", event);
      }
    });
    child.stderr.on("data", take);
    this.#child = child;
  }

  async #start(): Promise<void> {
    if (!this.#child) this.#spawn();
    const output = join(this.#directory, "output.log");
    const isReady = () => {
      const text = readFileSync(output, "utf8");
      if (this.#child?.exitCode !== null)
        throw new Error(`the daemon ended at its start: ${text.slice(-1_500)}`);
      return text.includes('"daemon.ready"') && this.#httpUrl !== undefined;
    };
    await eventually("the daemon is ready", isReady, readyWithinMs);
  }

  async #kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.pid === undefined) return;
    const gone = new Promise((resolve) => child.once("close", resolve));
    const atMs = performance.now();
    if (child.exitCode === null && child.signalCode === null) {
      process.kill(-child.pid, "SIGKILL");
      await gone;
    }
    this.#book.ended(atMs, windowMs);
  }

  #config(): Record<string, unknown> {
    const quick = { backoffBaseMs: 50, backoffMaxMs: 300, timeoutMs: 2_000 };
    return {
      daemon: { node: "test", dataDirectory: join(this.#directory, "data") },
      bus: {
        url: `mqtt://127.0.0.1:${this.#broker.port}`,
        clientId: "edgewise-power-cut",
        cleanSession: false,
        reconnect: { baseMs: 50, maxMs: 500 },
      },
      http: { port: 0 },
      inference: { allowUnsigned: true },
      // Little, so that it is folded in often.
      store: { walBytesMax: 262_144, rollupFlushMs: 1_000 },
      commands: {
        entities: Array.from({ length: entityCount }, (_, index) => ({
          name: `Lamp ${index + 1}`,
          kind: "light",
          schema: "plain",
          topic: `lamps/${index + 1}`,
        })),
      },
      anomaly: {
        thresholds: [{ name: "too hot", series: "boiler/+:temperature", above: 80, hysteresis: 2 }],
        incidents: { openDelayMs: 0, settleMs: 500, logSettleMs: 500, updateMs: 200, reopenMs: 0, flapMs: 0 },
      },
      sync: {
        sinks: [
          {
            type: "http",
            name: "cloud",
            url: this.#cloud.url,
            classes: ["command", "incident", "summary", "anomaly", "log", "rollup", "sample"],
            ...quick,
          },
          {
            type: "mqttBridge",
            name: "bridge",
            url: `mqtt://127.0.0.1:${this.#bridge.port}`,
            topic: "far/{class}",
            classes: ["command", "incident", "anomaly", "log"],
            ...quick,
          },
        ],
      },
    };
  }

  async #get<T>(path: string): Promise<T> {
    const response = await fetch(`${this.#httpUrl}${path}`, { signal: AbortSignal.timeout(20_000) });
    return (await response.json()) as T;
  }

  async #post(path: string, body: unknown): Promise<void> {
    const response = await fetch(`${this.#httpUrl}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
