import { fullJitterDelayMs, type Random } from "../../core/backoff.ts";
import { type Clock, every, sleep } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { WyomingBackend } from "./backend.ts";
import type { SatelliteConfig } from "./config.ts";
import { createConnection, type WyomingConnection } from "./connection.ts";
import { dial } from "./dial.ts";
import type { wyomingEvents } from "./events.ts";
import { message } from "./message.ts";
import { createSatelliteDialog } from "./satellite-dialog.ts";
import { reportEnd } from "./server.ts";

/**
 * The satellites that edgewise connects to, each kept connected as long as it can be reached.
 *
 * Limits: a satellite answers a ping every `pingMs`; one that sends nothing for `silenceMsMax` counts as gone. Connecting
 * takes `dialMsMax` at most and is tried again after 1 to 60 seconds.
 */
export interface Satellites {
  start(): void;
  stop(): Promise<void>;
  /** Paused satellites send no sound: those of the name, or all. */
  pause(isPaused: boolean, name?: string): void;
  states(): { name: string; state: SatelliteState }[];
}

export type SatelliteState = "connecting" | "connected" | "paused" | "unreachable";

const pingMs = 2_000;
const silenceMsMax = 15_000;
const dialMsMax = 10_000;
/** Port that wyoming-satellite listens on. */
const usualPort = 10_700;
const backoff = { baseMs: 2_000, maxMs: 60_000 };

interface SatellitesOptions {
  config: readonly SatelliteConfig[];
  backend: WyomingBackend;
  clock: Clock;
  random: Random;
  reporter: Reporter<typeof wyomingEvents>;
}

export function createSatellites(options: SatellitesOptions): Satellites {
  const stopping = new AbortController();
  const keepers = options.config.map((config) => createKeeper(config, options, stopping.signal));
  let running: Promise<unknown> = Promise.resolve();
  return {
    start() {
      running = Promise.all(keepers.map((keeper) => keeper.run()));
    },
    async stop() {
      stopping.abort();
      await running;
    },
    pause(isPaused, name) {
      for (const keeper of keepers) if (name === undefined || keeper.name === name) keeper.pause(isPaused);
    },
    states: () => keepers.map(({ name, state }) => ({ name, state: state() })),
  };
}

interface Keeper {
  readonly name: string;
  state(): SatelliteState;
  pause(isPaused: boolean): void;
  /** Until the signal aborts; never rejects. */
  run(): Promise<void>;
}

function createKeeper(config: SatelliteConfig, options: SatellitesOptions, signal: AbortSignal): Keeper {
  const { clock, reporter } = options;
  const { name, url } = config;
  let state: SatelliteState = "connecting";
  let isPaused = false;
  let connection: WyomingConnection | undefined;
  const close = () => connection?.close();
  signal.addEventListener("abort", close, { once: true });

  const serve = async (open: WyomingConnection) => {
    const dialog = createSatelliteDialog({
      ...options,
      connection: open,
      source: { name, area: config.area },
    });
    open.post(message("describe"));
    open.post(message(isPaused ? "pause-satellite" : "run-satellite"));
    const stopPinging = every(clock, pingMs, () => open.post(message("ping")));
    const end = await open.run((received) => dialog.handle(received));
    stopPinging();
    if (dialog.end()) reporter.report("utteranceDropped", { source: name });
    if (signal.aborted) return;
    reportEnd(reporter, open.peer, end);
    reporter.report("satelliteLost", { satellite: name, url });
  };

  return {
    name,
    state: () => (state === "connected" && isPaused ? "paused" : state),
    pause(now) {
      if (isPaused === now) return;
      isPaused = now;
      connection?.post(message(now ? "pause-satellite" : "run-satellite"));
    },
    async run() {
      let failures = 0;
      while (!signal.aborted) {
        try {
          const socket = await dial({ url, usualPort, timeoutMs: dialMsMax, clock, signal });
          connection = createConnection({ socket, clock, idleMs: silenceMsMax });
          failures = 0;
          state = "connected";
          reporter.report("satelliteConnected", { satellite: name, url });
          await serve(connection);
          state = "connecting";
        } catch (error) {
          if (signal.aborted) break;
          state = "unreachable";
          reporter.report("satelliteUnreachable", { satellite: name, why: errorMessage(error) });
        }
        connection = undefined;
        // Never at once: a satellite that drops every connection would otherwise be called without a pause.
        const delayMs = 1_000 + fullJitterDelayMs(failures, { ...backoff, random: options.random });
        failures += 1;
        await sleep(clock, delayMs, signal);
      }
    },
  };
}
