import { isDeepStrictEqual } from "node:util";
import type { AnomalyService } from "../anomaly/service.ts";
import type { CommandsService } from "../commands/service.ts";
import type { SentenceSources } from "../commands/world.ts";
import type { daemonEvents } from "../config/daemon-events.ts";
import { diffConfig } from "../config/diff.ts";
import type { LoadedConfig } from "../config/load.ts";
import { type EdgewiseConfig, edgewiseConfig } from "../config/schema.ts";
import { leaves } from "../config/schema-walk.ts";
import { type Clock, sleep } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { ReloadResult } from "../http/api.ts";
import type { HttpService } from "../http/service.ts";
import type { InferenceService } from "../inference/service.ts";
import type { IngestService } from "../ingest/service.ts";
import type { StoreService } from "../store/service.ts";
import type { SummariesService } from "../summaries/service.ts";
import type { SyncService } from "../sync/service.ts";
import type { SystemService } from "../system/service.ts";
import type { VoiceService } from "../voice/service.ts";
import { readSentenceSources } from "./sentences.ts";
import { ingestWithoutTexts } from "./text-topics.ts";

export interface Reload {
  /** The configuration in force. */
  current(): EdgewiseConfig;
  /** Never rejects: what was wrong is in the answer, and then the old configuration stays in force. */
  run(): Promise<ReloadResult>;
}

/** As much of the parts as a reload uses. */
export interface ReloadableParts {
  ingest: Pick<IngestService, "reconfigure">;
  anomaly: Pick<AnomalyService, "reconfigure">;
  summaries: Pick<SummariesService, "reconfigure">;
  commands: Pick<CommandsService, "reconfigure">;
  voice: Pick<VoiceService, "reconfigure">;
  store: Pick<StoreService, "reconfigure">;
  sync: Pick<SyncService, "reconfigure">;
  system: Pick<SystemService, "reconfigure">;
  inference: Pick<InferenceService, "reconfigure">;
  http: () => Pick<HttpService, "reconfigure">;
}

export interface ReloadOptions {
  loaded: LoadedConfig;
  /** As the commands part has them. */
  sentenceSources: SentenceSources;
  loadAgain: () => LoadedConfig;
  clock: Clock;
  reporter: Reporter<typeof daemonEvents>;
  parts: ReloadableParts;
}

/** All that a reload can change. */
interface Settings {
  config: EdgewiseConfig;
  sentenceSources: SentenceSources;
}

type Section = keyof EdgewiseConfig;
type Step = readonly [Section, (settings: Settings) => void | Promise<void>];

/**
 * Applies a changed configuration to the running parts: what can change live does, the rest is named and left. All or
 * nothing: when one part cannot use its new settings, those that have theirs already are set back.
 */
export function createReload({
  loaded,
  sentenceSources,
  loadAgain,
  clock,
  reporter,
  parts,
}: ReloadOptions): Reload {
  let current: Settings = { config: loaded.config, sentenceSources };
  let running: Promise<ReloadResult> = Promise.resolve(nothing);

  /** Those that can say no come first, and those that wait for others last. */
  const steps: readonly Step[] = [
    ["commands", (next) => parts.commands.reconfigure(next.config.commands, next.sentenceSources)],
    ["ingest", ({ config }) => parts.ingest.reconfigure(ingestWithoutTexts(config))],
    ["anomaly", ({ config }) => parts.anomaly.reconfigure(config.anomaly)],
    ["summaries", ({ config }) => parts.summaries.reconfigure(config.summaries)],
    ["voice", ({ config }) => parts.voice.reconfigure(config.voice)],
    ["http", ({ config }) => parts.http().reconfigure(config.http)],
    ["system", ({ config }) => parts.system.reconfigure(config.system)],
    ["inference", ({ config }) => parts.inference.reconfigure(config.inference)],
    // These two take their settings as soon as the disk is there, however long that is; the answer does not wait.
    [
      "store",
      ({ config }) => Promise.race([parts.store.reconfigure(config.store), sleep(clock, patienceMs)]),
    ],
    ["sync", ({ config }) => Promise.race([parts.sync.reconfigure(config.sync), sleep(clock, patienceMs)])],
  ];

  const refuse = (problems: readonly string[]): ReloadResult => {
    reporter.report("reloadRefused", { problems });
    return { isApplied: false, applied: [], needsRestart: [], problems };
  };

  const apply = async (): Promise<ReloadResult> => {
    let next: Settings;
    try {
      const { config, directory, ordered } = loadAgain();
      const sentenceSources = readSentenceSources(config.commands.sentences, directory, ordered.sentences);
      next = { config, sentenceSources };
    } catch (error) {
      return refuse(errorMessage(error).split("\n"));
    }
    const { live, restart } = diffConfig(current.config, next.config);
    const hasNewSentences = !isDeepStrictEqual(next.sentenceSources, current.sentenceSources);
    const applied = [...new Set([...live, ...(hasNewSentences ? ["commands.sentences"] : [])])];
    next.config = keepRestartSettings(next.config, current.config, restart);
    const changed = steps.filter(([section]) => applied.some((path) => path.startsWith(`${section}.`)));
    for (const [position, [section, reconfigure]] of changed.entries()) {
      try {
        await reconfigure(next);
      } catch (error) {
        await setBack(changed.slice(0, position + 1));
        return refuse(
          errorMessage(error)
            .split("\n")
            .map((line) => `${section}: ${line}`),
        );
      }
    }
    current = next;
    if (restart.length > 0) reporter.report("reloadPartial", { applied, needsRestart: restart });
    else reporter.report("reloaded", { applied });
    return {
      isApplied: restart.length === 0 || applied.length > 0,
      applied,
      needsRestart: restart,
      problems: [],
    };
  };

  /** The one that failed too: it may have taken a part of its settings. */
  const setBack = async (changed: readonly Step[]) => {
    for (const [section, reconfigure] of [...changed].reverse()) {
      try {
        await reconfigure(current);
      } catch (error) {
        reporter.report("reloadNotUndone", { part: section, error: errorMessage(error) });
      }
    }
  };

  return {
    current: () => current.config,
    run() {
      running = running.then(apply);
      return running;
    },
  };
}

const nothing: ReloadResult = { isApplied: true, applied: [], needsRestart: [], problems: [] };
const patienceMs = 5_000;

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
