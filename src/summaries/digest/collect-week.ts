import type { DigestFacts, WeekFacts } from "../../domain/facts.ts";
import type { Incident } from "../../domain/incident.ts";
import { subjectKey } from "../subject.ts";
import { type DigestSources, digestOf, incidentsOf, openedIn } from "./collect.ts";

const dayMs = 86_400_000;

/**
 * The facts of a week: those of a digest, which sensors and logs were in several of its incidents, how many
 * incidents began in it, and how many in the week before, where edgewise was `watchingSince` before that.
 */
export async function collectWeek(
  period: { from: number; to: number },
  sources: DigestSources,
  options: { now: number; orderClearMs: number; watchingSince: number | undefined },
): Promise<DigestFacts & { week: WeekFacts }> {
  const found = await incidentsOf(period, sources.incidentLog);
  const facts = await digestOf(period, found, {
    sources,
    now: options.now,
    orderClearMs: options.orderClearMs,
  });
  const { from, to } = period;
  const before = { from: from - 7 * dayMs, to: from };
  const isKnown = options.watchingSince !== undefined && options.watchingSince <= before.from;
  const earlier = isKnown ? await openedIn(sources.incidentLog, before) : undefined;
  const week = {
    repeated: repeatedIn(found.incidents),
    incidentsBegan: found.incidents.filter(({ openedAt }) => openedAt >= from && openedAt < to).length,
    incidentsBefore: earlier?.incidents.length,
    isAtLeast: !found.isAll || earlier?.isAll === false,
  };
  return { ...facts, week };
}

/** Of all incidents, not only of those whose facts are kept; of equal ones the name that comes first in the alphabet. */
function repeatedIn(incidents: readonly Incident[]): WeekFacts["repeated"] {
  const found = new Map<string, { type: "series" | "log"; name: string; incidents: number }>();
  for (const { evidence } of incidents) {
    for (const line of new Map(evidence.map((one) => [subjectKey(one), one])).values()) {
      const key = subjectKey(line);
      const counted = found.get(key) ?? { type: line.type, name: line.name, incidents: 0 };
      counted.incidents += 1;
      found.set(key, counted);
    }
  }
  return [...found.values()]
    .filter(({ incidents: count }) => count >= repeatedMin)
    .sort((left, right) => right.incidents - left.incidents || (left.name < right.name ? -1 : 1))
    .slice(0, repeatedMax);
}

const repeatedMin = 2;
const repeatedMax = 10;
