import { join } from "node:path";
import type { ModelRunner } from "../../src/domain/ports.ts";
import { loadOnnxRuntime } from "../../src/inference/host/onnx-runtime.ts";
import { openOnnxSession } from "../../src/inference/host/onnx-session.ts";
import { readModelFolder, verifyModel } from "../../src/inference/registry/model-folder.ts";
import { repositoryRoot } from "./daemon.ts";

/** A model that ships, run in this process on the CPU, without a host. */
export async function openModelInProcess(
  folder: string,
): Promise<{ models: ModelRunner; close(): Promise<void> }> {
  const source = await verifyModel(await readModelFolder(join(repositoryRoot, "models", folder)));
  const runtime = await loadOnnxRuntime(undefined);
  const path = join(source.directory, source.variants[0]?.file ?? "");
  const session = await openOnnxSession(runtime, { path, provider: "cpu", runThreads: 1 });
  return {
    models: {
      run: (_task, inputs) => session.run(inputs),
      active: (task) => (task === source.task ? source : undefined),
      onActivated: () => () => {},
    },
    close: () => session.close(),
  };
}
