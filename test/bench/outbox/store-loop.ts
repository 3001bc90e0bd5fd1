import { systemClock } from "../../../src/core/clock.ts";
import { silentLog } from "../../../src/core/log.ts";
import { createMetrics } from "../../../src/core/metrics.ts";
import type { Envelope, RecordClass } from "../../../src/domain/envelope.ts";
import { storeConfig } from "../../../src/store/config.ts";
import { createStoreService } from "../../../src/store/service.ts";
import { payloadBytes, queuedRecord } from "./queued-records.ts";
import { residentBytes, writtenBytes } from "./written-bytes.ts";

/**
 * The store service as the daemon uses it, its thread and all: `callers` append `groupSize` records each and wait until they
 * are on the disk. Then the queue grows to each of `sizes` to show its memory, and is drained, 500 at a time.
 */
const [directory = "", count = "0", groupSize = "1", callers = "1", className = "sample", ...sizes] =
  process.argv.slice(2);
const recordClass = className as RecordClass;
const service = createStoreService({
  config: storeConfig.parse({}),
  directory,
  observability: { clock: systemClock, metrics: createMetrics(), log: silentLog },
  random: Math.random,
});
await service.start(new AbortController().signal);
await service.outbox.registerSinks([{ name: "cloud", classes: [recordClass] }]);
let next = 0;

async function appendAll(records: readonly Envelope[], size: number, parallel: number): Promise<void> {
  let from = 0;
  const append = async () => {
    while (from < records.length) {
      const group = records.slice(from, from + size);
      from += size;
      await service.outbox.append(group);
    }
  };
  await Promise.all(Array.from({ length: parallel }, append));
}

function made(countMade: number): Envelope[] {
  const records = Array.from({ length: countMade }, (_, index) => ({
    ...queuedRecord(next + index),
    class: recordClass,
  }));
  next += countMade;
  return records;
}

/** The figures come with the tick of every second. */
async function ticked(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
}

await ticked();
const commitsBefore = service.figures()?.commits ?? 0;
const records = made(Number(count));
const payload = records.reduce((sum, record) => sum + payloadBytes(record), 0);
const before = writtenBytes();
const beganMs = performance.now();
await appendAll(records, Number(groupSize), Number(callers));
const seconds = (performance.now() - beganMs) / 1_000;
await ticked();
const commits = (service.figures()?.commits ?? 0) - commitsBefore;
process.stdout.write(
  `appended ${records.length / seconds} ${(writtenBytes() - before) / payload} ${records.length / commits}\n`,
);

for (const size of sizes.map(Number)) {
  while (next < size) await appendAll(made(Math.min(50_000, size - next)), 1_000, 8);
  global.gc?.();
  await ticked();
  process.stdout.write(
    `queued ${size} ${residentBytes()} ${service.figures()?.databaseBytes ?? Number.NaN}\n`,
  );
}

const drained = Math.min(next, 500_000);
const drainBeganMs = performance.now();
const settledBefore = writtenBytes();
for (let done = 0; done < drained; ) {
  const claimed = await service.outbox.claim("cloud", { countMax: 500, bytesMax: 16 * 1_048_576 });
  await service.outbox.settle(
    "cloud",
    claimed.map(({ id }) => ({ id, delivery: { status: "delivered" } })),
  );
  done += claimed.length;
}
const drainSeconds = (performance.now() - drainBeganMs) / 1_000;
process.stdout.write(`drained ${drained / drainSeconds} ${(writtenBytes() - settledBefore) / drained}\n`);
await service.stop({ signal: AbortSignal.timeout(30_000), remainingMs: () => 30_000 });
process.exit(0);
