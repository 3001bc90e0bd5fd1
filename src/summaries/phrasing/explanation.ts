import type { IncidentFacts } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import { endingOf, sayUnresolved } from "../ending.ts";
import { sayFlapping } from "./flapping.ts";
import { earliest, type Mention, mentionsOf } from "./mention.ts";
import { isFirstKnown, isInOrder, linkBetween, sayFirst } from "./order.ts";
import { sayOthers } from "./others.ts";
import { capitalised } from "./refer.ts";
import { tell } from "./tell.ts";
import { recoveredAt, timingOf } from "./timing.ts";

/**
 * One sentence: what is unusual and how far, what came with it (in order when the order is known), what else, and
 * when.
 */
export function phraseExplanation(facts: IncidentFacts, view: TimeView): string {
  const mentions = mentionsOf(facts);
  const pair = chosenPair(mentions, facts);
  const [first, second] = pair;
  if (!first) return withTail("Something unusual was noticed", { facts, view, told: [], isShort: true });
  const others = sayOthers(mentions, pair, facts);
  const rest = others === undefined ? "" : `, along with ${others}`;
  if (!second)
    return withTail(`${tell(first, facts)}${rest}`, {
      facts,
      view,
      told: pair,
      isShort: others === undefined,
    });
  const link = linkBetween(first, second, facts);
  const [opening, and] = isInOrder(first, second, facts) ? [`${sayFirst(facts)} `, ""] : ["", "and "];
  const text = `${opening}${tell(first, facts)}, ${and}${link} ${tell(second, facts)}${rest}`;
  return withTail(text, { facts, view, told: pair, isShort: false });
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
  told: readonly Mention[];
  isShort: boolean;
}

function tail(text: string, context: TailContext): string {
  const flapping = sayFlapping(context.facts);
  const said = sayWhen(text, { ...context, isShort: context.isShort && flapping === "" });
  return said === "" && flapping !== "" ? `; this${flapping.replace(/^ and/, "")}` : `${said}${flapping}`;
}

function sayWhen(text: string, { facts, view, told, isShort }: TailContext): string {
  const { since, began, ended, sinceEnded } = timingOf(facts, view, told);
  const ending = endingOf(facts);
  if (ending === "unresolved") {
    return began === undefined
      ? `; this ${sayUnresolved(facts)}`
      : `; this began ${began} and ${sayUnresolved(facts)}`;
  }
  if (ending === "open") {
    if (began === undefined) return "";
    if (!isShort || since === undefined || told[0]?.type === "log") return `; this began ${began}`;
    return text.endsWith(")") ? `, ${since}` : ` ${since}`;
  }
  const isRecovered = recoveredAt(facts) !== undefined;
  if (ended === undefined) return isRecovered ? "; all is back to usual" : "; this is over";
  // A line of a log is there and gone in the same minute.
  if (ended === began) return `; this was ${began}`;
  return isRecovered
    ? `; this began ${began} and has been back to usual ${sinceEnded}`
    : `; this began ${began} and was over ${ended}`;
}
