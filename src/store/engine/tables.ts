import type { Database } from "better-sqlite3";
import type { StoreConfig } from "../config.ts";
import type { Notice } from "../events.ts";
import { createLedger } from "../file/ledger.ts";
import { createWear } from "../file/wear.ts";
import { createSeriesHistory } from "../history/series-history.ts";
import { createIncidentTable } from "../incidents/incidents.ts";
import { createMemoryTable } from "../memories.ts";
import { createOutboxTable } from "../outbox/outbox.ts";
import { createLastStage, type LastStage } from "../staging/last-stage.ts";
import { openConfiguredStage, type StageOptions } from "../staging/open-stage.ts";
import type { Stage } from "../staging/stage-queue.ts";
import { createStagedOutbox } from "../staging/staged-outbox.ts";
import { createStateTable } from "../state.ts";
import { attempt } from "./attempt.ts";
import type { EngineTime } from "./time.ts";

export interface TablesOptions {
  directory: string;
  isVolatile: boolean;
  config: () => StoreConfig;
  /** The same with the interval in which rollups are flushed now. */
  historyConfig: () => StoreConfig;
  notices: Notice[];
  bootId: string;
  openedAt: EngineTime;
  /** The process had this database open before. */
  isContinued: boolean;
}

export type Tables = ReturnType<typeof openTables>;

/** Everything that lies in the database. Closes it where that fails. */
export function openTables(db: Database, options: TablesOptions) {
  const { directory, isVolatile, config, historyConfig, notices, openedAt } = options;
  try {
    const state = createStateTable(db);
    const lastStage = createLastStage(state);
    const tables = {
      ledger: createLedger(db, { config, directory, notices }),
      wear: createWear(db, { config, notices, openedAt }),
      outbox: openOutbox(db, lastStage, options),
      lastStage,
      incidents: createIncidentTable(db, { countMax: () => config().incidentsCountMax, notices }),
      state,
      memories: createMemoryTable(db, { config, notices }),
      history: createSeriesHistory(db, { config: historyConfig, notices, openedAt }),
    };
    if (!isVolatile) tables.ledger.restoreReserve();
    return tables;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** The queue on the disk, behind a stage when one is wanted. */
function openOutbox(db: Database, lastStage: LastStage, options: TablesOptions) {
  const { config, notices, bootId, openedAt, isVolatile } = options;
  const main = createOutboxTable(db, { config, notices, bootId, openedAt });
  const parts = { ...options, main, mainDb: db, lastStage };
  return createStagedOutbox({ ...parts, stage: isVolatile ? undefined : tryStage(parts) });
}

function tryStage(options: StageOptions): Stage | undefined {
  const outcome = attempt(() => openConfiguredStage(options));
  if (outcome.ok) return outcome.value as Stage | undefined;
  if (outcome.error.code === "bug") throw new Error(outcome.error.message);
  const { notices, config } = options;
  const fields = { directory: config().staging.directory, error: outcome.error.message };
  notices.push({ event: "stageUnavailable", fields, count: 1 });
  return undefined;
}
