import { type Clock, sleep } from "../../core/clock.ts";
import type { MessageBus } from "../../domain/ports.ts";
import type { ActionResult } from "../../domain/utterance.ts";
import type { EntityStates } from "../entities/states.ts";
import { isMet, type PlannedAction } from "./plan.ts";
import type { RateLimiter, RateScope } from "./rate-limit.ts";

/** How one action went, with what the reply needs beyond the published result. */
export interface PerformedAction {
  action: PlannedAction;
  result: ActionResult;
  /** The thing reported the wanted state before anything was sent. */
  wasAlready: boolean;
  /** The thing did report after the message, but not the wanted state. */
  didReport: boolean;
  /** What it reported then. */
  reported: string | number | undefined;
  /** Why nothing, or nothing certain, was sent. */
  problem:
    | { type: "offline" }
    | { type: "rateLimited"; waitMs: number; scope: RateScope }
    | { type: "notTaken"; reason: string }
    | undefined;
  waitedMs: number;
}

export interface Performing {
  bus: MessageBus;
  states: EntityStates;
  clock: Clock;
  limiter: RateLimiter;
  /** Who asked for it; undefined: edgewise itself. */
  source: string | undefined;
  /** Longest wait for the report of the thing; also for the broker's acknowledgement. */
  verifyTimeoutMs: number;
  /** A message that a broker keeps for a device that is away is of no use after this time. */
  expiresAfterMs: number;
  dryRun: boolean;
  signal: AbortSignal;
}

/**
 * Sends one action and waits for the thing to report the wanted state. Expected outcomes only: never rejects.
 * The thing is listened to before the message goes out, so a report faster than the broker's acknowledgement counts.
 */
export async function performAction(action: PlannedAction, how: Performing): Promise<PerformedAction> {
  const { thing, topic, payload, expect } = action;
  const performed = (
    status: ActionResult["status"],
    extra: Partial<Omit<PerformedAction, "action" | "result">> = {},
  ): PerformedAction => ({
    action,
    result: { entityId: thing.id, topic, payload, status },
    wasAlready: false,
    didReport: false,
    reported: undefined,
    problem: undefined,
    waitedMs: 0,
    ...extra,
  });
  if (how.dryRun) return performed("planned");
  if (!how.bus.isConnected) return performed("failed", { problem: { type: "offline" } });
  const permission = how.limiter.take(thing.id, how.source);
  if (!permission.ok) {
    const { scope, waitMs } = permission;
    return performed("failed", { problem: { type: "rateLimited", scope, waitMs } });
  }

  const timeoutMs = thing.verifyTimeoutMs ?? how.verifyTimeoutMs;
  // A retained value may be older than the last power cut, so it does not count as "already".
  const known = expect && how.states.get(thing.id, expect.attribute);
  // Nor does a robot that is busy: it may be busy with something else.
  const wasAlready =
    expect !== undefined &&
    action.said === undefined &&
    known?.isRetained === false &&
    isMet(expect, how.states, thing.id);
  const report = expect && watchReport(action, how);
  const startedMs = how.clock.monotonicMs();
  try {
    const sent = await publishWithin(Math.max(timeoutMs, publishTimeoutMinMs), action, how);
    if (sent.status === "offline") return performed("failed", { problem: { type: "offline" } });
    if (sent.status === "failed") {
      return performed("failed", { problem: { type: "notTaken", reason: sent.reason } });
    }
    if (!expect || !report) return performed("sent");
    // Sent all the same, since the report may be wrong by now; but a thing that is there already may not answer.
    if (wasAlready) return performed("confirmed", { wasAlready: true, reported: known?.value });
    const leftMs = timeoutMs - (how.clock.monotonicMs() - startedMs);
    await report.within(leftMs);
    const waitedMs = how.clock.monotonicMs() - startedMs;
    const reported = how.states.get(thing.id, expect.attribute)?.value;
    return report.isMet()
      ? performed("confirmed", { waitedMs, didReport: true, reported })
      : performed("unconfirmed", { waitedMs, didReport: report.didReport(), reported });
  } finally {
    report?.stop();
  }
}

/** The broker gets at least this long to acknowledge, even where devices are given no time to report. */
const publishTimeoutMinMs = 2_000;

async function publishWithin(timeoutMs: number, action: PlannedAction, how: Performing) {
  const timeout = new AbortController();
  const cancel = how.clock.after(timeoutMs, () => timeout.abort());
  try {
    const signal = AbortSignal.any([timeout.signal, how.signal]);
    const { expiresAfterMs } = how;
    return await how.bus.publish(action.topic, action.payload, { qos: 1, expiresAfterMs, signal });
  } finally {
    cancel();
  }
}

/** Notes reports of the thing from now on, until `stop`. */
function watchReport(action: PlannedAction, how: Performing) {
  const { expect, thing } = action;
  let didReport = false;
  let met = false;
  const done = new AbortController();
  const before = expect && how.states.get(thing.id, expect.attribute);
  const stop = how.states.onReport((entityId) => {
    if (entityId !== thing.id || !expect) return;
    const value = how.states.get(thing.id, expect.attribute);
    // Reports are partial: one about something else leaves this value as it was.
    if (!value || value === before || value.isRetained) return;
    didReport = true;
    // The last word counts: a cover may report `open` once more before it starts to close.
    met = isMet(expect, how.states, thing.id);
    if (met) done.abort();
  });
  return {
    stop,
    isMet: () => met,
    didReport: () => didReport,
    within: (ms: number) => sleep(how.clock, Math.max(0, ms), AbortSignal.any([done.signal, how.signal])),
  };
}
