import { parentPort, workerData } from "node:worker_threads";
import { systemClock } from "../../core/clock.ts";
import { invariant } from "../../core/errors.ts";
import { createEngineHost } from "./engine-host.ts";
import { type PackedRequest, packReply, unpackRequest } from "./packed-messages.ts";

/** Entry of the store's thread: SQLite is synchronous, and an fsync on a slow card takes what it takes. */
invariant(parentPort, "store/worker is the entry of a worker thread");
const port = parentPort;
const { directory, pid } = workerData as { directory: string; pid: number };
const host = createEngineHost({ directory, pid, stopwatchMs: () => systemClock.monotonicMs() });

port.on("message", (packed: PackedRequest) => {
  const request = unpackRequest(packed);
  const reply = host.handle(request);
  if (!reply) return;
  // Buffers of samples go back to be filled again.
  const calls = request.type === "calls" ? request.calls : [];
  port.postMessage(packReply(reply, calls), reply.type === "recycled" ? [reply.buffer.buffer] : []);
  if (reply.type === "closed") port.close();
});
