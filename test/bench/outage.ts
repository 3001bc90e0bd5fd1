import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { runStampede } from "../faults/outage/stampede.ts";
import { type OutageResult, runOutage } from "../faults/outage/world.ts";
import { printFigure } from "./figure.ts";

/** In memory where that is possible: what an fsync costs is none of this test's business, and the power cuts are another. */
const place = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();

/**
 * The long runs of `test/faults/outage`: the full rate for an hour, and a whole day at a rate that two cores get through
 * as JSON over real sockets in some minutes. A day at 500 a second would be 43 million records.
 */
const runs = [
  { name: "1 h, 500 samples/s", hours: 1, samplesPerSecond: 500, seed: 2 },
  { name: "24 h, 10 samples/s", hours: 24, samplesPerSecond: 10, seed: 1 },
];

export async function runOutages(): Promise<void> {
  await printStampedes();
  for (const run of runs) {
    const startedMs = performance.now();
    const onProgress = (hours: number) => process.stderr.write(`${run.name}: ${hours.toFixed(1)} h\n`);
    const result = await runOutage({ ...run, place, onProgress });
    printRun(run.name, result, (performance.now() - startedMs) / 1_000);
  }
}

function printRun(name: string, result: OutageResult, seconds: number): void {
  const { audit } = result;
  const print = (figure: string, value: number, unit: string) =>
    printFigure("outage", `${name}: ${figure}`, value, unit);
  print("records acknowledged", result.acknowledged, "records");
  print("of them not at the far side at the end", audit.count - audit.storedCount, "records");
  print(
    "dropped by the queue",
    Object.values(result.dropped).reduce((sum, count) => sum + count, 0),
    "records",
  );
  print("dead letters", result.deadLetters, "records");
  print("out of order within a stream", audit.outOfOrder, "records");
  print("repeats, dropped by key", audit.repeats, "records");
  print("lies told", result.liesTold, "records");
  print("lies found by receipt", result.liesFound, "records");
  print("sent as historical", audit.historical, "records");
  print("most waiting", result.queuedMost, "records");
  print("long outage", result.longOutageMs / 60_000, "min");
  print("drain time after it, simulated", result.drainMs / 60_000, "min");
  for (const [kind, count] of Object.entries(result.afflictions)) print(`times of ${kind}`, count, "times");
  print("times the circuit opened", result.circuitOpened, "times");
  print("requests", result.requests, "requests");
  print("bytes on the wire per record", result.wireBytes / result.acknowledged, "bytes");
  print("bytes before compression per record", result.bodyBytes / result.acknowledged, "bytes");
  for (const [tenth, megabytes] of result.heapMegabytes.entries()) {
    print(`heap after ${tenth + 1} tenths`, megabytes, "MB");
  }
  print("resident at the end", result.residentMegabytes.at(-1) ?? Number.NaN, "MB");
  print("time of the run", seconds, "s");
}

/** A hundred gateways with an hour of one sample a second each, back at one moment, with and without the jitter. */
async function printStampedes(): Promise<void> {
  const limitPerSecond = 60;
  const village = { seed: 3, gateways: 100, backlog: 3_600, outageMs: 300_000, limitPerSecond };
  printFigure("outage", "stampede: limit of the far side", limitPerSecond, "requests/s");
  for (const [name, settings] of [
    ["with jitter", {}],
    ["without jitter", { reconnectJitterMs: 0 }],
  ] as const) {
    const { peakPerSecond, refused, drainMs, missing } = await runStampede({ ...village, settings });
    printFigure("outage", `stampede ${name}: peak`, peakPerSecond, "requests/s");
    printFigure("outage", `stampede ${name}: refused with 429`, refused, "requests");
    printFigure("outage", `stampede ${name}: drain time, simulated`, drainMs / 1_000, "s");
    printFigure("outage", `stampede ${name}: missing`, missing, "records");
  }
}
