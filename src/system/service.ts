import { createReporter, type Observability } from "../core/events.ts";
import type { Health, LoopProgress, Service } from "../core/lifecycle.ts";
import type { ClockTrust, StateStore } from "../domain/ports.ts";
import { createClockTrust } from "./clock-trust.ts";
import type { SystemConfig } from "./config.ts";
import { systemEvents, systemMetrics } from "./events.ts";
import type { AdjustableLog } from "./log.ts";
import { createNotifier, type Notifier, type RunProgram, runProgram } from "./notify.ts";
import { listenToSignals, type SignalSource, type StopSignal } from "./signals.ts";
import { createUsageReader, type Usage } from "./usage.ts";
import { createWatchdog } from "./watchdog.ts";

export interface SystemService extends Service {
  readonly clockTrust: ClockTrust;
  readonly notifier: Notifier;
  usage(): Usage;
  /** Starts listening for signals; the returned function stops it. */
  listenToSignals(options: {
    source: SignalSource;
    onStop: (signal: StopSignal) => void;
    onReload: () => void;
  }): () => void;
  /** Applies what can change while running. */
  reconfigure(config: SystemConfig): Promise<void>;
}

/** What the daemon knows of itself and its machine: clock, memory, signals, systemd. */
export function createSystemService(options: {
  config: SystemConfig;
  observability: Observability;
  /** The loops the watchdog looks at, asked for at each check. */
  loops: () => readonly LoopProgress[];
  /** `process.env` and `process.pid` of the daemon. */
  environment: Readonly<Record<string, string | undefined>>;
  pid: number;
  /** Its level follows the configuration. */
  log?: Pick<AdjustableLog, "setLevel">;
  /** Remembers over restarts how late it was already. */
  state?: StateStore;
  run?: RunProgram;
}): SystemService {
  const { config, observability, environment, pid, run = runProgram } = options;
  const { clock, metrics } = observability;
  const reporter = createReporter("system", systemEvents, observability);
  const notifier = createNotifier({ environment, pid, reporter, run });
  const usage = createUsageReader({ clock, metrics });
  const clockTrust = createClockTrust({
    mode: config.clock,
    checkMs: config.clockCheckMs,
    clock,
    reporter,
    run,
    state: options.state,
  });
  const watchdog = createWatchdog({
    loops: options.loops,
    notifier,
    clock,
    reporter,
    checkMsMax: config.loopCheckMs,
  });
  const synced = metrics.gauge(systemMetrics.clockSynced);
  metrics.beforeExpose(() => synced.set(clockTrust.quality() === "synced" ? 1 : 0));

  const health = (): Health => {
    const { residentBytes, cpuCores, memoryAvailableBytes, temperatureCelsius } = usage.read();
    const figures = {
      "memory MB": megabytes(residentBytes),
      "memory available MB": megabytes(memoryAvailableBytes),
      "cpu cores": Math.round(cpuCores * 100) / 100,
      ...(temperatureCelsius === undefined ? {} : { "temperature °C": Math.round(temperatureCelsius) }),
      clock: clockTrust.quality(),
    };
    if (watchdog.stuck.length > 0) {
      return { status: "failed", detail: `stuck: ${watchdog.stuck.join(", ")}`, figures };
    }
    const isTrusted = clockTrust.quality() === "synced";
    return {
      status: isTrusted ? "ok" : "degraded",
      detail: `the wall clock is ${isTrusted ? "trusted" : "not trusted"}: ${clockTrust.reason}`,
      figures,
    };
  };

  return {
    name: "system",
    clockTrust,
    notifier,
    usage: () => usage.read(),
    async start() {
      usage.start();
      await clockTrust.start();
      watchdog.start();
    },
    async stop() {
      watchdog.stop();
      usage.stop();
      await clockTrust.stop();
    },
    health,
    listenToSignals: (listening) => listenToSignals({ ...listening, reporter }),
    async reconfigure(newConfig) {
      options.log?.setLevel(newConfig.logLevel);
      await clockTrust.reconfigure(newConfig.clock);
    },
  };
}

function megabytes(bytes: number): number {
  return Math.round(bytes / 1_048_576);
}
