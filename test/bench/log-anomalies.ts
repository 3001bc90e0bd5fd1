import { existsSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { forkRandom } from "../../src/simulate/engine/random.ts";
import { repositoryRoot } from "../support/daemon.ts";
import { printFigure } from "./figure.ts";
import { injectFaults, usualDays } from "./log-anomalies/faults.ts";
import { readLoghubPool, readSeedPool } from "./log-anomalies/line-pool.ts";
import { reportOf, type WatcherResult } from "./log-anomalies/report.ts";
import { addToTally, createTally, measuresOf } from "./log-anomalies/score.ts";
import {
  createCountWatcher,
  createNoveltyWatcher,
  type Watcher,
  watchAsEdgewise,
} from "./log-anomalies/watchers.ts";
import { createWorld, dayMs, type World, worldDays, worldFrom } from "./log-anomalies/world.ts";

const systems = ["Android", "Apache", "HDFS", "HPC", "Linux", "Mac", "OpenSSH", "Zookeeper"] as const;

/**
 * Anomalies of logs by faults put into weeks of plausible logs, edgewise beside two simple watchers in the same run.
 * `EDGEWISE_BENCH_LOGS` is the folder of loghub (default `../shared/data/logs/loghub`). Development seeds are 1 to 99,
 * the held-back ones 1000 and up; the simple watchers are tuned on the development seeds. The tables go to
 * `test/bench/results/log-anomalies.md`.
 */
export async function runLogAnomalies({ isDevelopment }: { isDevelopment: boolean }): Promise<void> {
  const folder = resolve(repositoryRoot, process.env.EDGEWISE_BENCH_LOGS ?? "../shared/data/logs/loghub");
  if (!existsSync(folder)) {
    process.stderr.write(`There is no folder ${folder}; set EDGEWISE_BENCH_LOGS to that of loghub.\n`);
    process.exitCode = 2;
    return;
  }
  if (isDevelopment) {
    const [edgewise] = judge([{ name: "edgewise", watcher: watchAsEdgewise }], worldsOf(1, folder));
    if (edgewise) process.stderr.write(`${reportOf([edgewise])}\n${told(edgewise)}\n`);
    return;
  }
  const counting = [4, 6, 8, 12, 20].map((z) => ({
    name: `count of problems, z > ${z}`,
    watcher: createCountWatcher(z),
  }));
  const tuned = best(judge(counting, worldsOf(1, folder)));
  const watchers = [
    { name: "edgewise", watcher: watchAsEdgewise },
    tuned,
    { name: "never-seen template", watcher: createNoveltyWatcher(usualDays) },
  ];
  const results = judge(watchers, worldsOf(1000, folder));
  for (const { name, faulty, falsePerWeek } of results) {
    const { precision, recall, f1 } = measuresOf(faulty);
    printFigure("log-anomalies", `${name}, precision`, precision, "share");
    printFigure("log-anomalies", `${name}, recall`, recall, "share");
    printFigure("log-anomalies", `${name}, F1`, f1, "share");
    printFigure("log-anomalies", `${name}, false alarms a week`, falsePerWeek, "alarms");
  }
  const report = reportOf(results);
  process.stderr.write(`${report}\n`);
  const target = join(repositoryRoot, "test", "bench", "results");
  await mkdir(target, { recursive: true });
  await writeFile(join(target, "log-anomalies.md"), `${report}\n`);
}

interface Named {
  name: string;
  watcher: Watcher;
}

/** All watchers over all logs, each log with its faults and without. */
function judge(watchers: readonly Named[], worlds: Iterable<World>): (WatcherResult & Named)[] {
  const results = watchers.map((one) => ({ ...one, faulty: createTally(), quiet: createTally() }));
  const from = worldFrom + usualDays * dayMs;
  let weeks = 0;
  for (const world of worlds) {
    weeks += (worldDays - usualDays) / 7;
    const { lines, injected } = injectFaults(world);
    for (const { watcher, faulty, quiet } of results) {
      addToTally(faulty, { alarms: watcher(lines), injected, from });
      addToTally(quiet, { alarms: watcher(world.lines), injected: [], from });
    }
  }
  return results.map(({ quiet, ...rest }) => ({
    ...rest,
    falsePerWeek: quiet.falseAlarms / weeks,
    falseTold: quiet.falseTold,
  }));
}

function best<Result extends WatcherResult>(results: readonly Result[]): Result {
  return results.reduce((left, right) =>
    measuresOf(right.faulty).f1 > measuresOf(left.faulty).f1 ? right : left,
  );
}

function told({ faulty, falseTold }: WatcherResult): string {
  return ["false, with faults:", ...faulty.falseTold, "false, without:", ...falseTold].join("\n");
}

/** One log of each of the eight systems' lines, and eight of hand-written lines. */
function* worldsOf(firstSeed: number, folder: string): Generator<World> {
  const seeds = join(repositoryRoot, "models", "train", "logs", "seeds");
  let seed = firstSeed;
  for (const system of [...systems, ...systems.map(() => undefined)]) {
    const random = forkRandom(seed, "pool");
    const rest = readSeedPool(seeds, random);
    yield createWorld(seed, system === undefined ? rest : readLoghubPool(folder, system, rest, random));
    seed += 1;
  }
}
