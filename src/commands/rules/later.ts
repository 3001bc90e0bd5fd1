import { failure, type Outcome, success } from "../../core/outcome.ts";
import type { ClockTrust } from "../../domain/ports.ts";
import type { Answer, Utterance } from "../../domain/utterance.ts";
import { parseCondition } from "../../text/condition-words.ts";
import type { TimePlace } from "../../text/recurrence.ts";
import { valueText } from "../../text/value-text.ts";
import { readWhens } from "../../text/when-words.ts";
import { type Acted, type Acting, type Asking, act, reviewLater } from "../act/act.ts";
import { canDo } from "../act/plan.ts";
import { undoingIntents } from "../act/timers.ts";
import type { Wish } from "../act/wish.ts";
import type { Thing } from "../entities/thing.ts";
import { capitalise, middleName } from "../say/phrases.ts";
import { textSlot } from "../understand/phrase.ts";
import type { Reading } from "../understand/understand.ts";
import type { WatchFinder } from "./find-watched.ts";
import type { RuleDraft, Trigger } from "./rule.ts";
import type { Rules } from "./rules.ts";
import { sayDeeds, sayPlan } from "./say-rule.ts";
import { readTiming, type Timing } from "./trigger.ts";

/** What of a reading says when it is to be done. */
export interface LaterClause {
  slot: "time" | "condition";
  words: string;
}

/** The clauses of a reading; none: it is to be done now. */
export function clausesOf(reading: Reading): readonly LaterClause[] {
  const [condition, time] = [textSlot(reading, "condition"), textSlot(reading, "time")];
  const whole = `${condition} ${time}`;
  // "When the door has been open" and "for ten minutes" are one.
  if (condition !== undefined && time !== undefined && parseCondition(whole)?.isPlain) {
    return [{ slot: "condition", words: whole }];
  }
  // "Until half past eight" and "tonight" are one time.
  const joined = [whole, `${time} ${condition}`].find((words) => isTime(words));
  if (condition !== undefined && time !== undefined && joined !== undefined) {
    return [{ slot: "time", words: joined }];
  }
  return [
    ...(condition === undefined ? [] : [{ slot: "condition" as const, words: condition }]),
    ...(time === undefined ? [] : [{ slot: "time" as const, words: time }]),
  ];
}

function isTime(words: string): boolean {
  const text = valueText(words) ?? "";
  return readWhens(text, 0).some(({ end }) => end === text.length);
}

export interface LaterPorts {
  /** Undefined: there is nowhere to keep anything. */
  rules: Rules | undefined;
  acting: Acting;
  place: TimePlace;
  clockTrust: ClockTrust;
  limits: { ruleExpiryMs: number };
  finder: Omit<WatchFinder, "targets">;
  /** A command, and what undoes it, are stored as one. */
  onStored: (ids: readonly number[]) => void;
}

export interface LaterRequest {
  clauses: readonly LaterClause[];
  wishes: readonly Wish[];
  things: readonly Thing[];
  /** The words of the command, which an answer to a question asked about it is not. */
  text: string;
  utterance: Utterance;
  asking: Asking;
}

export type ActedLater = Acted & { rule?: NonNullable<Answer["rule"]> };

