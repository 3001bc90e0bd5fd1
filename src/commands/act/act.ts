import type { Clock } from "../../core/clock.ts";
import type { Reporter } from "../../core/events.ts";
import type { SafetyClass } from "../../domain/entity.ts";
import type { MessageBus } from "../../domain/ports.ts";
import type { Answer } from "../../domain/utterance.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import type { CommandsConfig } from "../config.ts";
import type { EntityStates } from "../entities/states.ts";
import type { Thing } from "../entities/thing.ts";
import type { commandsEvents } from "../events.ts";
import type { CodeGuard } from "../safety/code.ts";
import { forbiddenAction, type Permission } from "../safety/permissions.ts";
import { sayPerformed } from "../say/actions.ts";
import { capitalise, isOrAre, middleName, sayQuantity } from "../say/phrases.ts";
import { deedPhrases } from "./deeds.ts";
import { type PerformedAction, performAction } from "./perform.ts";
import { canDo, isNeedless, type PlannedAction, planAction } from "./plan.ts";
import type { RateLimiter } from "./rate-limit.ts";
import { type Timer, type Timers, timerLengthMaxMs, timersMax, undoingIntents } from "./timers.ts";
import type { Wish } from "./wish.ts";

/** What acting needs of the daemon. */
export interface Acting {
  bus: MessageBus;
  states: EntityStates;
  clock: Clock;
  limiter: RateLimiter;
  reporter: Reporter<typeof commandsEvents>;
  limits: Pick<CommandsConfig, "verifyTimeoutMs" | "targetsMax" | "commandAgeMaxMs">;
  signal: AbortSignal;
  /** Undefined: there is nowhere to keep timers, and commands for a set time are refused. */
  timers: Timers | undefined;
  code: CodeGuard;
}

/** What came of it. `asked`: nothing was sent, a "yes" or the code is needed. */
export type Acted = Pick<Answer, "outcome" | "reply" | "actions"> & {
  things: readonly Thing[];
  asks?: Asked | undefined;
};

export type Asked = "confirm" | "code";

/** Who asks for an action, and what they have given for it. */
export interface Asking {
  /** Undefined: edgewise itself, for what was stored. */
  source: string | undefined;
  permission: Permission | undefined;
  dryRun: boolean;
  /** `code` includes the confirmation. */
  given: "nothing" | Asked;
  /** It may not be what was meant, so even what is harmless is asked for first. */
  isUncertain?: boolean;
}

/**
 * Plans every message first; then either refuses, or asks when one thing wants a confirmation, or sends them all.
 * A command is never half sent because of something that could be known before.
 */
