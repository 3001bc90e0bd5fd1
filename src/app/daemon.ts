import type { daemonEvents } from "../config/daemon-events.ts";
import type { Clock } from "../core/clock.ts";
import { EdgewiseError, errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { Deadline, Health, LoopProgress, Service } from "../core/lifecycle.ts";
import { createDeadline } from "./deadline.ts";

/** A part could not start; whatever had started before it was stopped again. */
export class StartFailedError extends EdgewiseError {
  constructor(part: string, cause: unknown) {
    const { hint } = cause as { hint?: string };
    super("daemon.startFailed", `${part} could not start: ${errorMessage(cause)}`, {
      cause,
      ...(hint ? { hint } : {}),
    });
  }
}

export interface DaemonOptions {
  /** In start order; stopped in reverse. */
  services: readonly Service[];
  /** First step of a stop: takes no more input in and lets what is queued run through. */
  stopInputs: (deadline: Deadline) => Promise<void>;
  clock: Clock;
  reporter: Reporter<typeof daemonEvents>;
}

export interface Daemon {
  readonly state: "stopped" | "starting" | "ready" | "stopping";
  /** Starts every part in order. Throws {@link StartFailedError} with everything stopped again. */
  start(signal: AbortSignal): Promise<void>;
  /** Never fails. `isGraceful` is false when the deadline cut it short. */
  stop(timeoutMs: number): Promise<{ isGraceful: boolean }>;
  health(): Record<string, Health>;
  loops(): LoopProgress[];
}

/** Starts, stops and watches the parts. What they are and who feeds whom is `build.ts`'s knowledge. */
export function createDaemon({ services, stopInputs, clock, reporter }: DaemonOptions): Daemon {
  let state: Daemon["state"] = "stopped";
  const started: Service[] = [];

  const stop = async (timeoutMs: number) => {
    state = "stopping";
    const deadline = createDeadline(clock, timeoutMs);
    const cut = new Promise<"cut">((resolve) => {
      // Parts end by themselves at the deadline; a part that does not must not keep the process.
      deadline.signal.addEventListener("abort", () => clock.after(forcedAfterMs, () => resolve("cut")), {
        once: true,
      });
    });
    const orderly = async () => {
      await stopInputs(deadline);
      for (const service of started.splice(0).reverse()) await service.stop(deadline);
    };
    const ended = await Promise.race([orderly().then(() => "orderly" as const), cut]);
    const isGraceful = ended === "orderly" && !deadline.signal.aborted;
    if (!isGraceful) reporter.report("stopForced", { timeoutMs });
    deadline.cancel();
    state = "stopped";
    return { isGraceful };
  };

  return {
    get state() {
      return state;
    },
    async start(signal) {
      state = "starting";
      for (const service of services) {
        try {
          started.push(service);
          await service.start(signal);
          signal.throwIfAborted();
        } catch (error) {
          reporter.report("startFailed", { part: service.name, error: errorMessage(error) });
          await stop(stopAfterFailureMs);
          throw new StartFailedError(service.name, error);
        }
      }
      state = "ready";
    },
    stop,
    health: () => Object.fromEntries(services.map((service) => [service.name, service.health()])),
    loops: () => services.flatMap((service) => service.loops?.() ?? []),
  };
}

const forcedAfterMs = 500;
const stopAfterFailureMs = 5_000;
