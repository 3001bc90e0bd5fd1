import type { Reporter } from "../core/events.ts";
import type { systemEvents } from "./events.ts";

/** The part of `process` that signals need. */
export interface SignalSource {
  on(signal: StopSignal | "SIGHUP", listener: () => void): unknown;
  off(signal: StopSignal | "SIGHUP", listener: () => void): unknown;
  exit(code: number): void;
}

export type StopSignal = "SIGTERM" | "SIGINT";

const numbers = { SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Listens for signals until the returned function is called. The first SIGTERM or SIGINT asks for a stop in
 * good order, the second ends the process at once with the exit code of that signal (128 + its number);
 * SIGHUP asks for a reload, and is ignored once a stop was asked for.
 */
export function listenToSignals(options: {
  source: SignalSource;
  reporter: Reporter<typeof systemEvents>;
  onStop: (signal: StopSignal) => void;
  onReload: () => void;
}): () => void {
  const { source, reporter } = options;
  let isStopping = false;
  const stop = (signal: StopSignal) => () => {
    if (isStopping) {
      reporter.report("stopForcedBySignal", { signal });
      source.exit(128 + numbers[signal]);
      return;
    }
    isStopping = true;
    reporter.report("signalReceived", { signal });
    options.onStop(signal);
  };
  const reload = () => {
    if (isStopping) return;
    reporter.report("signalReceived", { signal: "SIGHUP" });
    options.onReload();
  };
  const [terminate, interrupt] = [stop("SIGTERM"), stop("SIGINT")];
  source.on("SIGTERM", terminate);
  source.on("SIGINT", interrupt);
  source.on("SIGHUP", reload);
  return () => {
    source.off("SIGTERM", terminate);
    source.off("SIGINT", interrupt);
    source.off("SIGHUP", reload);
  };
}
