import type { Random } from "../../../src/core/backoff.ts";
import type { Clock } from "../../../src/core/clock.ts";
import { recordClasses } from "../../../src/domain/envelope.ts";
import type { StoreService } from "../../../src/store/service.ts";
import { madeRecord } from "./made-record.ts";
import type { RoundPlan, Said } from "./protocol.ts";
import { digestOf, groupsOf, placeInFile, recordsPerFile } from "./queue-file.ts";

/** What a person has done to the queue while it is killed. */
export interface DeskWork {
  outbox: StoreService["outbox"];
  plan: RoundPlan;
  random: Random;
  clock: Clock;
  say(line: Said): void;
  pause(ms: number): Promise<void>;
}

const recordsPerImport = 30;
/** How many files back an import is begun again. */
const filesBack = 3;

/** File after file, some twice; the round begins with one that was imported before, or in part. */
export async function keepImporting(work: DeskWork): Promise<void> {
  const { plan, random } = work;
  const first = Math.max(0, plan.lastFile - Math.floor(random() * filesBack));
  for (let file = first; ; file += 1) {
    await importFile(work, file);
    if (random() < 0.3) await importFile(work, file);
  }
}

async function importFile(
  { outbox, plan, random, clock, say, pause }: DeskWork,
  file: number,
): Promise<void> {
  const source = digestOf(plan.seed, file);
  for (let first = 0; first < recordsPerFile; ) {
    const count = Math.min(recordsPerFile - first, 1 + Math.floor(random() * recordsPerImport));
    const places = Array.from({ length: count }, (_, index) => placeInFile(file, first + index));
    const groups = groupsOf(places);
    const times = { at: clock.now(), clock: "synced", monotonicMs: clock.monotonicMs() } as const;
    say({ said: "importing", groups });
    await outbox.import(
      places.map(({ stream, number }) => madeRecord(plan.seed, stream, number, times)),
      { digest: source, first },
    );
    say({ said: "imported", groups });
    first += count;
    await pause(1);
  }
}

/** Purges of a class, for all sinks or one, of everything or what is older than a moment ago. */
export async function keepPurging({ outbox, plan, random, clock, say, pause }: DeskWork): Promise<void> {
  for (;;) {
    await pause(20);
    const name = recordClasses[Math.floor(random() * recordClasses.length)] ?? "sample";
    const takers = plan.sinks.filter(({ classes }) => classes.includes(name));
    const sink = random() < 0.5 ? takers[Math.floor(random() * takers.length)]?.name : undefined;
    const before = random() < 0.5 ? clock.now() - random() * 2_000 : undefined;
    const count = await outbox.purge({
      classes: [name],
      ...(sink === undefined ? {} : { sink }),
      ...(before === undefined ? {} : { before }),
    });
    if (sink !== undefined) say({ said: "purged", sink, class: name, count });
  }
}
