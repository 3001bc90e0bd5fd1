import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { storeConfig } from "../../src/store/config.ts";
import { createStoreEngine, type StoreEngine } from "../../src/store/engine/engine.ts";

/** The built daemon's store: the thread cannot be run from TypeScript on Node 20. */
const built = new URL("../../dist/", import.meta.url).href;

const openService = `
  const { createStoreService } = await import("${built}store/service.js");
  const { storeConfig } = await import("${built}store/config.js");
  const { systemClock } = await import("${built}core/clock.js");
  const { createMetrics } = await import("${built}core/metrics.js");
  const log = { write() {} };
  const service = createStoreService({
    config: { ...storeConfig.parse({}), rollupFlushMs: 1000, minuteDaysMax: 36500, quarterDaysMax: 36500 },
    directory: process.argv[1],
    observability: { clock: systemClock, metrics: createMetrics(), log },
    random: Math.random,
  });
  await service.start(new AbortController().signal);
`;

/** Appends for ever from several tasks at once; says each id after, and only after, it was acknowledged. */
const appendForEver = `${openService}
  await service.outbox.registerSinks([{ name: "cloud", classes: ["command", "log"] }]);
  const append = async (task) => {
    for (let number = 0; ; number += 1) {
      const id = process.argv[2] + "-" + task + "-" + number;
      const name = task % 2 === 0 ? "command" : "log";
      await service.outbox.append([{ id, class: name, stream: "s" + task, at: 0, clock: "synced", body: id.repeat(20) }]);
      process.stdout.write(id + "\\n");
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, task) => append(task)));
`;

const time = { now: Date.UTC(2026, 0, 5), monotonicMs: 0, isTrusted: true };

function makeDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "edgewise-faults-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

function fork(script: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, ["--input-type=module", "-e", script, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Lines of the child until `isEnough`; then it is killed, and lines it had already said still count. */
async function linesUntilKilled(
  child: ChildProcess,
  isEnough: (lines: string[]) => boolean,
): Promise<string[]> {
  const lines: string[] = [];
  if (!child.stdout) throw new Error("the child has no output");
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (!child.killed && isEnough(lines)) child.kill("SIGKILL");
  }
  return lines;
}

function openEngine(directory: string): StoreEngine {
  const engine = createStoreEngine({
    directory,
    config: storeConfig.parse({}),
    time,
    pid: process.pid,
    stopwatchMs: () => 0,
  });
  onTestFinished(() => engine.abandon());
  return engine;
}

describe("the store under SIGKILL", () => {
  test("holds every acknowledged record, in the order of each stream, after being killed again and again", async () => {
    const directory = makeDirectory();
    const acknowledged: string[] = [];
    for (const [round, enough] of [200, 777, 1500].entries()) {
      const child = fork(appendForEver, directory, `round${round}`);
      const lines = await linesUntilKilled(child, ({ length }) => length >= enough);
      expect(lines.length).toBeGreaterThanOrEqual(enough);
      acknowledged.push(...lines);
    }
    const engine = openEngine(directory);
    expect(engine.takeReport({ withFigures: false }).notices.map(({ event }) => event)).toEqual(["opened"]);
    const [result] = engine.execute(
      [{ method: "claim", args: ["cloud", { countMax: 1_000_000, bytesMax: 1e12 }] }],
      time,
    );
    if (!result?.ok) throw new Error("claim failed");
    const held = (result.value as { id: string; stream: string }[]).map(({ id, stream }) => ({ id, stream }));
    const heldIds = new Set(held.map(({ id }) => id));
    expect(acknowledged.filter((id) => !heldIds.has(id))).toEqual([]);
    // At most the appends that were under way are there without having been acknowledged.
    expect(held.length - acknowledged.length).toBeLessThanOrEqual(3 * 8);
    for (let task = 0; task < 8; task += 1) {
      const numbers = held
        .filter(({ stream }) => stream === `s${task}`)
        .map(({ id }) => id.split("-"))
        .map(([round, , number]) => Number(round?.slice(5)) * 1e6 + Number(number));
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
    }
  });

  test("loses of the samples at most the open minute and what was not flushed", async () => {
    const directory = makeDirectory();
    const start = Date.UTC(2026, 0, 5);
    const script = `${openService}
      const series = { index: 0, id: "s", topic: "s", field: "", kind: "numeric", name: "s", place: {}, labels: {}, states: [] };
      for (let minute = 0; minute < 100; minute += 1) {
        service.samples.onSample({ series, at: ${start} + minute * 60000, value: minute, clock: "synced", isLate: false });
      }
      await new Promise((done) => setTimeout(done, 4000));
      process.stdout.write("flushed\\n");
      setInterval(() => {}, 1000);
    `;
    await linesUntilKilled(fork(script, directory), (lines) => lines.includes("flushed"));
    const engine = openEngine(directory);
    const [minutes, days] = engine.execute(
      [
        { method: "rollups", args: ["s", "minute", start, start + 1e8] },
        { method: "rollups", args: ["s", "day", start, start + 1e8] },
      ],
      time,
    );
    expect(minutes).toMatchObject({ ok: true, value: { length: 99 } });
    expect(days).toMatchObject({ ok: true, value: [{ count: 99, min: 0, max: 98 }] });
  });

  test("lets a second daemon in only after the first is gone, however it went", async () => {
    const directory = makeDirectory();
    const script = `${openService} process.stdout.write("open\\n"); setInterval(() => {}, 1000);`;
    const first = fork(script, directory);
    await new Promise<void>((resolve) => first.stdout?.once("data", () => resolve()));
    expect(() => openEngine(directory)).toThrow(`process ${first.pid}`);
    const gone = new Promise((resolve) => first.once("exit", resolve));
    first.kill("SIGKILL");
    await gone;
    expect(openEngine(directory).isCorrupt).toBe(false);
  });

  test("a thread that dies gives back the lock and what it acknowledged to the next one", async () => {
    const directory = makeDirectory();
    const script = `
      const { createWorkerLink } = await import("${built}store/engine/engine-link.js");
      const { storeConfig } = await import("${built}store/config.js");
      const time = { now: Date.now(), monotonicMs: 0, isTrusted: true };
      const open = () => new Promise((resolve) => {
        const link = createWorkerLink({
          directory: process.argv[1],
          onReply: (reply) => (reply.type === "opened" ? resolve({ link, reply }) : said(reply)),
          onCrash: () => crashed(),
        });
        link.post({ type: "open", config: storeConfig.parse({}), time });
      });
      let said = () => {};
      let crashed = () => {};
      const ask = (link, method, ...args) => new Promise((resolve) => {
        said = resolve;
        link.post({ type: "calls", calls: [{ method, args }], time });
      });
      const first = await open();
      await ask(first.link, "putState", "k", "acknowledged");
      const crash = new Promise((resolve) => (crashed = resolve));
      // A request that breaks the host: there is no such array.
      first.link.post({ type: "series", series: 1 });
      await crash;
      const second = await open();
      const answer = await ask(second.link, "getState", "k");
      process.stdout.write(JSON.stringify({ error: second.reply.error, results: answer.results }) + "\\n");
      await second.link.terminate();
    `;
    const [line] = await linesUntilKilled(fork(script, directory), () => false);
    expect(JSON.parse(line ?? "{}")).toEqual({ results: [{ ok: true, value: "acknowledged" }] });
  });
});
