import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../support/daemon.ts";
import { mosquittoProgram } from "../support/mosquitto.ts";
import { startScript } from "./child.ts";
import { median, printFigure } from "./figure.ts";
import { measureMosquittoQueue } from "./outbox/mosquitto-queue.ts";
import { measureTelegrafBuffer, telegrafProgram } from "./outbox/telegraf-buffer.ts";

const count = 200_000;
const pairs = 3;
/**
 * Groups as they come to the store: samples, which wait up to `groupCommitMs` for company, so many at a time that it is there
 * before; and commands, each committed at once with those that came meanwhile.
 */
const loads = [
  { name: "groups of 1,000 samples", recordClass: "sample", groupSize: 1_000, callers: 8 },
  { name: "groups of 100 samples", recordClass: "sample", groupSize: 100, callers: 80 },
  { name: "single commands, 64 at a time", recordClass: "command", groupSize: 1, callers: 64 },
] as const;
const queuedSizes = [1_000_000, 10_000_000] as const;

/**
 * Durable records a second through the store service, each acknowledged after fsync, as a ratio to a bare better-sqlite3
 * loop with the same durability, records, disk and group sizes, in turns; drain rate; bytes written per byte of payload;
 * memory with 1 and 10 million records queued (`EDGEWISE_BENCH_QUEUED` sets other numbers); and Mosquitto's persistent
 * queue and, where it is installed, Telegraf's disk buffer with the same records. The databases lie in `build/` of the repository, not on a tmpfs.
 */
export async function runOutbox(): Promise<void> {
  for (const load of loads) await compare(load);
  await measureSizes();
  await measureMosquitto();
  await measureTelegraf();
}

async function compare({ name, recordClass, groupSize, callers }: (typeof loads)[number]): Promise<void> {
  const some = groupSize === 1 ? 20_000 : count;
  const store: number[][] = [];
  const bare: number[][] = [];
  const drained: number[][] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    await withFolder(async (folder) => {
      const child = startScript("outbox/store-loop.js", [folder, some, groupSize, callers, recordClass]);
      store.push(numbersOf(await child.waitFor("appended")));
      drained.push(numbersOf(await child.waitFor("drained")));
    });
    await withFolder(async (folder) => {
      // As many in a transaction as the store had on average.
      const together = Math.max(1, Math.round(store.at(-1)?.[2] ?? groupSize));
      bare.push(
        numbersOf(await startScript("outbox/bare-loop.js", [folder, some, together]).waitFor("done")),
      );
    });
  }
  const column = (rows: readonly number[][], index: number) => rows.map((row) => row[index] ?? Number.NaN);
  const ratios = column(store, 0).map((rate, index) => rate / (bare[index]?.[0] ?? Number.NaN));
  printFigure("outbox", `edgewise, ${name}`, median(column(store, 0)), "records/s");
  printFigure("outbox", `bare better-sqlite3, ${name}`, median(column(bare, 0)), "records/s");
  printFigure("outbox", `edgewise to bare, ${name}`, median(ratios), "ratio");
  printFigure("outbox", `records in one commit, ${name}`, median(column(store, 2)), "records");
  printFigure("outbox", `edgewise, written per byte of payload, ${name}`, median(column(store, 1)), "ratio");
  printFigure("outbox", `bare, written per byte of payload, ${name}`, median(column(bare, 1)), "ratio");
  printFigure("outbox", `edgewise, drained 500 at a time, ${name}`, median(column(drained, 0)), "records/s");
  printFigure("outbox", `edgewise, written to drain a record, ${name}`, median(column(drained, 1)), "bytes");
}

async function measureSizes(): Promise<void> {
  const { EDGEWISE_BENCH_QUEUED: asked } = process.env;
  const sizes = asked === undefined ? queuedSizes : asked.split(",").map(Number);
  await withFolder(async (folder) => {
    const child = startScript("outbox/store-loop.js", [folder, 10_000, 1_000, 8, "sample", 10_000, ...sizes]);
    for (const size of [10_000, ...sizes]) {
      const [, resident, database] = numbersOf(await child.waitFor("queued"));
      printFigure("outbox", `memory with ${size} records queued`, (resident ?? Number.NaN) / 2 ** 20, "MiB");
      printFigure(
        "outbox",
        `database with ${size} records queued`,
        (database ?? Number.NaN) / 2 ** 20,
        "MiB",
      );
    }
    const [rate] = numbersOf(await child.waitFor("drained"));
    printFigure(
      "outbox",
      `drained from ${sizes.at(-1)} queued, 500 at a time`,
      rate ?? Number.NaN,
      "records/s",
    );
  });
}

async function measureMosquitto(): Promise<void> {
  if (mosquittoProgram === undefined) {
    process.stderr.write("Mosquitto is not installed: its persistent queue is not measured.\n");
    return;
  }
  for (const [name, options] of [
    ["saved on each change", { count: 2_000, saveAfterChanges: 1 }],
    ["saved every 30 minutes (a crash loses them)", { count: 100_000, saveAfterChanges: 0 }],
  ] as const) {
    const { recordsPerSecond, writtenPerPayload, residentBytes } = await measureMosquittoQueue(options);
    const what = `mosquitto, ${options.count} records, ${name}`;
    printFigure("outbox", what, recordsPerSecond, "records/s");
    printFigure("outbox", `${what}, written per byte of payload`, writtenPerPayload, "ratio");
    printFigure("outbox", `${what}, memory`, residentBytes / 2 ** 20, "MiB");
  }
}

async function measureTelegraf(): Promise<void> {
  if (telegrafProgram === undefined) {
    process.stderr.write("Telegraf is not installed: its disk buffer is not measured.\n");
    return;
  }
  await withFolder(async (folder) => {
    const count = 20_000;
    const { recordsPerSecond, writtenPerPayload, residentBytes } = await measureTelegrafBuffer({
      count,
      folder,
    });
    const what = `telegraf, ${count} records into its disk buffer`;
    printFigure("outbox", what, recordsPerSecond, "records/s");
    printFigure("outbox", `${what}, written per byte of payload`, writtenPerPayload, "ratio");
    printFigure("outbox", `${what}, memory`, residentBytes / 2 ** 20, "MiB");
  });
}

function numbersOf(words: readonly string[]): number[] {
  return words.slice(1).map(Number);
}

async function withFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(repositoryRoot, "build", "outbox-"));
  try {
    await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
