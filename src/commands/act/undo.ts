import { sleep } from "../../core/clock.ts";
import type { Thing } from "../entities/thing.ts";
import type { Acting } from "./act.ts";
import { performAction } from "./perform.ts";
import { planAction } from "./plan.ts";
import type { Timer } from "./timers.ts";

/** A thing that does not answer is told again so often; while the broker is away it is waited for without end. */
const attemptsMax = 3;
const retryDelayMs = 5_000;

/** Does what a timer asks for, insistently: a pump that was not stopped is worse than one told twice. */
export async function undo(
  timer: Timer,
  how: { thing: Thing | undefined; acting: Acting; isCurrent: () => boolean },
): Promise<void> {
  const { thing, acting } = how;
  const report = (event: "timerDone" | "timerFailed", reason?: string) =>
    acting.reporter.report(event, {
      entity: timer.entityId,
      intent: timer.intent,
      ...(reason ? { reason } : {}),
    });
  if (!thing) {
    report("timerFailed", "it is no longer configured");
    return;
  }
  const wish = {
    intent: timer.intent,
    attribute: undefined,
    value: undefined,
    step: undefined,
    forMs: undefined,
  };
  const planned = planAction(wish, thing, acting.states);
  if (!planned.ok) {
    report("timerFailed", planned.reason);
    return;
  }
  for (let attempt = 1; how.isCurrent() && !acting.signal.aborted; ) {
    const { verifyTimeoutMs, commandAgeMaxMs } = acting.limits;
    const { result, problem } = await performAction(planned.value, {
      ...acting,
      verifyTimeoutMs,
      expiresAfterMs: commandAgeMaxMs,
      source: undefined,
      dryRun: false,
    });
    acting.reporter.report("acted", { status: result.status, topic: result.topic, entity: thing.id });
    if (result.status === "confirmed" || result.status === "sent") {
      report("timerDone");
      return;
    }
    const isWaiting = problem?.type === "offline" || problem?.type === "rateLimited";
    if (!isWaiting && attempt >= attemptsMax) {
      report("timerFailed", "it did not answer");
      return;
    }
    if (!isWaiting) attempt += 1;
    await sleep(acting.clock, retryDelayMs, acting.signal);
  }
}
