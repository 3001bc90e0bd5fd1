import type { Command } from "commander";
import { buildDaemon } from "../app/build.ts";
import { loadUsable } from "../app/orders/load-usable.ts";
import { readVersion } from "../app/version.ts";
import { daemonEvents } from "../config/daemon-events.ts";
import type { Ordered } from "../config/ordered.ts";
import { systemClock } from "../core/clock.ts";
import { createReporter } from "../core/events.ts";
import { createMetrics } from "../core/metrics.ts";
import { createPinoLog } from "../system/log.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "./config.ts";

export function registerRun(program: Command): void {
  withConfigOptions(program.command("run"))
    .description("run the daemon until SIGTERM or SIGINT; SIGHUP reloads the configuration")
    .action(async (options: ConfigOptions) => {
      process.exitCode = await runDaemon(options);
    });
}

/** Answers the exit code: 0 after a clean stop, 1 after one that had to be cut short. */
async function runDaemon(options: ConfigOptions): Promise<number> {
  const load = (ordered?: Ordered) => loadFor(options, ordered);
  const loaded = loadUsable(load);
  const log = createPinoLog({ level: loaded.config.system.logLevel });
  const observability = { log, metrics: createMetrics(), clock: systemClock };
  const reporter = createReporter("daemon", daemonEvents, observability);
  reporter.report("starting", {
    version: readVersion(),
    node: loaded.config.daemon.node,
    files: loaded.files,
  });
  const { daemon, system, reload, addresses } = buildDaemon({
    loaded,
    load,
    observability,
    log,
    environment: process.env,
    pid: process.pid,
    random: Math.random,
  });

  const starting = new AbortController();
  const stopAsked = new Promise<void>((resolve) => {
    system.listenToSignals({
      source: process,
      onStop: (signal) => {
        reporter.report("stopping", { signal });
        starting.abort(new Error(`stopped by ${signal}`));
        resolve();
      },
      onReload: () => void reload.run(),
    });
  });
  if (!(await daemon.start(starting.signal))) {
    reporter.report("stopped", { isGraceful: true });
    process.exit(0);
  }
  await system.notifier.ready(`listening at ${addresses().broker}`);
  reporter.report("ready", { ...addresses(), startMs: Math.round(process.uptime() * 1000) });

  await stopAsked;
  await system.notifier.stopping("stopping");
  const { isGraceful } = await daemon.stop(reload.current().daemon.stopTimeoutMs);
  reporter.report("stopped", { isGraceful });
  // A part that hangs past the deadline may still hold handles; the process must not stay for them.
  process.exit(isGraceful ? 0 : 1);
}
