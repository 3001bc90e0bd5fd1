import type { daemonEvents } from "../config/daemon-events.ts";
import type { Clock } from "../core/clock.ts";
import { EdgewiseError, errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { Deadline, Health, LoopProgress, Service } from "../core/lifecycle.ts";
import { createDeadline } from "./deadline.ts";

/** A part could not start; whatever had started before it was stopped again. */
export class StartFailedError extends EdgewiseError {
  constructor(part: string, cause: unknown) {
    const hint = cause instanceof EdgewiseError ? cause.hint : undefined;
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
  /** Last step of a start: every part is there to take what came in meanwhile. */
  openInputs: () => void;
  clock: Clock;
  reporter: Reporter<typeof daemonEvents>;
}

export interface Daemon {
  readonly state: "stopped" | "starting" | "ready" | "stopping";
  /**
   * Starts every part in order. False when `signal` aborted meanwhile: everything is stopped again then, and also
   * when it throws {@link StartFailedError}.
   */
  start(signal: AbortSignal): Promise<boolean>;
  /**
   * Never fails, and takes `timeoutMs` at most. Three quarters of it are graceful; a part that is not done then is
   * left behind, so that those after it, the store last, still end in good order. `isGraceful` is false then.
   */
  stop(timeoutMs: number): Promise<{ isGraceful: boolean }>;
  health(): Record<string, Health>;
  loops(): LoopProgress[];
}

/** Starts, stops and watches the parts. What they are and who feeds whom is `build.ts`'s knowledge. */
export function createDaemon({ services, stopInputs, openInputs, clock, reporter }: DaemonOptions): Daemon {
  let state: Daemon["state"] = "stopped";
  let stopping: Promise<{ isGraceful: boolean }> | undefined;
  const started: Service[] = [];

  const stopAll = async (timeoutMs: number) => {
    state = "stopping";
    const endMs = clock.monotonicMs() + timeoutMs;
    const deadline = createDeadline(clock, timeoutMs * gracefulShare);
    const steps = [{ name: "inputs", stop: stopInputs }, ...started.splice(0).reverse()];
    const leftBehind: string[] = [];
    for (const [position, step] of steps.entries()) {
      // Called now, so that it is under way even if it is not waited for.
      const ended = stopOne(step, deadline);
      const patienceMs = () => Math.max(0, endMs - clock.monotonicMs()) / (steps.length - position);
      if (!(await endsInTime(ended, { deadline, clock, patienceMs }))) leftBehind.push(step.name);
    }
    const isGraceful = leftBehind.length === 0 && !deadline.signal.aborted;
    if (!isGraceful) reporter.report("stopForced", { timeoutMs, parts: leftBehind });
    deadline.cancel();
    state = "stopped";
    return { isGraceful };
  };

  const stopOne = async (step: Pick<Service, "name" | "stop">, deadline: Deadline) => {
    try {
      await step.stop(deadline);
    } catch (error) {
      reporter.report("stopFailed", { part: step.name, error: errorMessage(error) });
    }
  };

  const stop = (timeoutMs: number) => {
    stopping ??= stopAll(timeoutMs);
    return stopping;
  };

  return {
    get state() {
      return state;
    },
    async start(signal) {
      state = "starting";
      for (const service of services) {
        if (signal.aborted) break;
        started.push(service);
        try {
          await service.start(signal);
        } catch (error) {
          // A start that was called off often ends in an error, which tells nobody anything.
          if (signal.aborted) break;
          reporter.report("startFailed", { part: service.name, error: errorMessage(error) });
          await stop(stopAfterFailureMs);
          throw new StartFailedError(service.name, error);
        }
      }
      if (signal.aborted) {
        await stop(stopAfterFailureMs);
        return false;
      }
      openInputs();
      state = "ready";
      return true;
    },
    stop,
    health: () => Object.fromEntries(services.map((service) => [service.name, service.health()])),
    loops: () => services.flatMap((service) => service.loops?.() ?? []),
  };
}

/** Parts end by themselves at the deadline; one that does not gets `patienceMs` from then, or from now if that is later. */
async function endsInTime(
  ended: Promise<void>,
  { deadline, clock, patienceMs }: { deadline: Deadline; clock: Clock; patienceMs: () => number },
): Promise<boolean> {
  let cancel = () => {};
  let onAbort = () => {};
  const patience = new Promise<boolean>((resolve) => {
    onAbort = () => {
      cancel = clock.after(patienceMs(), () => resolve(false));
    };
    if (deadline.signal.aborted) onAbort();
    else deadline.signal.addEventListener("abort", onAbort, { once: true });
  });
  const isInTime = await Promise.race([ended.then(() => true), patience]);
  deadline.signal.removeEventListener("abort", onAbort);
  cancel();
  return isInTime;
}

const gracefulShare = 0.75;
const stopAfterFailureMs = 5_000;
