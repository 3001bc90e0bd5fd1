import { sayDuration } from "../../text/say-duration.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { type ActingIntent, deedPhrases, expectedWords } from "../act/deeds.ts";
import type { PerformedAction } from "../act/perform.ts";
import type { Deed } from "../entities/deed.ts";
import { kindNouns } from "./kind-nouns.ts";
import {
  capitalise,
  hasOrHave,
  isOrAre,
  middleName,
  sayQuantity,
  sayThingState,
  startName,
} from "./phrases.ts";

/** Names said one by one; more than this are counted. */
const namesMax = 3;

/** What was done, in one honest sentence; `intent` words a dry run. `refusals` are whole sentences of their own. */
export function sayPerformed(
  performed: readonly PerformedAction[],
  refusals: readonly string[],
  intent: ActingIntent,
): string {
  const groups = new Map<string, PerformedAction[]>();
  for (const one of performed) {
    const key = outcomeKey(one);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  // What worked is said first.
  const ordered = [...groups.entries()].sort(([a], [b]) => rank(a) - rank(b)).map(([, group]) => group);
  const clauses = ordered.map((group) => sayGroup(group, intent));
  const sentences: string[] = [];
  if (clauses.length > 0) sentences.push(`${capitalise(clauses.join("; "))}.`);
  return [...sentences, ...refusals.slice(0, namesMax), ...moreRefusals(refusals)].join(" ");
}

function moreRefusals(refusals: readonly string[]): string[] {
  const more = refusals.length - namesMax;
  return more > 0 ? [`${sayCount(more, "more thing")} could not do it.`] : [];
}

const outcomeRanks = ["planned", "already", "confirmed", "sent", "contradicted", "silent", "failed"];

function rank(key: string): number {
  return outcomeRanks.indexOf(key.split("|")[0] ?? "");
}

/** Actions of one key are said together: same outcome, same new state, same obstacle. */
function outcomeKey(one: PerformedAction): string {
  const { status } = one.result;
  if (status === "planned" || status === "sent")
    return `${status}|${one.action.deed}|${one.action.said ?? one.action.value ?? ""}`;
  if (status === "failed") {
    const reason =
      one.problem?.type === "notTaken" ? one.problem.reason : (one.problem as { scope?: string })?.scope;
    return `failed|${one.problem?.type}|${reason ?? ""}`;
  }
  if (status === "confirmed") {
    return `${one.wasAlready ? "already" : "confirmed"}|${newState(one)}`;
  }
  return one.didReport ? `contradicted|${one.action.deed}` : "silent";
}

function sayGroup(group: readonly PerformedAction[], intent: ActingIntent): string {
  const [first] = group;
  if (!first) return "";
  const things = group.map((one) => one.action.thing);
  const isOne = group.length === 1;
  const names = sayThings(things);
  switch (first.result.status) {
    case "planned":
      if (first.action.said) return `I would tell ${names} to ${first.action.said}`;
      return `I would ${deedPhrases[intent].active} ${names}${
        first.action.value === undefined
          ? ""
          : ` to ${sayQuantity(first.action.value, first.action.attribute?.unit)}`
      }`;
    case "confirmed":
      return sayState(group, first, first.wasAlready);
    case "sent":
      return isOne
        ? `I told ${names} to ${order(first)}, but it does not report whether it did`
        : `I told ${names} to ${order(first)}, but they do not report whether they did`;
    case "unconfirmed":
      return first.didReport
        ? `I told ${names} to ${order(first)}, but ${isOne ? "it reports" : "they report"} otherwise${
            isOne ? reportedState(first) : ""
          }`
        : `I sent it, but ${names} did not answer within ${sayDuration(Math.max(1000, first.waitedMs))}`;
    case "failed":
      return sayFailure(first, names);
  }
}

/** `Kitchen lamp is on`; `3 lights are on`; with an attribute `the brightness of the kitchen lamp is 40%`. */
function sayState(group: readonly PerformedAction[], first: PerformedAction, wasAlready: boolean): string {
  const things = group.map((one) => one.action.thing);
  const already = wasAlready ? "already " : "";
  const { attribute, value } = first.action;
  if (attribute && value !== undefined) {
    const verb = wasAlready ? "was" : "is";
    return `the ${attribute.word} of ${sayThings(things)} ${verb} ${already}${sayQuantity(value, attribute.unit)}`;
  }
  const [thing] = things;
  const state = newState(first);
  if (first.action.said && thing) {
    return group.length === 1
      ? `${startName(thing)} ${hasOrHave(thing)} begun to ${first.action.said}`
      : `${sayThings(things)} have begun to ${first.action.said}`;
  }
  if (group.length === 1 && thing)
    return `${startName(thing)} ${isOrAre(thing, wasAlready)} ${already}${state}`;
  return `${sayThings(things)} ${wasAlready ? "were" : "are"} ${already}${state}`;
}

function newState({ action, reported }: PerformedAction): string {
  if (action.attribute && action.value !== undefined) {
    return `${action.attribute.name} ${sayQuantity(action.value, action.attribute.unit)}`;
  }
  const expected = action.deed === "set" ? undefined : expectedWords(action.deed, action.thing.family);
  // A vacuum cleaner sent back is on its way or there: it is told as it was reported.
  const word = expected && expected.length > 2 ? (reported ?? expected[0]) : expected?.[0];
  return word === undefined ? "done" : sayThingState(word, action.thing);
}

/** What the thing was told, after "to": `turn on`, `stop`, `go to 40%`, `change its brightness`. */
function order({ action }: PerformedAction): string {
  if (action.said) return action.said;
  if (action.deed !== "set") return orders[action.deed];
  if (action.value === undefined) return `change its ${action.attribute?.word ?? "setting"}`;
  const amount = sayQuantity(action.value, action.attribute?.unit);
  return `set its ${action.attribute?.word ?? "value"} to ${amount}`;
}

const orders: Readonly<Record<Deed, string>> = {
  ...mapActive(["turnOn", "turnOff", "toggle", "open", "close", "stop", "lock", "unlock"]),
  pause: "pause",
  resume: "go on",
  next: "skip to the next one",
  previous: "go back to the previous one",
  mute: "mute",
  unmute: "unmute",
  play: "play it",
  dock: "go back to its base",
  clean: "clean",
  task: "do it",
};

function mapActive<D extends ActingIntent>(deeds: readonly D[]): Record<D, string> {
  return Object.fromEntries(deeds.map((deed) => [deed, deedPhrases[deed].active])) as Record<D, string>;
}

function reportedState({ action, reported }: PerformedAction): string {
  if (reported === undefined) return "";
  if (action.attribute) return `: ${sayQuantity(reported, action.attribute.unit)}`;
  return `: ${sayThingState(reported, action.thing)}`;
}

function sayFailure({ problem }: PerformedAction, names: string): string {
  switch (problem?.type) {
    case "offline":
      return `I am not connected to the broker, so nothing was sent to ${names}`;
    case "rateLimited":
      return problem.scope === "entity"
        ? `there were too many commands for ${names}; nothing was sent, try again in ${sayDuration(Math.max(1000, problem.waitMs))}`
        : problem.scope === "source"
          ? `there were too many commands from here in the last minute; nothing was sent to ${names}, try again in ${sayDuration(Math.max(1000, problem.waitMs))}`
          : `there were too many commands in the last minute; nothing was sent to ${names}, try again in ${sayDuration(Math.max(1000, problem.waitMs))}`;
    case "notTaken":
      return `the broker did not confirm the message for ${names}, so I do not know whether it arrived`;
    case undefined:
      return `nothing was sent to ${names}`;
  }
}

/** Up to three names; more are counted, by their common kind if they have one. */
function sayThings(things: PerformedAction["action"]["thing"][]): string {
  if (things.length <= namesMax) return sayList(things.map(middleName));
  const [first] = things;
  const isSameKind = first && things.every((thing) => thing.kind === first.kind);
  const [singular, plural] = isSameKind ? kindNouns[first.kind] : (["thing", "things"] as const);
  return sayCount(things.length, singular, plural);
}
