import { onTestFinished } from "vitest";
import { type Clock, systemClock } from "../../src/core/clock.ts";
import { inferenceConfig } from "../../src/inference/config.ts";
import { createProcessLink, type MakeHostLink } from "../../src/inference/host-link.ts";
import { createInferenceService, type InferenceService } from "../../src/inference/service.ts";
import { createTestObservability, type LogRecord } from "./observability.ts";

/** The host as it was built: a process cannot be run from TypeScript on Node 20. */
export const builtHost: MakeHostLink = createProcessLink({
  environment: process.env,
  entry: new URL("../../dist/inference/host/main.js", import.meta.url),
});

/** A started service, stopped with the test. Delays before a restart are short unless `random` says otherwise. */
export async function startInference(
  options: {
    makeLink?: MakeHostLink;
    clock?: Clock;
    config?: Partial<ReturnType<typeof inferenceConfig.parse>>;
    random?: () => number;
  } = {},
): Promise<{ service: InferenceService; records: LogRecord[]; metrics: () => Promise<string> }> {
  const observability = createTestObservability(options.clock ?? systemClock);
  const service = createInferenceService({
    config: { ...inferenceConfig.parse({}), ...options.config },
    observability,
    random: options.random ?? (() => 0),
    makeLink: options.makeLink ?? builtHost,
  });
  await service.start(new AbortController().signal);
  onTestFinished(() => service.stop({ remainingMs: () => 1_000, signal: AbortSignal.timeout(5_000) }));
  return { service, records: observability.records, metrics: () => observability.metrics.expose() };
}
