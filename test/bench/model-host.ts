import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { systemClock } from "../../src/core/clock.ts";
import { silentLog } from "../../src/core/log.ts";
import { createMetrics } from "../../src/core/metrics.ts";
import { inferenceConfig } from "../../src/inference/config.ts";
import { createProcessLink } from "../../src/inference/host-link.ts";
import { readModelFolder, verifyModel } from "../../src/inference/registry/model-folder.ts";
import { createInferenceService, type InferenceService } from "../../src/inference/service.ts";

/** The host of the build that is measured: that of the benchmarks has only what they import. */
const hostEntry = "dist/inference/host/main.js";

/** A bundled model, by its folder below `models`, in an inference host of its own. */
export async function withModel(
  { folder, task }: { folder: string; task: string },
  work: (models: InferenceService) => Promise<void>,
): Promise<void> {
  const source = await verifyModel(await readModelFolder(resolve("models", folder)));
  const host = createInferenceService({
    config: inferenceConfig.parse({}),
    observability: { clock: systemClock, log: silentLog, metrics: createMetrics() },
    random: Math.random,
    makeLink: createProcessLink({ environment: process.env, entry: pathToFileURL(resolve(hostEntry)) }),
  });
  await host.start(AbortSignal.timeout(10_000));
  try {
    await host.load(task, source);
    await work(host);
  } finally {
    await host.stop({ remainingMs: () => 10_000, signal: AbortSignal.timeout(10_000) });
  }
}
