import { section, setting, z } from "../core/schema.ts";

/** `system`: the log, the clock and the watch over the daemon's own loops. */
export const systemConfig = section(
  {
    logLevel: setting(
      z.enum(["debug", "info", "warn", "error"]).default("info"),
      "Least important level that is written to the log.",
      { reload: "live" },
    ),
    clock: setting(
      z.enum(["auto", "synced", "unsynced"]).default("auto"),
      "Whether the wall clock is right: auto asks the system; synced trusts a battery-backed clock without NTP.",
      { reload: "live" },
    ),
    clockCheckMs: setting(
      z.int().min(1_000).max(3_600_000).default(60_000),
      "Time between two looks at the state of the clock.",
    ),
    loopCheckMs: setting(
      z.int().min(100).max(600_000).default(10_000),
      "Longest time between two checks that all loops turn; with a systemd watchdog at most half its time.",
    ),
  },
  "The log, the clock and the watch over the daemon itself.",
);

export type SystemConfig = z.infer<typeof systemConfig>;
