import type { Facts, IncidentFacts } from "../domain/facts.ts";
import type { TimeView } from "../text/say-time.ts";
import { closedLabelOf, endingOf } from "./ending.ts";
import type { Language } from "./language.ts";
import { nameForm } from "./names.ts";
import { countOfIncidents } from "./phrasing/digest.ts";
import type { Forms } from "./phrasing/forms.ts";
import { formsOf } from "./phrasing/languages.ts";
import { subjectKey } from "./subject.ts";

/**
 * The plainest true sentences, the better one first, for when the guard refuses what the phrasing made: how bad,
 * what, since when. The last one has no name and no untrusted text in it, so nothing of it can be wrong, and it
 * fits every style. In English when no language is asked for.
 */
export function plainSentences(
  facts: Facts,
  view: TimeView,
  language: Language = "en",
): [...string[], string] {
  const forms = formsOf(language);
  if (facts.type === "digest") {
    const total = facts.incidents.length + facts.incidentsOmitted;
    if (total === 0) return [forms.nothingNoticed];
    return [`${countOfIncidents(facts, forms)} ${forms.since(facts.from, view)}.`];
  }
  const name = facts.evidence[0] && nameForm(facts.evidence[0].name);
  const { sensors, logs } = subjectCounts(facts);
  const counted = [
    ...(sensors > 0 ? [forms.count(sensors, "sensorOf")] : []),
    ...(logs > 0 ? [forms.count(logs, "logOf")] : []),
  ];
  const what = counted.length > 0 ? forms.somethingFrom(forms.list(counted)) : forms.somethingUnusual;
  const unnamed = framed(what, facts, { view, forms });
  if (name === undefined) return [unnamed];
  const whom = sensors + logs > 1 ? forms.andOthers(name) : name;
  return [framed(forms.somethingFrom(whom), facts, { view, forms }), unnamed];
}

function framed(
  what: string,
  facts: IncidentFacts,
  { view, forms }: { view: TimeView; forms: Forms },
): string {
  const isOpen = endingOf(facts) === "open";
  const label = forms.labels[isOpen ? facts.severity : closedLabelOf(facts)];
  const since = isOpen && facts.clock !== "unsynced" ? ` ${forms.since(facts.openedAt, view)}` : "";
  return forms.finish(`${label}: ${what}${since}.`);
}

function subjectCounts({ evidence, subjects: counted }: IncidentFacts): { sensors: number; logs: number } {
  if (counted !== undefined) return counted;
  const subjects = (type: "series" | "log") =>
    new Set(evidence.filter((line) => line.type === type).map(subjectKey)).size;
  return { sensors: subjects("series"), logs: subjects("log") };
}
