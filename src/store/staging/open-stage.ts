import type { Database } from "better-sqlite3";
import type { StoreConfig } from "../config.ts";
import type { EngineTime } from "../engine/time.ts";
import type { Notice } from "../events.ts";
import type { LastStage, StagePlace } from "./last-stage.ts";
import { hasStageFile, removeStageFile } from "./stage-database.ts";
import { type OutboxTable, openStageQueue, type Stage } from "./stage-queue.ts";
import { createStagedOutbox } from "./staged-outbox.ts";

export interface StageOptions {
  main: OutboxTable;
  mainDb: Database;
  lastStage: LastStage;
  config: () => StoreConfig;
  notices: Notice[];
  bootId: string;
  openedAt: EngineTime;
  /** The process had the database open before, and brings back itself what was staged in memory. */
  isContinued: boolean;
}

/**
 * The stage that is configured; undefined without one. What the last run left in another stage is moved to the disk first,
 * and a stage that went with its run or with the power is told. Throws a named error of the disk; then nothing is forgotten,
 * and the next start tries again.
 */
export function openConfiguredStage(options: StageOptions): Stage | undefined {
  const { lastStage, config, notices, isContinued } = options;
  const before = lastStage.read();
  const now = config().staging;
  const isKept =
    before.place === "memory" ? isContinued : before.place === "disk" || hasStageFile(before.directory);
  if (!isKept) {
    notices.push({ event: "stageLost", fields: { place: before.place }, count: 1 });
    lastStage.forget();
  } else if (before.place === "directory" && !isSame(before, now)) takeIn(before, options);
  if (now.place === "disk") {
    lastStage.forget();
    return undefined;
  }
  const stage = openStageQueue(now, options);
  lastStage.note(now);
  return stage;
}

function isSame(before: StagePlace, { place, directory }: StagePlace): boolean {
  return before.place === place && before.directory === directory;
}

/** Moves to the disk what is in a stage that is not used any more. */
function takeIn(place: StagePlace, options: StageOptions): void {
  const { main, mainDb, lastStage, openedAt } = options;
  const stage = openStageQueue(place, options);
  try {
    const outbox = createStagedOutbox({ ...options, stage });
    mainDb.transaction(() => {
      outbox.moveAll(openedAt);
      main.finish(openedAt);
      lastStage.forget();
    })();
  } catch (error) {
    main.reload();
    throw error;
  } finally {
    stage.db.close();
  }
  main.committed();
  removeStageFile(place.directory);
}
