import type { DigestFacts, IncidentFacts, WeekFacts } from "../../domain/facts.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { sayMoment, saySince, type TimeView } from "../../text/say-time.ts";
import { endingOf } from "../ending.ts";
import { nameForm } from "../names.ts";

/**
 * A week in words: `day` is the checked text of the same facts as a digest, and around it stand sentences of counts and
 * names of the facts alone. A quiet week is one line.
 */
export function sayWeek(facts: DigestFacts & { week: WeekFacts }, day: string, view: TimeView): string {
  const total = facts.incidents.length + facts.incidentsOmitted;
  const before = sayBefore(facts.week);
  if (total === 0) {
    // Silence is not calm: the digest says that nothing came in.
    if (facts.samples === 0 && facts.logLines === 0) return day;
    const came = `${sayCount(facts.samples, "reading")} from ${sayCount(facts.seriesCount, "sensor")} and ${sayCount(facts.logLines, "log line")}`;
    const than = before === undefined ? "" : `; ${before}`;
    return `${phrases.quiet} ${came} ${period(facts, view)}${than}.`;
  }
  const sentences = [
    day,
    ...(before === undefined ? [] : [`${capitalised(before)}.`]),
    ...sayRepeated(facts.week),
    ...sayToCheck(facts),
  ];
  return sentences.join(" ");
}

const phrases = {
  quiet: "A quiet week: nothing unusual in",
  before: "in the week before",
  repeated: "Again and again:",
  check: "To check:",
} as const;

const namedMax = 5;

function sayBefore({ incidentsBefore }: WeekFacts): string | undefined {
  if (incidentsBefore === undefined) return undefined;
  return `${phrases.before} there ${incidentsBefore === 1 ? "was" : "were"} ${incidentsBefore === 0 ? "none" : incidentsBefore}`;
}

function sayRepeated({ repeated }: WeekFacts): string[] {
  const told = repeated.slice(0, namedMax).flatMap(({ name, incidents }) => {
    const said = nameForm(name);
    return said === undefined ? [] : [`${said} (${sayCount(incidents, "incident")})`];
  });
  return told.length === 0 ? [] : [`${phrases.repeated} ${sayList(told)}.`];
}

/** What is not well yet, the most severe first, and then what keeps coming back. */
function sayToCheck({ incidents, week }: DigestFacts & { week: WeekFacts }): string[] {
  const unwell = incidents.filter((incident) => endingOf(incident) !== "over").map(leadName);
  const names = [...unwell, ...week.repeated.map(({ name }) => name)].flatMap((name) => {
    const said = name === undefined ? undefined : nameForm(name);
    return said === undefined ? [] : [said];
  });
  const told = [...new Set(names)].slice(0, namedMax);
  return told.length === 0 ? [] : [`${phrases.check} ${sayList(told)}.`];
}

function leadName({ evidence, closedBecause }: IncidentFacts): string | undefined {
  // A person has looked at it already.
  if (closedBecause === "falseAlarm" || closedBecause === "alwaysNormal") return undefined;
  return evidence[0]?.name;
}

function period({ from, to }: DigestFacts, view: TimeView): string {
  const isUpToNow = view.now - to < 600_000;
  return isUpToNow ? saySince(from, view) : `from ${sayMoment(from, view)} to ${sayMoment(to, view)}`;
}

function capitalised(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
