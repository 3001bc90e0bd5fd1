import type { Database } from "better-sqlite3";
import type { StoreConfig } from "../config.ts";
import type { EngineTime } from "../engine/time.ts";
import type { Notice } from "../events.ts";
import { createOutboxTable } from "../outbox/outbox.ts";
import type { StagePlace } from "./last-stage.ts";
import { openStage } from "./stage-database.ts";

export type OutboxTable = ReturnType<typeof createOutboxTable>;

/** A stage with its queue. `notices` is where the queue tells things. */
export interface Stage {
  db: Database;
  outbox: OutboxTable;
  notices: Notice[];
}

/** Throws a named error of the disk. */
export function openStageQueue(
  { place, directory }: StagePlace,
  options: { config: () => StoreConfig; notices: Notice[]; bootId: string; openedAt: EngineTime },
): Stage {
  const { config, notices, bootId, openedAt } = options;
  const staging = { ...config().staging, place, directory };
  const db = openStage({ ...config(), staging }, (damage) =>
    notices.push({ event: "stageDamaged", fields: { damage }, count: 1 }),
  );
  // Only its own limit counts: above it everything moves to the disk, whose limits then do.
  const most = Number.MAX_SAFE_INTEGER;
  const roomy = () => ({ ...config(), outboxBytesMax: most, outboxRecordsMax: most });
  const ofStage: Notice[] = [];
  const outbox = createOutboxTable(db, { config: roomy, notices: ofStage, bootId, openedAt });
  return { db, outbox, notices: ofStage };
}
