import type { AnomalyService } from "../anomaly/service.ts";
import type { CommandsService } from "../commands/service.ts";
import type { daemonEvents } from "../config/daemon-events.ts";
import { diffConfig } from "../config/diff.ts";
import type { LoadedConfig } from "../config/load.ts";
import { type EdgewiseConfig, edgewiseConfig } from "../config/schema.ts";
import { leaves } from "../config/schema-walk.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { ReloadResult } from "../http/api.ts";
import type { HttpService } from "../http/service.ts";
import type { IngestService } from "../ingest/service.ts";
import type { StoreService } from "../store/service.ts";
import type { SummariesService } from "../summaries/service.ts";
import type { SyncService } from "../sync/service.ts";
import type { SystemService } from "../system/service.ts";
import { readSentences } from "./sentences.ts";

export interface Reload {
  /** The configuration in force. */
  current(): EdgewiseConfig;
  /** Never rejects: what was wrong is in the answer, and then the old configuration stays in force. */
  run(): Promise<ReloadResult>;
}

export interface ReloadOptions {
  loaded: LoadedConfig;
  loadAgain: () => LoadedConfig;
  reporter: Reporter<typeof daemonEvents>;
  parts: {
    ingest: IngestService;
    anomaly: AnomalyService;
    summaries: SummariesService;
    commands: CommandsService;
    store: StoreService;
    sync: SyncService;
    system: SystemService;
    http: () => HttpService;
  };
}

/** Applies a changed configuration to the running parts: what can change live does, the rest is named and left. */
export function createReload({ loaded, loadAgain, reporter, parts }: ReloadOptions): Reload {
  let current = loaded.config;
  let running: Promise<ReloadResult> = Promise.resolve(nothing);

  const refuse = (problems: readonly string[]): ReloadResult => {
    reporter.report("reloadRefused", { problems });
    return { isApplied: false, applied: [], needsRestart: [], problems };
  };

  const apply = async (): Promise<ReloadResult> => {
    let next: LoadedConfig;
    try {
      next = loadAgain();
      // Sentences and entities can be bad in ways a schema cannot see: the part checks them before anything changes.
      parts.commands.reconfigure(
        next.config.commands,
        readSentences(next.config.commands.sentences, next.directory),
      );
    } catch (error) {
      return refuse(errorMessage(error).split("\n"));
    }
    const { live, restart } = diffConfig(current, next.config);
    const config = keepRestartSettings(next.config, current, restart);
    try {
      parts.ingest.reconfigure(config.ingest);
      parts.anomaly.reconfigure(config.anomaly);
      parts.summaries.reconfigure(config.summaries);
      parts.http().reconfigure(config.http);
      await parts.system.reconfigure(config.system);
      await parts.store.reconfigure(config.store);
      await parts.sync.reconfigure(config.sync);
    } catch (error) {
      return refuse([errorMessage(error)]);
    }
    current = config;
    if (restart.length > 0) reporter.report("reloadPartial", { applied: live, needsRestart: restart });
    else reporter.report("reloaded", { applied: live });
    return {
      isApplied: restart.length === 0 || live.length > 0,
      applied: live,
      needsRestart: restart,
      problems: [],
    };
  };

  return {
    current: () => current,
    run() {
      running = running.then(apply);
      return running;
    },
  };
}

const nothing: ReloadResult = { isApplied: true, applied: [], needsRestart: [], problems: [] };

/** The new configuration with the old values of the settings that need a restart. */
function keepRestartSettings(
  next: EdgewiseConfig,
  current: EdgewiseConfig,
  restart: readonly string[],
): EdgewiseConfig {
  const kept = structuredClone(next) as unknown as Table;
  for (const { path } of leaves(edgewiseConfig)) {
    if (!restart.includes(path.join("."))) continue;
    const key = path.at(-1) as string;
    tableAt(kept, path)[key] = tableAt(current as unknown as Table, path)[key];
  }
  return kept as unknown as EdgewiseConfig;
}

interface Table {
  [key: string]: unknown;
}

function tableAt(config: Table, path: readonly string[]): Table {
  return path.slice(0, -1).reduce<Table>((table, key) => table[key] as Table, config);
}
