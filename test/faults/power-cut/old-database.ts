import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { recordClasses } from "../../../src/domain/envelope.ts";
import type { StoreConfig } from "../../../src/store/config.ts";
import { createStoreEngine } from "../../../src/store/engine/engine.ts";
import { openSqlite } from "../../../src/store/file/sqlite.ts";
import { addRow, bringBackRows } from "../../unit/store/outbox/old-rows.ts";
import { appendedStreams, type MadeStream, madeBody, madeId, madeStreams } from "./made-record.ts";
import type { SinkPlan } from "./protocol.ts";

/** Makes a database of schema 3, records as rows, with the first `count` records of every stream owed to all its sinks. */
export function makeOldDatabase(options: {
  directory: string;
  seed: number;
  config: StoreConfig;
  sinks: readonly SinkPlan[];
  count: number;
}): void {
  const { directory, seed, config, count } = options;
  const time = { now: Date.UTC(2026, 0, 9), monotonicMs: 0, isTrusted: true };
  const engine = createStoreEngine({ directory, config, time, pid: process.pid, stopwatchMs: () => 0 });
  engine.execute([{ method: "registerSinks", args: [options.sinks] }], time);
  engine.close(time);
  const db = openSqlite(join(directory, "edgewise.db"));
  bringBackRows(db);
  db.transaction(() => {
    const sequences = recordClasses.map(() => 0);
    for (const stream of appendedStreams) {
      const { name, class: recordClass } = madeStreams[stream] as MadeStream;
      const rank = recordClasses.indexOf(recordClass);
      for (let number = 1; number <= count; number += 1) {
        const sequence = (sequences[rank] ?? 0) + 1;
        sequences[rank] = sequence;
        const body = madeBody(seed, stream, number);
        addRow(db, {
          rank,
          sequence,
          id: madeId(seed, stream, number),
          stream: name,
          appendedAt: time.now,
          body,
        });
      }
    }
    const save = db.prepare("INSERT INTO outbox_class VALUES (?, ?, ?, ?, 0)");
    for (const [rank, last] of sequences.entries()) if (last > 0) save.run(rank, last + 1, last, last * 100);
  })();
  db.close();
  // What lies there from the beginning is not what a cut may take.
  spawnSync("sync");
}