/** Stores a command for later, or does it now where that is what the clause comes to. */
export async function actLater(request: LaterRequest, ports: LaterPorts): Promise<ActedLater> {
  const { things, wishes, clauses } = request;
  const [clause, further] = clauses;
  if (!clause) return act(wishes, things, { ...request.asking, acting: ports.acting });
  const isAlways = /\b(?:always|every ?time|each time)\b/i.test(request.text);
  const timing = readTiming(clause, {
    place: ports.place,
    finder: { ...ports.finder, targets: things },
    isAlways,
  });
  if (!timing.ok) return refused(timing.reason, things);
  // "If the rail is on turn it off in ten minutes": what is asked first is so, and the time is left.
  if (further && timing.value.kind === "now" && !timing.value.until) {
    return actLater({ ...request, clauses: [further] }, ports);
  }
  if (further && timing.value.kind !== "never") {
    return refused(
      "I can wait for a time or for something to become so, not for one after the other. I stored nothing.",
      things,
    );
  }
  switch (timing.value.kind) {
    case "never":
      return refused(`${capitalise(timing.value.why)}, so I did nothing.`, things);
    case "later":
      return store(request, timing.value, ports);
    case "while":
      return timing.value.isNow
        ? actUntil(request, timing.value.end, ports)
        : storeWhile(request, timing.value, ports);
    case "now": {
      const { why, until } = timing.value;
      if (until) return actUntil(request, until, ports);
      const acted = await act(wishes, things, { ...request.asking, acting: ports.acting });
      return why === undefined ? acted : { ...acted, reply: `${capitalise(why)}. ${acted.reply}` };
    }
  }
}

type Later = Pick<Extract<Timing, { kind: "later" }>, "trigger" | "when" | "isLeading">;

async function store(request: LaterRequest, later: Later, ports: LaterPorts): Promise<ActedLater> {
  const { wishes, asking } = request;
  const review = reviewLater(wishes, request.things, { ...asking, acting: ports.acting, when: later.when });
  if (!review.ok) return review.acted;
  const { things, refusals } = review;
  const obstacle = obstacleTo(ports);
  if (obstacle) return refused(obstacle, things);
  const deeds = sayDeeds(wishes, things);
  const caveat = clockCaveat(later.trigger, ports);
  const rest = [...refusals.slice(0, 3), ...(caveat ? [caveat] : [])];
  if (asking.dryRun) {
    const plan = `${sayPlan(deeds, later.when, { ...later, verb: "would" })}.`;
    const first = review.asks
      ? [review.asks === "code" ? "I would ask for the code first." : "I would ask first."]
      : [];
    const actions = review.planned.map(({ thing, topic, payload }) => ({
      entityId: thing.id,
      topic,
      payload,
      status: "planned" as const,
    }));
    return { outcome: "done", reply: [plan, ...rest, ...first].join(" "), actions, things };
  }
  const sentence = sayPlan(deeds, later.when, later);
  const rule = await ports.rules?.add(draftOf(request, { ...later, things, sentence }, ports));
  if (rule) ports.onStored([rule.id]);
  return {
    outcome: "done",
    reply: [`${sentence}.`, ...rest].join(" "),
    actions: [],
    things,
    ...(rule ? { rule: { id: rule.id, sentence } } : {}),
  };
}

/** "Run the pump until the tank is full": done now, and undone by a rule that is stored before. */
async function actUntil(
  request: LaterRequest,
  until: { trigger: Trigger; when: string },
  ports: LaterPorts,
): Promise<ActedLater> {
  const { wishes, things, asking } = request;
  const undone = undoingOf(request);
  if (!undone.ok) return refused(undone.reason, things);
  const undoing = undone.value;
  const review = reviewLater(wishes, things, { ...asking, acting: ports.acting, when: "" });
  if (!review.ok) return review.acted;
  const obstacle = obstacleTo(ports);
  if (obstacle) return refused(obstacle, things);
  const sentence = sayPlan(sayDeeds(undoing, review.things), until.when, { isLeading: false });
  const draft = draftOf(
    { ...request, wishes: undoing },
    { ...until, things: review.things, sentence, given: grantedUndoing(asking) },
    ports,
  );
  const rule = asking.dryRun ? undefined : await ports.rules?.add(draft);
  const acted = await act(wishes, review.things, { ...asking, acting: ports.acting });
  const didSend = acted.actions.some(({ status }) => status !== "failed");
  if (!didSend) {
    if (rule) await ports.rules?.remove([rule.id]);
    return acted;
  }
  if (rule) ports.onStored([rule.id]);
  const said = asking.dryRun ? sentence.replace("I will", "I would") : sentence;
  return {
    ...acted,
    reply: `${acted.reply} ${said}.`,
    ...(rule ? { rule: { id: rule.id, sentence } } : {}),
  };
}

