import { invariant } from "../../core/errors.ts";
import { openBackendSession } from "../backend/client.ts";
import { ModelUnusableError } from "../errors.ts";
import { declarationProblem } from "../shapes.ts";
import type { HostSettings, HostWork, Opened, WorkResults } from "./messages.ts";
import { loadOnnxRuntime, type OnnxRuntime } from "./onnx-runtime.ts";
import { openOnnxSession } from "./onnx-session.ts";
import type { Session } from "./session.ts";

/** Does the work of one thread: holds its sessions, opens and runs them, and measures both. */
export function createExecutor(options: {
  settings: HostSettings;
  stopwatchMs: () => number;
  residentBytes: () => number;
}): {
  /** Rejects with a named error. */
  execute(work: HostWork): Promise<WorkResults[keyof WorkResults]>;
} {
  const { settings, stopwatchMs, residentBytes } = options;
  const sessions = new Map<number, Session>();
  let runtime: OnnxRuntime | undefined;

  async function open(work: Extract<HostWork, { type: "open" }>) {
    const { session, path, provider, declared, warmUp } = work;
    if (provider.kind === "onnx") runtime ??= await loadOnnxRuntime(settings.runtimePath);
    const bytesBefore = residentBytes();
    const startedMs = stopwatchMs();
    const { runThreads, runMsMax, loadMsMax } = settings;
    const opened =
      provider.kind === "backend"
        ? await openBackendSession({ ...provider, path, runMsMax, loadMsMax })
        : await openOnnxSession(requireRuntime(), { path, provider: provider.name, runThreads });
    const loadMs = stopwatchMs() - startedMs;
    try {
      const problem =
        declarationProblem("input", declared.inputs, opened.inputs) ??
        declarationProblem("output", declared.outputs, opened.outputs);
      if (problem) throw new ModelUnusableError(problem);
      const outputs = await opened.run(warmUp);
      sessions.set(session, opened);
      const grownBytes = Math.max(0, residentBytes() - bytesBefore);
      return {
        loadMs,
        memoryBytes: opened.memoryBytes ?? grownBytes,
        warmUp: outputs,
      } satisfies Opened;
    } catch (error) {
      await opened.close();
      throw error;
    }
  }

  function requireRuntime(): OnnxRuntime {
    invariant(runtime, "an ONNX session is opened before its runtime is loaded");
    return runtime;
  }

  return {
    async execute(work) {
      if (work.type === "open") return open(work);
      const session = sessions.get(work.session);
      if (work.type === "close") {
        sessions.delete(work.session);
        await session?.close();
        return null;
      }
      invariant(session, `there is no session ${work.session}`);
      const startedMs = stopwatchMs();
      const outputs = await session.run(work.inputs);
      return { outputs, runMs: stopwatchMs() - startedMs };
    },
  };
}
