import type { IncidentFacts } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import { endingOf } from "../ending.ts";
import { capitalised } from "./capitalised.ts";
import type { Forms } from "./forms.ts";
import { earliest, type Mention, mentionsOf } from "./mention.ts";
import { isFirstKnown, isInOrder, linkBetween, sayFirst } from "./order.ts";
import { sayOthers } from "./others.ts";
import { tell } from "./tell.ts";
import { recoveredAt, timingOf } from "./timing.ts";

/**
 * One sentence: what is unusual and how far, what came with it (in order when the order is known), what else, and
 * when.
 */
export function phraseExplanation(facts: IncidentFacts, view: TimeView, forms: Forms): string {
  const mentions = mentionsOf(facts);
  const pair = chosenPair(mentions, facts);
  const [first, second] = pair;
  const context = { facts, view, forms, told: pair };
  if (!first) return withTail(forms.somethingNoticed, { ...context, isShort: true });
  const others = sayOthers(mentions, pair, context);
  const rest = others === undefined ? "" : forms.alongWith(others);
  if (!second)
    return withTail(`${tell(first, facts, { forms })}${rest}`, { ...context, isShort: others === undefined });
  const isOrdered = isInOrder(first, second, facts);
  const opening = tell(first, facts, {
    forms,
    ...(isOrdered ? { around: { adverb: sayFirst(facts, forms) } } : {}),
  });
  const next = tell(second, facts, { forms, around: { lead: linkBetween(first, second, facts, forms) } });
  return withTail(`${opening}${isOrdered ? ", " : forms.and}${next}${rest}`, { ...context, isShort: false });
}

/** The two mentions that tell most, in the order in which they are told; the first one first when that is known. */
function chosenPair(mentions: readonly Mention[], facts: IncidentFacts): Mention[] {
  const [lead] = mentions;
  if (!lead) return [];
  const first = isFirstKnown(facts) ? earliest(mentions, facts) : undefined;
  if (first !== undefined && first !== lead) return [first, lead];
  // A log line beside a sensor says more than a second sensor.
  const rest = mentions.slice(1);
  const second = rest.find(({ type }) => (type === "log") !== (lead.type === "log")) ?? rest[0];
  return second === undefined ? [lead] : [lead, second];
}

/** The sentence with when it was: a bare time after a short one about something that goes on, else a clause. */
function withTail(text: string, context: TailContext): string {
  return `${capitalised(text)}${tail(text, context)}.`;
}

interface TailContext {
  facts: IncidentFacts;
  view: TimeView;
  forms: Forms;
  told: readonly Mention[];
  isShort: boolean;
}

function tail(text: string, context: TailContext): string {
  const { forms, facts } = context;
  if (facts.flapping === undefined) return sayWhen(text, context);
  const said = sayWhen(text, { ...context, isShort: false });
  const { times } = facts.flapping;
  return said === "" ? forms.tail.onlyFlapping(times) : `${said}${forms.flapping(times)}`;
}

function sayWhen(text: string, { facts, view, forms, told, isShort }: TailContext): string {
  const { since, began, ended, sinceEnded } = timingOf(facts, view, told, forms);
  const ending = endingOf(facts);
  if (ending === "unresolved") return forms.tail.unresolved(began, facts.closedBecause);
  if (ending === "open") {
    if (began === undefined) return "";
    if (!isShort || since === undefined || told[0]?.type === "log") return forms.tail.began(began);
    return text.endsWith(")") ? `, ${since}` : ` ${since}`;
  }
  const isRecovered = recoveredAt(facts) !== undefined;
  if (ended === undefined || began === undefined || sinceEnded === undefined)
    return isRecovered ? forms.tail.allBack : forms.tail.over;
  // A line of a log is there and gone in the same minute.
  if (ended === began) return forms.tail.wasAt(began);
  return isRecovered ? forms.tail.backSince(began, sinceEnded) : forms.tail.overAt(began, ended);
}
