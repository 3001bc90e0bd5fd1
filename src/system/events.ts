import type { EventTable } from "../core/events.ts";
import type { MetricOptions } from "../core/metrics.ts";

export const systemEvents = {
  signalReceived: { level: "info", message: "a signal was received" },
  stopForcedBySignal: { level: "warn", message: "a second signal ended the daemon at once" },
  notifyFailed: {
    level: "warn",
    message: "systemd could not be told of the daemon's state",
    counter: "edgewise_system_notify_failures_total",
    quietMs: 600_000,
  },
  loopStuck: {
    level: "error",
    message: "a loop of the daemon is stuck; the watchdog is not fed until it turns again",
    counter: "edgewise_system_stuck_checks_total",
    labels: ["loop"],
    quietMs: 60_000,
  },
  loopRecovered: { level: "warn", message: "the stuck loops turn again" },
  clockSynced: { level: "info", message: "the wall clock is right; new records are marked synced" },
  clockUnsynced: {
    level: "warn",
    message: "the wall clock cannot be trusted; new records are marked unsynced",
    counter: "edgewise_system_clock_unsynced_total",
  },
  clockStepped: {
    level: "warn",
    message: "the wall clock was set",
    counter: "edgewise_system_clock_steps_total",
  },
  lastSeenFailed: {
    level: "warn",
    message: "the time of day could not be remembered for the next start",
    quietMs: 3_600_000,
  },
} as const satisfies EventTable;

export const systemMetrics = {
  rss: { name: "edgewise_system_resident_bytes", help: "Memory of the daemon process (RSS)." },
  heap: { name: "edgewise_system_heap_used_bytes", help: "JavaScript heap in use." },
  cpu: { name: "edgewise_system_cpu_seconds_total", help: "CPU time used by the daemon process." },
  eventLoopDelay: {
    name: "edgewise_system_event_loop_delay_seconds",
    help: "99th percentile of the event loop's delay since the last exposition.",
  },
  memoryAvailable: {
    name: "edgewise_system_memory_available_bytes",
    help: "Memory the machine can still give to programs.",
  },
  temperature: { name: "edgewise_system_cpu_temperature_celsius", help: "Temperature of the processor." },
  clockSynced: {
    name: "edgewise_system_clock_synced_state",
    help: "1 while the wall clock is trusted, else 0.",
  },
} as const satisfies Record<string, MetricOptions>;
