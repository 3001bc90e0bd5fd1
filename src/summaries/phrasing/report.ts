import type { IncidentFacts } from "../../domain/facts.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayList } from "../../text/say-list.ts";
import type { TimeView } from "../../text/say-time.ts";
import { endingOf, sayUnresolved } from "../ending.ts";
import { sayFlapping } from "./flapping.ts";
import { earliest, type Mention, mentionsOf } from "./mention.ts";
import { isFirstKnown, isInOrder, linkBetween, sayFirst } from "./order.ts";
import { sayOthers } from "./others.ts";
import { capitalised, referPlace } from "./refer.ts";
import { tell } from "./tell.ts";
import { recoveredAt, timingOf } from "./timing.ts";

/** One to four sentences: what happened where and when, what else, what the logs say, and how it stands. */
export function phraseReport(facts: IncidentFacts, view: TimeView): string {
  const mentions = mentionsOf(facts);
  const lead = isFirstKnown(facts) ? (earliest(mentions, facts) ?? mentions[0]) : mentions[0];
  if (!lead) return `Something unusual was noticed. ${status(facts, view)}`;
  const sensors = mentions
    .filter((mention) => mention !== lead && mention.type !== "log")
    .slice(0, sensorsMax);
  const logs = mentions.filter((mention) => mention !== lead && mention.type === "log").slice(0, logsMax);
  const told = [lead, ...sensors, ...logs];
  const others = sayOthers(mentions, told, facts);
  const sentences = [
    leadSentence(lead, facts, view),
    companySentence(lead, sensors, facts, logs.length === 0 ? others : undefined),
    logSentence(logs, facts, others),
    status(facts, view),
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

const sensorsMax = 3;
const logsMax = 2;

function leadSentence(lead: Mention, facts: IncidentFacts, view: TimeView): string {
  const place = referPlace(facts.place);
  const { began } = timingOf(facts, view, [lead]);
  const where = place === undefined ? "" : `${place}, `;
  // Where the times tell, the words after it do: "then 40 seconds later".
  const first = isFirstKnown(facts) && !facts.isOrderKnown ? `${sayFirst(facts)} ` : "";
  const text = tell(lead, facts, { isPlaceKnown: isPlaceOf(lead, facts), withExample: true });
  const when = began === undefined ? "" : `; this began ${began}`;
  return `${capitalised(`${where}${first}${text}`)}${when}.`;
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
  facts: IncidentFacts,
  others: string | undefined,
): string {
  const [next] = sensors;
  if (next === undefined) return others === undefined ? "" : `Along with it came ${others}.`;
  // "40 seconds later" would be said of all of them, so with several it is only "after that".
  const isSeveral = isInOrder(lead, next, facts) && sensors.length > 1;
  const link = isSeveral ? "after that" : linkBetween(lead, next, facts);
  const told = sensors.map((mention) => tell(mention, facts));
  const unknown = isFirstKnown(facts) ? "" : "; which came first is not known";
  return `${capitalised(link)} ${sayList(told)}${alongWith(others)}${unknown}.`;
}

function logSentence(logs: readonly Mention[], facts: IncidentFacts, others: string | undefined): string {
  if (logs.length === 0) return "";
  const told = logs.map((mention) => tell(mention, facts, { withExample: true }));
  return `${capitalised(sayList(told))}${alongWith(others)}.`;
}

function alongWith(others: string | undefined): string {
  return others === undefined ? "" : `, along with ${others}`;
}

/** How it stands now, or how it ended. */
function status(facts: IncidentFacts, view: TimeView): string {
  const isClockSet = facts.clock !== "unsynced";
  const unset = isClockSet ? "" : ", and no time is given because the clock was not set";
  const after = facts.durationMs < 1000 ? "" : ` after ${sayDuration(facts.durationMs)}`;
  const ending = endingOf(facts);
  const isPartly = facts.evidence.some(({ recoveredAt: at }) => at !== undefined);
  if (ending === "open") {
    const partly = isPartly ? ", though a part of it is back to usual" : "";
    return `It is still going on${after}${sayFlapping(facts)}${partly}${unset}.`;
  }
  if (ending === "unresolved") {
    const partly = isPartly ? ", though a part of it was back to usual" : "";
    return `It ${sayUnresolved(facts)}${after}${sayFlapping(facts)}${partly}${unset}.`;
  }
  const { ended, sinceEnded } = timingOf(facts, view, []);
  if (recoveredAt(facts) === undefined)
    return `It was over${ended === undefined ? "" : ` ${ended}`}${after}${sayFlapping(facts)}${unset}.`;
  const when = sinceEnded === undefined ? "" : ` ${sinceEnded}`;
  return `Everything has been back to usual${when}${sayFlapping(facts)}${unset}.`;
}
