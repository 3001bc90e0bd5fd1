import type { Incident } from "../../domain/incident.ts";
import { severityRank } from "../../domain/severity.ts";
import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import type { QuestionContext } from "./context.ts";

/**
 * Stored incidents by the words people have for what they are about.
 *
 * Limits: the newest `readMax` incidents of a time are looked at, page by page; what is older is not found by its words.
 */
const pageSize = 500;
const readMax = 2_000;

type Where = Pick<QuestionContext, "incidents" | "registry">;

/** Those about `words`, of any time or of one, the newest first; `isAll` is false when older ones were not looked at. */
export async function incidentsAbout(
  words: string | undefined,
  { incidents, registry }: Where,
  period: { from: number; to: number } | undefined,
): Promise<{ found: Incident[]; isAll: boolean }> {
  const read: Incident[] = [];
  let to = period?.to ?? Number.MAX_SAFE_INTEGER;
  let isAll = false;
  while (!isAll && read.length < readMax) {
    const known = new Set(read.map(({ id }) => id));
    const page = await incidents.list({ ...(period ? { from: period.from } : {}), to, countMax: pageSize });
    const fresh = page.filter(({ id }) => !known.has(id));
    read.push(...fresh);
    isAll = page.length < pageSize || fresh.length === 0;
    // Several may have been opened in the same millisecond, so the next page overlaps this one by it.
    to = (page.at(-1)?.openedAt ?? 0) + 1;
  }
  return { found: words === undefined ? read : thoseAbout(words, read, registry), isAll };
}

/**
 * Those about what the words name: every word is among theirs; else they are about the thing that is called so, whatever
 * its sensors are called; else about what its last word says ("irrigation pump" is a pump).
 */
export function thoseAbout(
  words: string,
  incidents: readonly Incident[],
  registry: QuestionContext["registry"],
): Incident[] {
  const byWords = incidents.filter((incident) => concerns(incident, words));
  if (byWords.length > 0) return byWords;
  const things = registry.byName(words);
  const byThing = incidents.filter((incident) => things.some((thing) => isOf(incident, thing)));
  if (byThing.length > 0) return byThing;
  const last = nameKey(words).split(" ").at(-1) ?? "";
  return last.length < 3 || last === nameKey(words)
    ? []
    : incidents.filter((incident) => concerns(incident, last));
}

/** Whether an incident is about a place or thing, by the words its evidence has for it. */
export function concerns(incident: Incident, place: string): boolean {
  const words = wordsOf(incident);
  return nameKey(place)
    .split(" ")
    .every((word) => words.has(word) || words.has(word.replace(/(?:e?s|s)$/, "")));
}

function wordsOf({ place, evidence }: Incident): ReadonlySet<string> {
  const described = [
    place.area,
    place.device,
    place.topicPrefix,
    ...evidence.flatMap((line) => [line.name, line.place.area, line.place.device, line.subjectId]),
  ];
  return new Set(described.flatMap((text) => (text ? nameKey(text).split(" ") : [])));
}

/** By the topic of the thing, below which its sensors and logs report. */
function isOf(incident: Incident, thing: Thing): boolean {
  const series = Object.values(thing.series);
  const topics = [thing.state?.topic, thing.availability?.topic].filter((topic) => topic !== undefined);
  return incident.evidence.some(
    ({ subjectId }) =>
      series.includes(subjectId) || topics.some((topic) => `${subjectId}/`.startsWith(`${topic}/`)),
  );
}

/** The one that is meant where nobody says which: an open one before others, the worst, the newest. */
export function mostPressing(incidents: readonly Incident[]): Incident | undefined {
  const isOpen = ({ status }: Incident) => (status === "open" ? 1 : 0);
  return [...incidents].sort(
    (a, b) =>
      isOpen(b) - isOpen(a) || severityRank(b.severity) - severityRank(a.severity) || b.openedAt - a.openedAt,
  )[0];
}
