/**
 * Whether a sink can be reached, judged by what real sends did, never by a ping: a ping answers "is there a
 * network", and what counts is "do records arrive".
 */
export type ConnectivityState = "unknown" | "online" | "offline";

export interface Connectivity {
  readonly state: ConnectivityState;
  /** Wall time of the change to `state`; for `offline` the first failure of the row that led to it. */
  readonly sinceAt: number;
  /** The same on the monotonic clock, which a set wall clock does not move. */
  readonly sinceMonotonicMs: number;
  /** The row of failures since the last success. */
  readonly failures: { count: number; firstAt: number; firstMonotonicMs: number } | undefined;
}

export interface Moment {
  at: number;
  monotonicMs: number;
}

/** One failed send while online is a glitch (a reset keep-alive socket), two in a row are not. */
const failuresBeforeOffline = 2;

export function initialConnectivity(moment: Moment): Connectivity {
  return {
    state: "unknown",
    sinceAt: moment.at,
    sinceMonotonicMs: moment.monotonicMs,
    failures: undefined,
  };
}

/** The state after a send that reached the far side (`reached`) or did not (`unreached`). Pure. */
export function nextConnectivity(
  current: Connectivity,
  observation: "reached" | "unreached",
  moment: Moment,
): Connectivity {
  if (observation === "reached") {
    if (current.state === "online") return current.failures ? { ...current, failures: undefined } : current;
    return { ...initialConnectivity(moment), state: "online" };
  }
  const failures = {
    count: (current.failures?.count ?? 0) + 1,
    firstAt: current.failures?.firstAt ?? moment.at,
    firstMonotonicMs: current.failures?.firstMonotonicMs ?? moment.monotonicMs,
  };
  const isGlitch = current.state === "online" && failures.count < failuresBeforeOffline;
  if (isGlitch || current.state === "offline") return { ...current, failures };
  return {
    state: "offline",
    sinceAt: failures.firstAt,
    sinceMonotonicMs: failures.firstMonotonicMs,
    failures,
  };
}
