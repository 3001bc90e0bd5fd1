import { setImmediate } from "node:timers/promises";
import type { Incident } from "../../domain/incident.ts";
import { severityRank } from "../../domain/severity.ts";
import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import type { QuestionContext } from "./context.ts";

/**
 * Stored incidents by the words people have for what they are about.
 *
 * Limits:
 * 1. The newest `readMax` incidents of a time are looked at, page by page; what is older is not found by its words.
 * 2. After a page, and after the words of `perPause` incidents were made plain, others have their turn: 2,000 incidents of
 *    40 lines take a second of work on a small board, and samples and alarms must not wait for it.
 */
const pageSize = 100;
const readMax = 2_000;
const perPause = 10;

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
    await setImmediate();
    if (words !== undefined) await makePlain(fresh);
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
  const has = (word: string) => words.includes(` ${word} `);
  return nameKey(place)
    .split(" ")
    .every((word) => [word, word.replace(/s$/, ""), word.replace(/es$/, "")].some(has));
}

/** Before {@link thoseAbout} of many: makes the words of each plain, with pauses. */
export async function makePlain(incidents: readonly Incident[]): Promise<void> {
  for (const [index, incident] of incidents.entries()) {
    wordsOf(incident);
    if (index % perPause === perPause - 1) await setImmediate();
  }
}

/** Of incidents that are looked through several times: by all words, by the last one, for another question. */
const plainWords = new WeakMap<Incident, string>();

/** One space before, between and after them. */
function wordsOf(incident: Incident): string {
  const known = plainWords.get(incident);
  if (known !== undefined) return known;
  const words = ` ${[...describedIn(incident)].join(" ")} `;
  plainWords.set(incident, words);
  return words;
}

function describedIn({ place, evidence }: Incident): ReadonlySet<string> {
  const described = [
    place.area,
    place.device,
    place.topicPrefix,
    ...evidence.flatMap((line) => [line.name, line.place.area, line.place.device, line.subjectId]),
  ];
  // Lines of one incident mostly share their places.
  return new Set([...new Set(described)].flatMap((text) => (text ? nameKey(text).split(" ") : [])));
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
