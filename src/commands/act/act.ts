import type { Clock } from "../../core/clock.ts";
import type { Reporter } from "../../core/events.ts";
import type { MessageBus } from "../../domain/ports.ts";
import type { Answer } from "../../domain/utterance.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import type { CommandsConfig } from "../config.ts";
import type { EntityStates } from "../entities/states.ts";
import type { Thing } from "../entities/thing.ts";
import type { commandsEvents } from "../events.ts";
import { sayPerformed } from "../say/actions.ts";
import { capitalise, isOrAre, middleName, sayQuantity } from "../say/phrases.ts";
import { deedPhrases } from "./deeds.ts";
import { type PerformedAction, performAction } from "./perform.ts";
import { canDo, type PlannedAction, planAction, type Wish } from "./plan.ts";
import type { RateLimiter } from "./rate-limit.ts";
import { type Timer, type Timers, timerLengthMaxMs, timersMax, undoingIntents } from "./timers.ts";

/** What acting needs of the daemon. */
export interface Acting {
  bus: MessageBus;
  states: EntityStates;
  clock: Clock;
  limiter: RateLimiter;
  reporter: Reporter<typeof commandsEvents>;
  limits: Pick<CommandsConfig, "verifyTimeoutMs" | "targetsMax">;
  signal: AbortSignal;
  /** Undefined: there is nowhere to keep timers, and commands for a set time are refused. */
  timers: Timers | undefined;
}

/** What came of it. `asked`: nothing was sent, a "yes" is needed. */
export type Acted = Pick<Answer, "outcome" | "reply" | "actions"> & { things: readonly Thing[] };

/**
 * Plans every message first; then either refuses, or asks when one thing wants a confirmation, or sends them all.
 * A command is never half sent because of something that could be known before.
 */
export async function act(
  wishes: readonly Wish[],
  things: readonly Thing[],
  how: { acting: Acting; dryRun: boolean; isConfirmed: boolean },
): Promise<Acted> {
  const { acting } = how;
  const intent = wishes[0]?.intent ?? "set";
  if (things.length > acting.limits.targetsMax) {
    return refused(
      `That would be ${sayCount(things.length, "thing")}, and at most ${acting.limits.targetsMax} may be commanded at once; name an area or a kind.`,
      things,
    );
  }
  const { planned, refusals } = plan(wishes, things, acting);
  if (planned.length === 0) return refused(refusals.slice(0, 3).join(" "), things);
  if (!how.dryRun && !how.isConfirmed && planned.some(needsConfirmation)) {
    return { outcome: "asked", reply: sayConfirmation(planned, wishes), actions: [], things };
  }
  const timed = timersFor(planned, wishes, acting.clock.now());
  if (!how.dryRun && timed.length > 0) await acting.timers?.set(timed);
  const performed = await Promise.all(
    planned.map((action) =>
      performAction(action, {
        ...acting,
        verifyTimeoutMs: acting.limits.verifyTimeoutMs,
        dryRun: how.dryRun,
      }),
    ),
  );
  for (const { result, problem } of performed) {
    if (problem?.type === "rateLimited")
      acting.reporter.report("rateLimited", { scope: problem.scope, entity: result.entityId });
    const { status, topic, entityId } = result;
    acting.reporter.report("acted", { status, topic, entity: entityId });
  }
  if (!how.dryRun) await acting.timers?.cancel(overtaken(performed, timed));
  const didSend = performed.some(({ result }) => result.status !== "failed");
  return {
    outcome: didSend ? "done" : "refused",
    reply: [
      sayPerformed(performed, refusals, intent),
      ...(didSend ? sayUndoing(wishes, performed.length, how.dryRun) : []),
    ].join(" "),
    actions: performed.map(({ result }) => result),
    things,
  };
}

