import { Worker } from "node:worker_threads";
import { systemClock } from "../../core/clock.ts";
import type { StoreCall } from "./calls.ts";
import { createEngineHost, type EngineReply, type EngineRequest } from "./engine-host.ts";
import { type PackedReply, packRequest, unpackReply } from "./packed-messages.ts";

/** A running engine host, wherever it runs. */
export interface EngineLink {
  post(request: EngineRequest): void;
  /** Ends it at once. */
  terminate(): Promise<void>;
}

export interface EngineLinkOptions {
  directory: string;
  onReply(reply: EngineReply): void;
  /** The host is gone; whether its last requests took effect is not known. */
  onCrash(error: Error): void;
}

/** Far above what ten thousand series need; a leak becomes a restart of the thread, not of the daemon. */
const heapMegabytesMax = 256;
/** Most of what the thread allocates dies at once; a small nursery keeps the process small. */
const youngMegabytes = 8;

/** Runs the host in a thread of its own. */
export function createWorkerLink({ directory, onReply, onCrash }: EngineLinkOptions): EngineLink {
  // tsc rewrites the extension of imports, not of URLs.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./worker.${extension}`, import.meta.url), {
    name: "edgewise-store",
    workerData: { directory, pid: process.pid },
    // Flags of the process, such as --input-type, may not suit a thread.
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax, maxYoungGenerationSizeMb: youngMegabytes },
  });
  let isOver = false;
  let failure: Error | undefined;
  /** Calls that are out, the oldest first: what an answer carries depends on what was asked. */
  const asked: (readonly StoreCall[])[] = [];
  worker.on("message", (reply: PackedReply) => {
    if (reply.type === "closed") isOver = true;
    onReply(unpackReply(reply, reply.type === "results" ? (asked.shift() ?? []) : []));
  });
  worker.on("error", (error: Error) => {
    failure = error;
  });
  // "exit" comes after "error", when the thread's database and lock are closed and can be opened again.
  worker.on("exit", (exitCode) => {
    if (isOver) return;
    isOver = true;
    onCrash(failure ?? new Error(`the store's thread exited with code ${exitCode}`));
  });
  return {
    post(request) {
      if (request.type === "calls") asked.push(request.calls);
      worker.postMessage(packRequest(request), request.type === "samples" ? [request.buffer.buffer] : []);
    },
    async terminate() {
      isOver = true;
      await worker.terminate();
    },
  };
}

/** Runs the host in the caller's thread: for tests, and for tools that work on the database of a stopped daemon. */
export function createInlineLink({ directory, onReply, onCrash }: EngineLinkOptions): EngineLink {
  const host = createEngineHost({
    directory,
    pid: process.pid,
    stopwatchMs: () => systemClock.monotonicMs(),
  });
  let isOver = false;
  return {
    post(request) {
      if (isOver) return;
      let reply: EngineReply | undefined;
      try {
        reply = host.handle(request);
      } catch (error) {
        isOver = true;
        queueMicrotask(() => onCrash(error as Error));
        return;
      }
      if (reply) queueMicrotask(() => onReply(reply));
    },
    async terminate() {
      isOver = true;
    },
  };
}
