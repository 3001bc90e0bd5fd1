import type { IncidentFacts } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import { endingOf } from "../ending.ts";
import { toldLengthMs } from "../length.ts";
import { capitalised } from "./capitalised.ts";
import type { Forms, Told } from "./forms.ts";
import { earliest, type Mention, mentionsOf } from "./mention.ts";
import { isFirstKnown, isInOrder, linkBetween, sayFirst } from "./order.ts";
import { sayOthers } from "./others.ts";
import { tell } from "./tell.ts";
import { recoveredAt, timingOf } from "./timing.ts";

/** One to four sentences: what happened where and when, what else, what the logs say, and how it stands. */
export function phraseReport(facts: IncidentFacts, view: TimeView, forms: Forms): string {
  const context = { facts, view, forms };
  const mentions = mentionsOf(facts);
  const lead = isFirstKnown(facts) ? (earliest(mentions, facts) ?? mentions[0]) : mentions[0];
  if (!lead) return `${forms.somethingNoticed}. ${status(context)}`;
  const sensors = mentions
    .filter((mention) => mention !== lead && mention.type !== "log")
    .slice(0, sensorsMax);
  const logs = mentions.filter((mention) => mention !== lead && mention.type === "log").slice(0, logsMax);
  const told = [lead, ...sensors, ...logs];
  const others = sayOthers(mentions, told, context);
  const sentences = [
    leadSentence(lead, context),
    companySentence(lead, sensors, logs.length === 0 ? others : undefined, context),
    logSentence(logs, others, context),
    status(context),
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

const sensorsMax = 3;
const logsMax = 2;

interface Context extends Told {
  view: TimeView;
}

function leadSentence(lead: Mention, { facts, view, forms }: Context): string {
  const place = forms.referPlace(facts.place);
  const { began } = timingOf(facts, view, [lead], forms);
  // Where the times tell, the words after it do: "then 40 seconds later".
  const first = isFirstKnown(facts) && !facts.isOrderKnown ? sayFirst(facts, forms) : undefined;
  const text = tell(lead, facts, {
    isPlaceKnown: isPlaceOf(lead, facts),
    withExample: true,
    forms,
    around: { lead: place, adverb: first, isPlace: true },
  });
  return `${capitalised(text)}${began === undefined ? "" : forms.tail.began(began)}.`;
}

/** A name may lose the words of its place only where the sentence names that very place. */
function isPlaceOf(mention: Mention, { place }: IncidentFacts): boolean {
  const { line } = mention;
  if (mention.type === "group" && mention.place === place) return true;
  if (place.device !== undefined) return line.place.device === place.device;
  return place.area !== undefined && line.place.area === place.area;
}

function companySentence(
  lead: Mention,
  sensors: readonly Mention[],
  others: string | undefined,
  { facts, forms }: Context,
): string {
  const [next, ...rest] = sensors;
  if (next === undefined) return others === undefined ? "" : `${forms.cameAlongWith(others)}.`;
  // "40 seconds later" would be said of all of them, so with several it is only "after that".
  const isSeveral = isInOrder(lead, next, facts) && sensors.length > 1;
  const link = isSeveral ? forms.afterThat : linkBetween(lead, next, facts, forms);
  const told = [
    tell(next, facts, { forms, around: { lead: link } }),
    ...rest.map((mention) => tell(mention, facts, { forms })),
  ];
  const unknown = isFirstKnown(facts) ? "" : forms.orderUnknown;
  const along = others === undefined ? "" : forms.alongWith(others);
  return `${capitalised(forms.list(told))}${along}${unknown}.`;
}

function logSentence(
  logs: readonly Mention[],
  others: string | undefined,
  { facts, forms }: Context,
): string {
  if (logs.length === 0) return "";
  const told = logs.map((mention) => tell(mention, facts, { withExample: true, forms }));
  return `${capitalised(forms.list(told))}${others === undefined ? "" : forms.alongWith(others)}.`;
}

/** How it stands now, or how it ended. */
function status({ facts, view, forms }: Context): string {
  const { status: words } = forms;
  const flapping = facts.flapping === undefined ? "" : forms.flapping(facts.flapping.times);
  const unset = facts.clock === "unsynced" ? words.clockUnset : "";
  const isPartly = facts.evidence.some(({ recoveredAt: at }) => at !== undefined);
  const ending = endingOf(facts);
  const lengthMs = toldLengthMs(facts);
  if (ending !== "over") {
    const partly = isPartly ? words.partlyBack(ending === "unresolved") : "";
    const extra = `${flapping}${partly}${unset}`;
    if (ending === "open") return words.open(lengthMs, extra);
    return words.unresolved(lengthMs, facts.closedBecause, extra);
  }
  const { ended, sinceEnded } = timingOf(facts, view, [], forms);
  if (recoveredAt(facts) === undefined) return words.over(ended, lengthMs, `${flapping}${unset}`);
  return words.allBack(sinceEnded, `${flapping}${unset}`);
}
