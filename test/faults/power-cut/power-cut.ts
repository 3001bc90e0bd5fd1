import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { forkRandom } from "../../../src/simulate/engine/random.ts";
import { DaemonLife } from "./daemon-life.ts";
import { createDroppingDisk } from "./disk/dropping-disk.ts";
import { EngineLife } from "./engine-life.ts";
import { type Place, plainPlace } from "./place.ts";
import type { Focus, Sabotage } from "./protocol.ts";
import { Report } from "./report.ts";

export interface PowerCutOptions {
  seed: number;
  kills: number;
  focuses: readonly Focus[] | undefined;
  sabotage: Sabotage | undefined;
  /** Over a block device that drops what was not flushed. */
  dropsUnflushed: boolean;
  /** Called now and then with what is known so far. */
  onProgress(report: Report): void;
}

/** Kills the store's process over and over, each database some dozens of times. */
export async function cutEngine(options: PowerCutOptions): Promise<Report> {
  const report = new Report();
  for (let life = 0; report.kills < options.kills; life += 1) {
    const seed = options.seed * 1_000 + life;
    const killsMax = Math.min(
      options.kills - report.kills,
      10 + Math.floor(forkRandom(seed, "length")() * 40),
    );
    const live = (place: Place) => liveThrough({ ...options, seed, place, killsMax, report });
    await (options.dropsUnflushed ? onDroppingDisk(seed, options.sabotage, live) : onPlainPlace(live));
  }
  return report;
}

/** Kills the whole daemon over and over; each kill is followed by a start, a drain and an audit. */
export async function cutDaemon(
  options: Pick<PowerCutOptions, "seed" | "kills" | "onProgress">,
): Promise<Report> {
  const report = new Report();
  while (report.kills < options.kills) {
    const seed = options.seed * 1_000 + report.kills;
    const life = await DaemonLife.open(seed);
    try {
      for (let kill = 0; kill < killsPerDaemonLife && report.kills < options.kills; kill += 1) {
        const result = await life.round();
        report.add(`daemon: ${result.phase}`, result);
        options.onProgress(report);
      }
    } finally {
      await life.close();
    }
  }
  return report;
}

const killsPerDaemonLife = 25;

async function liveThrough(options: {
  seed: number;
  place: Place;
  killsMax: number;
  focuses: readonly Focus[] | undefined;
  sabotage: Sabotage | undefined;
  report: Report;
  onProgress(report: Report): void;
}): Promise<void> {
  const { seed, place, focuses, sabotage, report } = options;
  const life = new EngineLife({
    seed,
    place,
    ...(focuses === undefined ? {} : { focuses }),
    ...(sabotage === undefined ? {} : { sabotage }),
  });
  const mark = (text: string) => `seed ${seed}: ${text}`;
  for (let kill = 0; kill < options.killsMax; kill += 1) {
    const result = await life.round();
    result.findings.details.splice(0, Number.POSITIVE_INFINITY, ...result.findings.details.map(mark));
    report.add(result.focus, result);
    options.onProgress(report);
  }
  report.add("(drained at the end)", await life.finish(), 0);
}

async function onPlainPlace(live: (place: Place) => Promise<void>): Promise<void> {
  const parent = mkdtempSync(join(tmpdir(), "edgewise-power-cut-"));
  try {
    await live(plainPlace(join(parent, "data")));
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

async function onDroppingDisk(
  seed: number,
  sabotage: Sabotage | undefined,
  live: (place: Place) => Promise<void>,
): Promise<void> {
  const disk = await createDroppingDisk(seed);
  try {
    if (sabotage === "lyingDisk") await disk.lie();
    await live(disk);
  } finally {
    await disk.remove();
  }
}
