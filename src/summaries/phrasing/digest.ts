import type { DigestFacts, IncidentFacts } from "../../domain/facts.ts";
import { severityRank } from "../../domain/severity.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { sayMoment, saySince, type TimeView } from "../../text/say-time.ts";
import { endingOf } from "../ending.ts";
import { beganAt } from "../onset.ts";
import { alertLengthMax } from "./alert.ts";
import { linesOf, mentionsOf } from "./mention.ts";
import { capitalised } from "./refer.ts";
import { tell } from "./tell.ts";
import { timingOf } from "./timing.ts";

/** A day in one line when it was quiet; else what is still going on, what was unusual and is over, and the numbers. */
export function phraseDigest(
  facts: DigestFacts,
  style: "alert" | "explanation" | "report",
  view: TimeView,
): string {
  const total = facts.incidents.length + facts.incidentsOmitted;
  if (total === 0) return quietDay(facts, style, view);
  const open = facts.incidents.filter(({ status }) => status === "open");
  const over = facts.incidents.filter((incident) => endingOf(incident) === "over");
  const unresolved = facts.incidents.filter((incident) => endingOf(incident) === "unresolved");
  const counts = `${sayCount(total, "incident")} ${period(facts, view)}`;
  const state = facts.incidentsOmitted > 0 ? "" : howMany(open.length, over.length, unresolved.length);
  if (style === "alert")
    return shortened(`${counts}${state}.`, `${counts}.`, `${sayCount(total, "incident")}.`);
  if (style === "explanation") return `${counts}${state}, among ${numbers(facts)}.`;
  const isMixed = [open, over, unresolved].filter(({ length }) => length > 0).length > 1;
  const sentences = [
    `${counts}${isMixed ? state : ""}.`,
    listed("Still going on", open, view),
    listed("Unresolved", unresolved, view),
    listed("Over", over, view),
    `${capitalised(numbers(facts))} came in.`,
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

/** Incidents told one by one in each list; the rest is counted. */
const listedMax = 3;

function quietDay(facts: DigestFacts, style: "alert" | "explanation" | "report", view: TimeView): string {
  const when = period(facts, view);
  const isShort = style === "alert";
  // Silence is not calm: when nothing came in, nobody knows whether the day was quiet.
  if (facts.samples === 0 && facts.logLines === 0) {
    const text = `No readings and no log lines came in ${when}.`;
    return isShort ? shortened(text, "No readings and no log lines came in.") : text;
  }
  const text = `A quiet day: nothing unusual in ${numbers(facts)} ${when}.`;
  return isShort ? shortened(text, "A quiet day: nothing unusual.") : text;
}

/** The first of the texts that is short enough for an alert; the last one always is. */
function shortened(...texts: string[]): string {
  return texts.find((text) => text.length <= alertLengthMax) ?? texts[texts.length - 1] ?? "";
}

function numbers({ samples, seriesCount, logLines, commands }: DigestFacts): string {
  const parts = [
    `${sayCount(samples, "reading")} from ${sayCount(seriesCount, "sensor")}`,
    sayCount(logLines, "log line"),
  ];
  if (commands > 0) parts.push(sayCount(commands, "command"));
  return sayList(parts);
}

function howMany(open: number, over: number, unresolved: number): string {
  if (open + unresolved === 0) return over === 1 ? ", over now" : ", all over now";
  if (over + unresolved === 0) return ", still going on";
  const parts = [
    ...(open > 0 ? [`${open} still going on`] : []),
    ...(unresolved > 0 ? [`${unresolved} unresolved`] : []),
    ...(over > 0 ? [`${over} over now`] : []),
  ];
  return `: ${parts.join(", ")}`;
}

/** `since yesterday at 07:00` when it reaches up to now, else `from … to …`. */
function period({ from, to }: DigestFacts, view: TimeView): string {
  const isUpToNow = view.now - to < 600_000;
  return isUpToNow ? saySince(from, view) : `from ${sayMoment(from, view)} to ${sayMoment(to, view)}`;
}

/** The most severe first, then the longest. */
function listed(title: string, incidents: readonly IncidentFacts[], view: TimeView): string {
  const told = [...incidents]
    .sort(
      (left, right) =>
        severityRank(right.severity) - severityRank(left.severity) || right.durationMs - left.durationMs,
    )
    .slice(0, listedMax)
    .map((facts) => item(facts, view))
    .filter((text) => text !== undefined);
  if (told.length === 0) return "";
  const rest = incidents.length - told.length;
  const more = rest > 0 ? `; and ${rest} more` : "";
  return `${title}: ${told.join("; ")}${more}.`;
}

function item(facts: IncidentFacts, view: TimeView): string | undefined {
  const [lead] = mentionsOf(facts);
  if (lead === undefined) return undefined;
  if (facts.clock === "unsynced") return tell(lead, facts);
  const { since } = timingOf(facts, view, [lead]);
  const isOngoing = facts.status === "open" && since !== undefined;
  const when = isOngoing ? since : `from ${sayMoment(Math.min(...linesOf(lead).map(beganAt)), view)} on`;
  return `${tell(lead, facts)}, ${when}`;
}