/** "Keep the fan on while the window is open", which it is not yet: a rule that does it, and one that undoes it. */
async function storeWhile(
  request: LaterRequest,
  { begin, end }: Extract<Timing, { kind: "while" }>,
  ports: LaterPorts,
): Promise<ActedLater> {
  const undoing = undoingOf(request);
  if (!undoing.ok) return refused(undoing.reason, request.things);
  const stored = await store(request, { ...begin, isLeading: true }, ports);
  if (stored.outcome !== "done") return stored;
  const { things } = stored;
  const sentence = sayPlan(sayDeeds(undoing.value, things), end.when, { isLeading: false });
  const reply = `${stored.reply} ${request.asking.dryRun ? sentence.replace("I will", "I would") : sentence}.`;
  if (!stored.rule) return { ...stored, reply };
  const draft = draftOf(
    { ...request, wishes: undoing.value },
    { ...end, things, sentence, given: grantedUndoing(request.asking) },
    ports,
  );
  const undo = await ports.rules?.add(draft);
  if (undo) ports.onStored([stored.rule.id, undo.id]);
  return { ...stored, reply };
}

/** What undoes the wishes; the failure is a sentence. */
function undoingOf({ wishes, things }: LaterRequest): Outcome<Wish[]> {
  const undoing = undoingWishes(wishes);
  const stuck = things.find((thing) => !undoing?.every((wish) => canDo(wish, thing)));
  if (undoing && !stuck) return success(undoing);
  const name = stuck ? middleName(stuck) : "it";
  return failure(`I could not undo that on ${name} by myself, so I did nothing.`);
}

/** Undoing what was just allowed needs no second question when its time has come. */
function grantedUndoing({ given }: Asking): Asking["given"] {
  return given === "nothing" ? "confirm" : given;
}

function undoingWishes(wishes: readonly Wish[]): Wish[] | undefined {
  const undoing = wishes.flatMap((wish) => {
    const intent = undoingIntents[wish.intent];
    return intent
      ? [{ intent, attribute: undefined, value: undefined, step: undefined, forMs: undefined }]
      : [];
  });
  return undoing.length === wishes.length ? undoing : undefined;
}

function obstacleTo({ rules }: LaterPorts): string | undefined {
  if (!rules) return "I have nowhere to keep a command for later, so I did nothing.";
  return rules.isFull ? "There are too many commands for later already, so I stored nothing." : undefined;
}

function draftOf(
  { wishes, text, utterance, asking }: LaterRequest,
  later: { trigger: Trigger; things: readonly Thing[]; sentence: string; given?: Asking["given"] },
  { acting, limits }: LaterPorts,
): RuleDraft {
  const { trigger, sentence, things, given = asking.given } = later;
  const now = acting.clock.now();
  const expires = trigger.kind === "condition" && !trigger.isEvery;
  const { source, area, session } = utterance;
  return {
    text: text.slice(0, 500),
    sentence: sentence.slice(0, 1_000),
    trigger,
    wishes: wishes.map((wish) => ({ ...wish })),
    entityIds: things.map(({ id }) => id),
    given,
    createdAt: now,
    ...(expires ? { expiresAt: now + limits.ruleExpiryMs } : {}),
    source: source.slice(0, 200),
    ...(area === undefined ? {} : { area: area.slice(0, 200) }),
    ...(session === undefined ? {} : { session: session.slice(0, 200) }),
  };
}

/** A time of day means little on a clock that nobody set. */
function clockCaveat(trigger: Trigger, { clockTrust }: LaterPorts): string | undefined {
  const isByClock = trigger.kind === "recurring" || (trigger.kind === "at" && trigger.delayMs === undefined);
  return isByClock && clockTrust.quality() !== "synced"
    ? "My clock is not synchronised, so that may be off."
    : undefined;
}

function refused(reply: string, things: readonly Thing[]): ActedLater {
  return { outcome: "refused", reply, actions: [], things };
}
