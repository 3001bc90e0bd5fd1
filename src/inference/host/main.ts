import { Worker } from "node:worker_threads";
import { every, systemClock } from "../../core/clock.ts";
import { invariant } from "../../core/errors.ts";
import type { HostReply, HostRequest, HostSettings } from "./messages.ts";

/**
 * Entry of the inference host's process. Its main thread only passes work on and says that it lives; models run on
 * its other threads. It holds nothing durable: it may be killed at any time.
 */
const settings = JSON.parse(process.argv[2] ?? "null") as HostSettings | null;
invariant(settings && process.send, "inference/host/main is started by the daemon");
const threads: Worker[] = [];

const send = (reply: HostReply) => {
  // The channel closes when the daemon is gone, and then so is the host: see "disconnect".
  if (process.connected) process.send?.(reply);
};

function thread(index: number): Worker {
  threads[index] ??= startThread(index);
  return threads[index];
}

function startThread(index: number): Worker {
  // tsc rewrites the extension of imports, not of URLs.
  const extension = import.meta.url.endsWith(".ts") ? "ts" : "js";
  const worker = new Worker(new URL(`./thread.${extension}`, import.meta.url), {
    name: `edgewise-inference-${index}`,
    workerData: settings,
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytesMax, maxYoungGenerationSizeMb: youngMegabytes },
  });
  worker.on("message", send);
  // One thread that ends takes the process along: the daemon starts all of it again.
  worker.on("error", (error) => {
    process.stderr.write(`${error.stack ?? error.message}\n`, () => process.exit(1));
  });
  worker.on("exit", () => process.exit(1));
  return worker;
}

process.on("message", (request: HostRequest) => thread(request.thread).postMessage(request));
// Without the daemon there is nobody to run for. Native libraries are not unloaded: their destructors can hang.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));
// A Ctrl-C or a stop of the unit reaches every process of the group; the daemon stops this one when it is done.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});

const aliveEveryMs = 1_000;
/** Tensors live outside V8's heap; what is in it is small. */
const heapMegabytesMax = 128;
const youngMegabytes = 4;

every(systemClock, aliveEveryMs, () => send({ type: "alive", residentBytes: process.memoryUsage.rss() }));
send({ type: "ready" });
