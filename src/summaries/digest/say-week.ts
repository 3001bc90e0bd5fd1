import type { DigestFacts, IncidentFacts, WeekFacts } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import { endingOf } from "../ending.ts";
import { nameForm } from "../names.ts";
import { capitalised } from "../phrasing/capitalised.ts";
import { numbersOf, periodOf } from "../phrasing/digest.ts";
import type { Forms } from "../phrasing/forms.ts";

/**
 * A week in words: `day` is the checked text of the same facts as a digest, and around it stand sentences of counts and
 * names of the facts alone. A quiet week is one line.
 */
export function sayWeek(
  facts: DigestFacts & { week: WeekFacts },
  day: string,
  { view, forms }: { view: TimeView; forms: Forms },
): string {
  const total = facts.incidents.length + facts.incidentsOmitted;
  if (total === 0) {
    // Silence is not calm: the digest says that nothing came in.
    if (facts.samples === 0 && facts.logLines === 0) return day;
    const came = numbersOf({ ...facts, commands: 0 }, forms, true);
    const { incidentsBefore, isAtLeast = false } = facts.week;
    const than = incidentsBefore === undefined ? "" : `; ${forms.week.before(incidentsBefore, isAtLeast)}`;
    return `${forms.week.quiet} ${came} ${periodOf(facts, view, forms)}${than}.`;
  }
  const sentences = [
    day,
    ...sayCompared(facts.week, forms),
    ...sayRepeated(facts.week, forms),
    ...sayToCheck(facts, forms),
  ];
  return forms.finish(sentences.join(" "));
}

const namedMax = 5;

/** Both count what began: what went on from before is told by the day, and in no other number. */
function sayCompared(
  { incidentsBegan, incidentsBefore, isAtLeast = false }: WeekFacts,
  forms: Forms,
): string[] {
  if (incidentsBegan === undefined || incidentsBefore === undefined) return [];
  return [`${capitalised(forms.week.compared(incidentsBegan, incidentsBefore, isAtLeast))}.`];
}

function sayRepeated({ repeated, isAtLeast }: WeekFacts, forms: Forms): string[] {
  const least = isAtLeast ? `${forms.week.atLeast} ` : "";
  const told = repeated.slice(0, namedMax).flatMap(({ name, incidents }) => {
    const said = nameForm(name);
    return said === undefined ? [] : [`${said} (${least}${forms.count(incidents, "incident")})`];
  });
  return told.length === 0 ? [] : [`${forms.week.repeated} ${forms.list(told)}.`];
}

/** What is not well yet, the most severe first, and then what keeps coming back. */
function sayToCheck({ incidents, week }: DigestFacts & { week: WeekFacts }, forms: Forms): string[] {
  const unwell = incidents.filter((incident) => endingOf(incident) !== "over").map(leadName);
  const names = [...unwell, ...week.repeated.map(({ name }) => name)].flatMap((name) => {
    const said = name === undefined ? undefined : nameForm(name);
    return said === undefined ? [] : [said];
  });
  const told = [...new Set(names)].slice(0, namedMax);
  return told.length === 0 ? [] : [`${forms.week.check} ${forms.list(told)}.`];
}

function leadName({ evidence, closedBecause }: IncidentFacts): string | undefined {
  // A person has looked at it already.
  if (closedBecause === "falseAlarm" || closedBecause === "alwaysNormal") return undefined;
  return evidence[0]?.name;
}
