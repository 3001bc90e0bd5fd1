import type { DigestFacts, IncidentFacts } from "../../domain/facts.ts";
import { severityRank } from "../../domain/severity.ts";
import type { TimeView } from "../../text/say-time.ts";
import { endingOf } from "../ending.ts";
import { beganAt } from "../onset.ts";
import { alertLengthMax } from "./alert.ts";
import { capitalised } from "./capitalised.ts";
import type { Forms } from "./forms.ts";
import { linesOf, mentionsOf } from "./mention.ts";
import { tell } from "./tell.ts";
import { timingOf } from "./timing.ts";

/** A day in one line when it was quiet; else what is still going on, what was unusual and is over, and the numbers. */
export function phraseDigest(
  facts: DigestFacts,
  style: "alert" | "explanation" | "report",
  view: TimeView,
  forms: Forms,
): string {
  const total = facts.incidents.length + facts.incidentsOmitted;
  if (total === 0) return quietDay(facts, style, view, forms);
  const open = facts.incidents.filter(({ status }) => status === "open");
  const over = facts.incidents.filter((incident) => endingOf(incident) === "over");
  const unresolved = facts.incidents.filter((incident) => endingOf(incident) === "unresolved");
  const counted = countOfIncidents(facts, forms);
  const counts = `${counted} ${periodOf(facts, view, forms)}`;
  const standing = { open: open.length, over: over.length, unresolved: unresolved.length };
  const state = facts.incidentsOmitted > 0 ? "" : forms.digest.standing(standing);
  if (style === "alert") return shortened(`${counts}${state}.`, `${counts}.`, `${counted}.`);
  if (style === "explanation")
    return `${counts}${state}${forms.digest.among(numbersOf(facts, forms, true))}.`;
  const isMixed = [open, over, unresolved].filter(({ length }) => length > 0).length > 1;
  const sentences = [
    `${counts}${isMixed ? state : ""}.`,
    listed(forms.digest.ongoing, open, view, forms),
    listed(forms.digest.unresolved, unresolved, view, forms),
    listed(forms.digest.over, over, view, forms),
    capitalised(forms.digest.cameIn(numbersOf(facts, forms, false))),
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

/** At the beginning of a sentence. */
export function countOfIncidents(facts: DigestFacts, forms: Forms): string {
  const counted = forms.count(facts.incidents.length + facts.incidentsOmitted, "incident");
  return facts.isAtLeast === true ? capitalised(`${forms.week.atLeast} ${counted}`) : counted;
}

/** Incidents told one by one in each list; the rest is counted. */
const listedMax = 3;

function quietDay(
  facts: DigestFacts,
  style: "alert" | "explanation" | "report",
  view: TimeView,
  forms: Forms,
): string {
  const when = periodOf(facts, view, forms);
  const isShort = style === "alert";
  // Silence is not calm: when nothing came in, nobody knows whether the day was quiet.
  if (facts.samples === 0 && facts.logLines === 0) {
    const text = forms.digest.nothingCame(when);
    return isShort ? shortened(text, forms.digest.nothingCame("")) : text;
  }
  const text = forms.digest.quietDay(numbersOf(facts, forms, true), when);
  return isShort ? shortened(text, forms.digest.quietDayShort) : text;
}

/** The first of the texts that is short enough for an alert; the last one always is. */
function shortened(...texts: string[]): string {
  return texts.find((text) => text.length <= alertLengthMax) ?? texts[texts.length - 1] ?? "";
}

/** `isDative`: behind a preposition, which changes the nouns in some languages. */
export function numbersOf(facts: DigestFacts, forms: Forms, isDative: boolean): string {
  const { samples, seriesCount } = facts;
  return forms.list([
    forms.digest.readingsFrom(samples, seriesCount, isDative),
    ...forms.digest.numbers(facts, isDative),
  ]);
}

/** `since yesterday at 07:00` when it reaches up to now, else `from … to …`. */
export function periodOf({ from, to }: DigestFacts, view: TimeView, forms: Forms): string {
  const isUpToNow = view.now - to < 600_000;
  return isUpToNow
    ? forms.since(from, view)
    : forms.digest.fromTo(forms.moment(from, view), forms.moment(to, view));
}

/** The most severe first, then the longest. */
function listed(title: string, incidents: readonly IncidentFacts[], view: TimeView, forms: Forms): string {
  const told = [...incidents]
    .sort(
      (left, right) =>
        severityRank(right.severity) - severityRank(left.severity) || right.durationMs - left.durationMs,
    )
    .slice(0, listedMax)
    .map((facts) => item(facts, view, forms))
    .filter((text) => text !== undefined);
  if (told.length === 0) return "";
  const rest = incidents.length - told.length;
  return `${title}: ${told.join("; ")}${rest > 0 ? forms.digest.more(rest) : ""}.`;
}

function item(facts: IncidentFacts, view: TimeView, forms: Forms): string | undefined {
  const [lead] = mentionsOf(facts);
  if (lead === undefined) return undefined;
  const text = tell(lead, facts, { forms });
  if (facts.clock === "unsynced") return text;
  const { since } = timingOf(facts, view, [lead], forms);
  const isOngoing = facts.status === "open" && since !== undefined;
  const beganMs = Math.min(...linesOf(lead).map(beganAt));
  return `${text}, ${isOngoing ? since : forms.digest.fromOn(forms.moment(beganMs, view))}`;
}
