import { createServer } from "node:http";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";

/** What lives in a process after garbage was collected; memory in bytes. */
export interface Alive {
  heap: number;
  /** Memory outside of the heap that its objects hold: buffers, tensors. */
  external: number;
  arrayBuffers: number;
  timers: number;
  /** Sockets, servers, pipes and all else that keeps a process going. */
  handles: number;
}

/**
 * Loaded into the daemon with `--import`: answers on a Unix socket in the folder `SOAK_PROBES`, named after the process, what
 * lives in it. The daemon knows nothing of it.
 */
const folder = process.env.SOAK_PROBES;
if (isMainThread && folder !== undefined) {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const server = createServer((_, response) => {
    // Twice: what a finaliser of the first lets go is gone with the second.
    collect();
    setImmediate(() => {
      collect();
      response.setHeader("connection", "close").end(JSON.stringify(alive()));
    });
  });
  server.listen(join(folder, `${process.pid}.sock`)).unref();
}

function alive(): Alive {
  const { heapUsed, external, arrayBuffers } = process.memoryUsage();
  const resources = process.getActiveResourcesInfo();
  const timers = resources.filter((kind) => kind === "Timeout" || kind === "Immediate").length;
  return { heap: heapUsed, external, arrayBuffers, timers, handles: resources.length - timers };
}
