import { join } from "node:path";
import { systemClock } from "../../src/core/clock.ts";
import { inferenceConfig } from "../../src/inference/config.ts";
import { readModelFolder, verifyModel } from "../../src/inference/registry/model-folder.ts";
import { createInferenceService, type InferenceService } from "../../src/inference/service.ts";
import { repositoryRoot } from "./daemon.ts";
import { builtHost } from "./inference.ts";
import { createTestObservability } from "./observability.ts";

/** Models that ship, by task and folder, in the inference host as it was built; `close` ends it. */
export async function openRealModels(
  folders: Readonly<Record<string, string>>,
): Promise<{ models: InferenceService; close(): Promise<void> }> {
  const models = createInferenceService({
    config: inferenceConfig.parse({}),
    observability: createTestObservability(systemClock),
    random: () => 0,
    makeLink: builtHost,
  });
  await models.start(new AbortController().signal);
  for (const [task, folder] of Object.entries(folders)) {
    await models.load(task, await verifyModel(await readModelFolder(join(repositoryRoot, "models", folder))));
  }
  return {
    models,
    close: () => models.stop({ remainingMs: () => 1_000, signal: AbortSignal.timeout(5_000) }),
  };
}
