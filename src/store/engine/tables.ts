import type { Database } from "better-sqlite3";
import type { StoreConfig } from "../config.ts";
import type { Notice } from "../events.ts";
import { createLedger } from "../file/ledger.ts";
import { createWear } from "../file/wear.ts";
import { createSeriesHistory } from "../history/series-history.ts";
import { createIncidentTable } from "../incidents/incidents.ts";
import { createMemoryTable } from "../memories.ts";
import { createOutboxTable } from "../outbox/outbox.ts";
import { openStage } from "../staging/stage-database.ts";
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
}

export type Tables = ReturnType<typeof openTables>;

/** Everything that lies in the database. Closes it where that fails. */
export function openTables(db: Database, options: TablesOptions) {
  const { directory, isVolatile, config, historyConfig, notices, openedAt } = options;
  try {
    const tables = {
      ledger: createLedger(db, { config, directory, notices }),
      wear: createWear(db, { config, notices, openedAt }),
      outbox: openOutbox(db, options),
      incidents: createIncidentTable(db, { countMax: () => config().incidentsCountMax, notices }),
      state: createStateTable(db),
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
function openOutbox(db: Database, options: TablesOptions) {
  const { config, notices, bootId, openedAt } = options;
  const main = createOutboxTable(db, { config, notices, bootId, openedAt });
  return createStagedOutbox({
    main,
    mainDb: db,
    stage: openQueueOfStage(options),
    config,
    notices,
    openedAt,
  });
}

function openQueueOfStage({ config, isVolatile, notices, bootId, openedAt }: TablesOptions) {
  const { place, directory } = config().staging;
  if (place === "disk" || isVolatile) return undefined;
  const onDamage = (damage: string) =>
    void notices.push({ event: "stageDamaged", fields: { damage }, count: 1 });
  const outcome = attempt(() => openStage(config(), onDamage));
  if (!outcome.ok) {
    if (outcome.error.code === "bug") throw new Error(outcome.error.message);
    notices.push({
      event: "stageUnavailable",
      fields: { directory, error: outcome.error.message },
      count: 1,
    });
    return undefined;
  }
  const db = outcome.value as Database;
  // Only its own limit counts: above it everything moves to the disk, whose limits then do.
  const most = Number.MAX_SAFE_INTEGER;
  const roomy = () => ({ ...config(), outboxBytesMax: most, outboxRecordsMax: most });
  const ofStage: Notice[] = [];
  const queue = createOutboxTable(db, { config: roomy, notices: ofStage, bootId, openedAt });
  return { db, outbox: queue, notices: ofStage };
}
