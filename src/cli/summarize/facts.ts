import type { EdgewiseConfig } from "../../config/schema.ts";
import { systemClock } from "../../core/clock.ts";
import { silentLog } from "../../core/log.ts";
import { createMetrics } from "../../core/metrics.ts";
import type { Facts } from "../../domain/facts.ts";
import type { ModelRunner } from "../../domain/ports.ts";
import { readFacts } from "../../summaries/read-facts.ts";
import { createSummariesService, type SummariesService } from "../../summaries/service.ts";
import { FactsInvalidError } from "../errors.ts";
import { readJson } from "./json-text.ts";

/**
 * The facts in a JSON text, those of an incident in the order that the daemon would tell. Throws
 * {@link FactsInvalidError} with the line and the column.
 */
export function factsIn(content: string, file: string, config: EdgewiseConfig): Facts {
  const json = readJson(content);
  if ("problem" in json) throw new FactsInvalidError(file, [{ ...json.place, what: json.problem }]);
  const found = readFacts(json.value, config.summaries);
  if (found === undefined) {
    const what =
      'it is neither facts ("type": "incident" or "digest") nor an incident as published or stored, with its "status" and "evidence"';
    throw new FactsInvalidError(file, [{ ...json.placeOf([]), what }]);
  }
  if ("facts" in found) return found.facts;
  const problems = found.problems.map(({ path, what }) => ({
    ...json.placeOf(path),
    what: `${path.length > 0 ? `${path.join(".")}: ` : ""}${what}`,
  }));
  throw new FactsInvalidError(file, problems);
}

/** What writes summaries in the daemon, without its digests. */
export function createWriter(
  config: EdgewiseConfig,
  models: ModelRunner | undefined,
  timeZone: string | undefined,
): SummariesService {
  return createSummariesService({
    config: { ...config.summaries, digestEnabled: false, nanoWaitMs: nanoWaitMs(config) },
    observability: { clock: systemClock, log: silentLog, metrics: createMetrics() },
    timeZone,
    incidentLog: { list: async () => [] },
    clockTrust: { quality: () => "synced" },
    ...(models === undefined ? {} : { models }),
    state: { get: async () => undefined, put: async () => {} },
    publishSummary: () => {},
    digestSource: async () => ({ samples: 0, seriesCount: 0, logLines: 0, commands: 0 }),
  });
}

/** The first run of a model that was just loaded may take longer, and nobody's alarm waits here. */
function nanoWaitMs({ summaries }: EdgewiseConfig): number {
  return Math.max(summaries.nanoWaitMs, 5_000);
}
