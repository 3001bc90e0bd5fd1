import { access } from "node:fs/promises";
import { type Clock, every } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { ClockQuality } from "../domain/clock-quality.ts";
import type { ClockTrust, StateStore } from "../domain/ports.ts";
import type { SystemConfig } from "./config.ts";
import type { systemEvents } from "./events.ts";
import type { RunProgram } from "./notify.ts";

/**
 * Whether the wall clock can be trusted. A board without a battery-backed clock starts in the past after a
 * power cut, and stays there until a time server answers.
 *
 * In `auto`, in this order:
 * 1. A time before this software was made is wrong.
 * 2. systemd-timesyncd's flag file says the clock is synchronised (it lives in /run, so it is of this boot).
 * 3. The kernel's own state, kept by timesyncd, chrony, ntpd and ptp4l alike, as `timedatectl` tells it.
 * 4. Nobody knows (a container, no NTP service): a time before the last one this device was sure of is wrong,
 *    any other is taken as right. A time server overrules the memory, which may come from a wrong clock.
 */
export interface WatchedClockTrust extends ClockTrust {
  /** One sentence: why the clock is trusted or not. */
  readonly reason: string;
  /** Looks for the first time, then every `checkMs`. */
  start(): Promise<void>;
  stop(): Promise<void>;
  reconfigure(mode: SystemConfig["clock"]): Promise<void>;
}

/** No device of ours can have lived before this; raised with each release. */
export const softwareDate = Date.UTC(2026, 0, 1);

const timesyncFlag = "/run/systemd/timesync/synchronized";
const programMsMax = 1_500;
/** The wall clock moved this much more or less than the monotonic one: it was set. */
const stepMsMin = 2_000;
/** Being this much behind the last sure time is a wrong clock; less is a clock being slewed. */
const behindMsMin = 60_000;
const rememberEveryMs = 600_000;
const stateKey = "system/lastSeenAt";

type Verdict = { quality: ClockQuality; reason: string };

export function createClockTrust(options: {
  mode: SystemConfig["clock"];
  checkMs: number;
  clock: Clock;
  reporter: Reporter<typeof systemEvents>;
  run: RunProgram;
  /** Whether a file exists. */
  exists?: (path: string) => Promise<boolean>;
  /** Where the last sure time survives a restart. */
  state?: StateStore | undefined;
}): WatchedClockTrust {
  const { clock, reporter, run, state, exists = fileExists } = options;
  let { mode } = options;
  let verdict: Verdict = { quality: mode === "synced" ? "synced" : "unsynced", reason: "not looked at yet" };
  let isFirstLook = true;
  let lastSeenAt = 0;
  let rememberedMs = Number.NEGATIVE_INFINITY;
  let offsetMs = clock.now() - clock.monotonicMs();
  let cancel = () => {};
  let looking: Promise<void> | undefined;

  const askTimeServer = async (): Promise<Verdict | undefined> => {
    const isFlagged = await exists(timesyncFlag);
    const answer = isFlagged ? "yes" : await askKernel(run);
    if (answer === "no") {
      return { quality: "unsynced", reason: "it was not synchronised with a time server yet" };
    }
    if (answer !== "yes") return undefined;
    lastSeenAt = clock.now();
    return { quality: "synced", reason: "it is synchronised with a time server" };
  };

  const judge = async (): Promise<Verdict> => {
    if (mode !== "auto") return { quality: mode, reason: `system.clock is set to ${mode}` };
    const nowMs = clock.now();
    if (nowMs < softwareDate) {
      return { quality: "unsynced", reason: "the date is before this software was made" };
    }
    const server = await askTimeServer();
    if (server !== undefined) return server;
    if (nowMs < lastSeenAt - behindMsMin) {
      const seen = new Date(lastSeenAt).toISOString();
      return { quality: "unsynced", reason: `the date is before ${seen}, which was seen already` };
    }
    return { quality: "synced", reason: "the date looks right and nothing says otherwise" };
  };

  const noticeStep = () => {
    const newOffsetMs = clock.now() - clock.monotonicMs();
    const byMs = Math.round(newOffsetMs - offsetMs);
    offsetMs = newOffsetMs;
    if (Math.abs(byMs) < stepMsMin) return;
    reporter.report("clockStepped", { byMs, now: new Date(clock.now()).toISOString() });
  };

  const remember = async () => {
    if (isFirstLook || verdict.quality !== "synced") return;
    lastSeenAt = Math.max(lastSeenAt, clock.now());
    rememberedMs = clock.monotonicMs();
    try {
      await state?.put(stateKey, String(lastSeenAt));
    } catch (error) {
      reporter.report("lastSeenFailed", { error: errorMessage(error) });
    }
  };

  const look = async () => {
    noticeStep();
    const before = verdict.quality;
    verdict = await judge();
    const isNews = isFirstLook || verdict.quality !== before;
    isFirstLook = false;
    if (isNews) {
      const event = verdict.quality === "synced" ? "clockSynced" : "clockUnsynced";
      reporter.report(event, { reason: verdict.reason });
    }
    if (clock.monotonicMs() - rememberedMs >= rememberEveryMs) await remember();
  };

  /** One look at a time; a slow one makes the next callers wait for it. */
  const lookOnce = () => {
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };

  return {
    quality: () => verdict.quality,
    get reason() {
      return verdict.reason;
    },
    async start() {
      lastSeenAt = await recall(state, clock.now());
      await lookOnce();
      cancel = every(clock, options.checkMs, () => void lookOnce());
    },
    async stop() {
      cancel();
      await looking;
      await remember();
    },
    async reconfigure(newMode) {
      mode = newMode;
      await looking;
      await lookOnce();
    },
  };
}

/** Further ahead than this the remembered time is not believed: it was written while the clock was wrong. */
const aheadMsMax = 10 * 365 * 86_400_000;

async function recall(state: StateStore | undefined, nowMs: number): Promise<number> {
  try {
    const at = Number(await state?.get(stateKey));
    return Number.isFinite(at) && at < Math.max(nowMs, softwareDate) + aheadMsMax ? at : 0;
  } catch {
    // Without the memory the other signs still tell; the store reports its own failure.
    return 0;
  }
}

async function askKernel(run: RunProgram): Promise<"yes" | "no" | undefined> {
  try {
    const answer = await run("timedatectl", ["show", "--property=NTPSynchronized", "--value"], programMsMax);
    const word = answer.trim();
    return word === "yes" || word === "no" ? word : undefined;
  } catch {
    // No systemd here, or it does not answer: nothing is known, which is an expected outcome.
    return undefined;
  }
}

async function fileExists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch {
    return false;
  }
}
