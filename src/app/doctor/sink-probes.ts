import { systemClock } from "../../core/clock.ts";
import { createClientTls } from "../../sync/network/client-tls.ts";
import { rootProblem } from "../../sync/sinks/objects/folder-store.ts";
import type { SinkProbes } from "./probes.ts";

/** Looks at what the sinks of this configuration need, and sends nothing. */
export function createSinkProbes(): SinkProbes {
  return {
    async tls(settings) {
      const tls = createClientTls(settings);
      const read = await tls.current();
      if (!read.ok) return { problem: read.reason };
      const warning = tls.warning(systemClock.now());
      return warning === undefined ? {} : { warning };
    },
    folderProblem: async (root, mountPoint) => (await rootProblem(root, mountPoint))?.reason,
  };
}