function plan(wishes: readonly Wish[], things: readonly Thing[], { states, timers }: Acting) {
  const planned: PlannedAction[] = [];
  const refusals: string[] = [];
  for (const thing of things) {
    for (const wish of wishes) {
      const outcome = planAction(wish, thing, states);
      const obstacle = wish.forMs === undefined ? undefined : timingObstacle(wish, wish.forMs, thing, timers);
      if (outcome.ok && obstacle) refusals.push(obstacle);
      else if (!outcome.ok) refusals.push(outcome.reason);
      else if (thing.safety === "locked") refusals.push(sayLocked(thing));
      else planned.push(outcome.value);
    }
  }
  return { planned, refusals: [...new Set(refusals)] };
}

/** Why a thing cannot be switched for a set time, before anything is sent. */
function timingObstacle(
  wish: Wish,
  forMs: number,
  thing: Thing,
  timers: Timers | undefined,
): string | undefined {
  const name = middleName(thing);
  const undoing = undoingIntents[wish.intent];
  if (!timers) return "I have nowhere to note a time for later, so I did nothing; say it without the time.";
  if (!undoing || !canDo({ ...wish, intent: undoing }, thing)) {
    return `I could not undo that on ${name} by myself, so I did nothing; say it without the time.`;
  }
  if (forMs < 1000 || forMs > timerLengthMaxMs) {
    return `A time may be from 1 second to ${sayDuration(timerLengthMaxMs)}, so I did nothing with ${name}.`;
  }
  return timers.count >= timersMax
    ? "There are too many times to keep already, so I did nothing."
    : undefined;
}

function timersFor(planned: readonly PlannedAction[], wishes: readonly Wish[], now: number): Timer[] {
  const [wish] = wishes;
  const intent = wish && undoingIntents[wish.intent];
  const lengthMs = wish?.forMs;
  if (!intent || lengthMs === undefined) return [];
  return planned.map(({ thing }) => ({ entityId: thing.id, intent, dueAt: now + lengthMs, lengthMs }));
}

/** Timers that mean nothing now: of things commanded otherwise, and of things that could not be commanded at all. */
function overtaken(performed: readonly PerformedAction[], timed: readonly Timer[]): string[] {
  const isTimed = timed.length > 0;
  return performed
    .filter(({ result, action, problem }) => {
      // A message the broker did not confirm may have arrived all the same, so its timer stays.
      const didFail = result.status === "failed" && problem?.type !== "notTaken";
      return isTimed ? didFail : !didFail && action.deed !== "set";
    })
    .map(({ result }) => result.entityId);
}

/** `I will turn it off again in 10 minutes.` */
function sayUndoing([wish]: readonly Wish[], count: number, dryRun: boolean): string[] {
  const undoing = wish && undoingIntents[wish.intent];
  if (!undoing || wish.forMs === undefined) return [];
  const them = count === 1 ? "it" : "them";
  const undone =
    undoing === "close" ? `close ${them}` : `turn ${them} ${undoing === "turnOff" ? "off" : "on"}`;
  return [`I ${dryRun ? "would" : "will"} ${undone} again in ${sayDuration(wish.forMs)}.`];
}

function sayLocked(thing: Thing): string {
  return `${capitalise(middleName(thing))} ${isOrAre(thing)} locked against commands, so I did nothing with it.`;
}

function needsConfirmation({ thing, deed }: PlannedAction): boolean {
  return thing.safety === "confirm" || (deed !== "set" && thing.riskyDeeds.includes(deed));
}

/** `Shall I unlock the front door?` */
function sayConfirmation(planned: readonly PlannedAction[], wishes: readonly Wish[]): string {
  const things = [...new Set(planned.map((action) => action.thing))];
  const names = things.length <= 5 ? sayList(things.map(middleName)) : sayCount(things.length, "thing");
  const [wish] = wishes;
  const [first] = planned;
  const value =
    wish?.intent === "set" && first?.value !== undefined
      ? ` to ${sayQuantity(first.value, first.attribute?.unit)}`
      : "";
  return `Shall I ${deedPhrases[wish?.intent ?? "set"].active} ${names}${value}? Say yes or no.`;
}

function refused(reply: string, things: readonly Thing[]): Acted {
  return { outcome: "refused", reply, actions: [], things };
}
