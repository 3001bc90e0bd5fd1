import type { DigestFacts, WeekFacts } from "../../domain/facts.ts";
import { subjectKey } from "../subject.ts";
import { collectDigest, type DigestSources, openedIn } from "./collect.ts";

const dayMs = 86_400_000;

/**
 * The facts of a week: those of a digest, which sensors and logs were in several of its incidents, and how many
 * incidents began in the week before, where edgewise was `watchingSince` before that.
 */
export async function collectWeek(
  period: { from: number; to: number },
  sources: DigestSources,
  options: { now: number; orderClearMs: number; watchingSince: number | undefined },
): Promise<DigestFacts & { week: WeekFacts }> {
  const facts = await collectDigest(period, sources, options);
  const { from } = period;
  const before = { from: from - 7 * dayMs, to: from };
  const isKnown = options.watchingSince !== undefined && options.watchingSince <= before.from;
  const incidentsBefore = isKnown ? (await openedIn(sources.incidentLog, before)).length : undefined;
  return { ...facts, week: { repeated: repeatedIn(facts), incidentsBefore } };
}

/** Told from the incidents whose facts are kept; of equal ones the name that comes first in the alphabet. */
function repeatedIn({ incidents }: DigestFacts): WeekFacts["repeated"] {
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
