import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../../core/clock.ts";
import { invariant } from "../../core/errors.ts";
import { toPlainError } from "../errors.ts";
import { createExecutor } from "./executor.ts";
import type { HostReply, HostRequest, HostSettings } from "./messages.ts";

/** Entry of a thread of the inference host: a run blocks the thread it is made on, so the process has another to say it lives. */
invariant(parentPort, "inference/host/thread is the entry of a worker thread");
const port = parentPort;
const executor = createExecutor({
  settings: workerData as HostSettings,
  stopwatchMs: () => systemClock.monotonicMs(),
  residentBytes: () => process.memoryUsage.rss(),
});

port.on("message", ({ id, work }: HostRequest) => {
  executor.execute(work).then(
    (result) => port.postMessage({ type: "done", id, result } satisfies HostReply),
    (error: unknown) =>
      port.postMessage({ type: "failed", id, error: toPlainError(error) } satisfies HostReply),
  );
});