export async function act(
  wishes: readonly Wish[],
  things: readonly Thing[],
  how: Asking & { acting: Acting },
): Promise<Acted> {
  const { acting } = how;
  const intent = wishes[0]?.intent ?? "set";
  if (things.length > acting.limits.targetsMax) {
    return refused(sayTooMany(things, acting.limits), things);
  }
  const { planned, refusals } = plan(wishes, things, how);
  if (planned.length === 0) return refused(refusals.slice(0, 3).join(" "), things);
  const doubt = doubted(planned, how, { wishes, things, when: "" });
  if (doubt) return doubt;
  const asks = neededFor(planned, how.given);
  if (asks && !how.dryRun) return ask(asks, planned, { wishes, things, code: acting.code });
  const timed = timersFor(planned, wishes, acting.clock.now());
  if (!how.dryRun && timed.length > 0) await acting.timers?.set(timed);
  const performed = await Promise.all(
    planned.map((action) =>
      performAction(action, {
        ...acting,
        verifyTimeoutMs: acting.limits.verifyTimeoutMs,
        expiresAfterMs: acting.limits.commandAgeMaxMs,
        source: how.source,
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
      ...(asks ? [asks === "code" ? "I would ask for the code first." : "I would ask first."] : []),
    ].join(" "),
    actions: performed.map(({ result }) => result),
    things,
  };
}

/**
 * What would be done with which things if it were to be done `when` (in words), with all that can be known now: who
 * may, what is locked, what asks first. Sends nothing; a device that is away just now may be back by then.
 */
export function reviewLater(
  wishes: readonly Wish[],
  things: readonly Thing[],
  how: Asking & { acting: Acting; when: string },
):
  | { ok: false; acted: Acted }
  | {
      ok: true;
      things: readonly Thing[];
      planned: readonly PlannedAction[];
      refusals: string[];
      asks: Asked | undefined;
    } {
  const { limits, code } = how.acting;
  if (things.length > limits.targetsMax)
    return { ok: false, acted: refused(sayTooMany(things, limits), things) };
  const { planned, refusals } = plan(wishes, things, { ...how, isLater: true });
  if (planned.length === 0) return { ok: false, acted: refused(refusals.slice(0, 3).join(" "), things) };
  const doubt = doubted(planned, how, { wishes, things, when: ` ${how.when}` });
  if (doubt) return { ok: false, acted: doubt };
  const asks = neededFor(planned, how.given);
  if (asks && !how.dryRun) {
    return { ok: false, acted: ask(asks, planned, { wishes, things, code, when: ` ${how.when}` }) };
  }
  return { ok: true, things: [...new Set(planned.map(({ thing }) => thing))], planned, refusals, asks };
}

/** What is asked, or refused, because it may not be what was meant; undefined: it is sure enough. */
function doubted(
  planned: readonly PlannedAction[],
  { isUncertain, given }: Asking,
  { wishes, things, when }: { wishes: readonly Wish[]; things: readonly Thing[]; when: string },
): Acted | undefined {
  if (!isUncertain || given !== "nothing") return undefined;
  // What must not happen by mistake is not even proposed: a yes may be as badly heard as the command was.
  const guarded = planned.filter((action) => safetyOf(action) !== "normal");
  if (guarded.length > 0) return refused(sayTooDoubtful(guarded), things);
  const reply = `Did you want me to ${sayOrder(planned, wishes)}${when}? Say yes or no.`;
  return { outcome: "asked", reply, actions: [], things };
}

function sayTooMany(things: readonly Thing[], { targetsMax }: Pick<CommandsConfig, "targetsMax">): string {
  return `That would be ${sayCount(things.length, "thing")}, and at most ${targetsMax} may be commanded at once; name an area or a kind.`;
}

function plan(
  wishes: readonly Wish[],
  things: readonly Thing[],
  how: Asking & { acting: Acting; isLater?: boolean },
) {
  const { states, timers } = how.acting;
  const planned: PlannedAction[] = [];
  const refusals: string[] = [];
  for (const thing of things) {
    for (const wish of wishes) {
      if (isNeedless(wish, thing, { states, wishes })) continue;
      const outcome = planAction(wish, thing, states);
      const obstacle = wish.forMs === undefined ? undefined : timingObstacle(wish, wish.forMs, thing, timers);
      const forbidden = outcome.ok ? forbiddenTo(how, wish, outcome.value) : undefined;
      if (forbidden) refusals.push(forbidden);
      else if (outcome.ok && obstacle) refusals.push(obstacle);
      else if (!outcome.ok) refusals.push(outcome.reason);
      else if (thing.safety === "locked") refusals.push(sayLocked(thing));
      else if (!how.isLater && states.isOffline(thing.id)) refusals.push(sayOffline(thing));
      else planned.push(outcome.value);
    }
  }
  return { planned, refusals: [...new Set(refusals)] };
}

function forbiddenTo(
  { permission, acting }: Asking & { acting: Acting },
  { intent }: Wish,
  action: PlannedAction,
): string | undefined {
  const { thing } = action;
  const why = forbiddenAction(permission, { thing, intent, safety: safetyOf(action) });
  if (!why) return undefined;
  acting.reporter.report("forbidden", { why, entity: thing.id, intent });
  return `${capitalise(middleName(thing))} may not be ${deedPhrases[intent].passive} from here, so I did nothing with it.`;
}

/** A command for a device that is away would be lost, or done when nobody expects it any more. */
function sayOffline(thing: Thing): string {
  return `${capitalise(middleName(thing))} ${isOrAre(thing)} offline, so I sent nothing to it.`;
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

/** The safety class of one action: a thing that is `normal` as a whole may have risky ones. */
export function safetyOf({ thing, deed }: Pick<PlannedAction, "thing" | "deed">): SafetyClass {
  if (thing.safety !== "normal") return thing.safety;
  // A garage door that is set to 50% or toggled may open as well.
  const isRisky =
    deed === "set" || deed === "toggle" ? thing.riskyDeeds.length > 0 : thing.riskyDeeds.includes(deed);
  return isRisky ? "confirm" : "normal";
}

/** What is still to be given before the actions may be done. */
function neededFor(planned: readonly PlannedAction[], given: Asking["given"]): Asked | undefined {
  const classes = new Set(planned.map(safetyOf));
  if (classes.has("code")) return given === "code" ? undefined : "code";
  return classes.has("confirm") && given === "nothing" ? "confirm" : undefined;
}

function ask(
  asks: Asked,
  planned: readonly PlannedAction[],
  {
    wishes,
    things,
    code,
    when = "",
  }: { wishes: readonly Wish[]; things: readonly Thing[]; code: CodeGuard; when?: string },
): Acted {
  const asked = (reply: string): Acted => ({ outcome: "asked", reply, actions: [], things, asks });
  if (asks === "confirm") return asked(`Shall I ${sayOrder(planned, wishes)}${when}? Say yes or no.`);
  if (!code.isSet) {
    return refused(`I may ${sayOrder(planned, wishes)} only with a code, and none is set up.`, things);
  }
  if (code.lockedMs() > 0) return refused(sayCodeLocked(code), things);
  return asked(`Say the code to ${sayOrder(planned, wishes)}${when}.`);
}

export function sayCodeLocked(code: CodeGuard): string {
  return `There were too many wrong codes, so I take none for ${sayDuration(Math.max(1000, code.lockedMs()))}.`;
}

function sayTooDoubtful(guarded: readonly PlannedAction[]): string {
  const things = [...new Set(guarded.map((action) => action.thing))];
  const names = sayList(things.slice(0, 3).map(middleName));
  return `I am not sure that I understood you, so I did nothing with ${names}; say it in other words.`;
}

/** `unlock the front door` */
function sayOrder(planned: readonly PlannedAction[], wishes: readonly Wish[]): string {
  const things = [...new Set(planned.map((action) => action.thing))];
  const names = things.length <= 5 ? sayList(things.map(middleName)) : sayCount(things.length, "thing");
  const [wish] = wishes;
  const [first] = planned;
  const value =
    wish?.intent === "set" && first?.value !== undefined
      ? ` to ${sayQuantity(first.value, first.attribute?.unit)}`
      : "";
  if (wish?.said !== undefined) return `have ${names} ${wish.said}`;
  return `${deedPhrases[wish?.intent ?? "set"].active} ${names}${value}`;
}

function refused(reply: string, things: readonly Thing[]): Acted {
  return { outcome: "refused", reply, actions: [], things };
}
