import type { Incident } from "./incident.ts";

/** An earlier incident and how alike it is, in [0, 1]. */
export interface SimilarIncident {
  incident: Incident;
  likeness: number;
}

/** From this likeness on two incidents count as the same sort of thing. */
export const alikeMin = 0.4;

/** Signs of one incident that are looked up; an incident holds some dozens of lines at most. */
const signsMax = 64;
const signLengthMax = 200;

/**
 * By what an incident is found again: its sensors and kinds of log line, and the devices they are on. Two incidents that
 * share none of these are never alike ({@link likenessOf} gives them less than {@link alikeMin}). The schema of the
 * store fills the same signs in for incidents that were stored before there were any (`store/migrations.ts`).
 */
export function signsOf({ evidence }: Pick<Incident, "evidence">): string[] {
  const signs = evidence.flatMap(({ subjectId, place }) => [
    `subject ${shortened(subjectId)}`,
    ...(place.device === undefined ? [] : [`device ${shortened(place.device)}`]),
  ]);
  return [...new Set(signs)].slice(0, signsMax);
}

/** By characters, as SQLite counts them. */
function shortened(text: string): string {
  return text.length <= signLengthMax ? text : [...text].slice(0, signLengthMax).join("");
}

/**
 * How alike two incidents are: the same sensors and kinds of log line count most, then that the same was wrong with them,
 * the same devices or areas, the same kinds of trouble, and the same time of day. The same device with the same kinds
 * of trouble is alike; the same kind of trouble elsewhere in the area is not.
 */
export function likenessOf(left: Incident, right: Incident): number {
  const share = (of: (incident: Incident) => readonly string[]) => dice(of(left), of(right));
  return (
    0.35 * share(subjects) +
    0.2 * share(troubles) +
    Math.max(0.2 * share(devices), 0.1 * share(areas)) +
    0.15 * share(kinds) +
    0.1 * sameTimeOfDay(left.openedAt, right.openedAt)
  );
}

const subjects = ({ evidence }: Incident) => evidence.map(({ subjectId }) => subjectId);
const troubles = ({ evidence }: Incident) => evidence.map(({ subjectId, kind }) => `${kind} ${subjectId}`);
const kinds = ({ evidence }: Incident) => evidence.map(({ kind }) => kind);
const devices = ({ evidence }: Incident) => evidence.flatMap(({ place }) => place.device ?? []);
const areas = ({ evidence }: Incident) => evidence.flatMap(({ place }) => place.area ?? []);

/** The share of what both have in all that they have (Sørensen and Dice), 0 where there is nothing. */
function dice(left: readonly string[], right: readonly string[]): number {
  const [a, b] = [new Set(left), new Set(right)];
  if (a.size === 0 || b.size === 0) return 0;
  let both = 0;
  for (const one of a) if (b.has(one)) both += 1;
  return (2 * both) / (a.size + b.size);
}

const dayMs = 86_400_000;
const nearMs = 6 * 3_600_000;

/** 1 at the same time of day, 0 from six hours apart on. Any one clock will do, so it is that of UTC. */
function sameTimeOfDay(left: number, right: number): number {
  const apart = Math.abs(left - right) % dayMs;
  return Math.max(0, 1 - Math.min(apart, dayMs - apart) / nearMs);
}
