/** What the link and the far side do to a batch for some time. */
export type Weather = "fine" | Exclude<Affliction, "flaps">;

const afflictions = [
  /** Every connection is cut at once. */
  "refuses",
  /** Cut and fine by turns, every few seconds. */
  "flaps",
  /** The batch is taken from the socket and never answered. */
  "stalls",
  /** The batch is stored, and its answer breaks off in the middle. */
  "truncates",
  "answers429",
  "answers500",
  /** Batches of more than 100 records are too large. */
  "answers413",
  /** 200, and JSON that cannot be read. */
  "badJson",
  /** The answer comes a byte a second. */
  "slowBytes",
  /** All is accepted, and only some is stored. */
  "lies",
] as const;
export type Affliction = (typeof afflictions)[number];

interface Phase {
  kind: "fine" | Affliction;
  untilMs: number;
}

const minute = 60_000;

/**
 * The weather of `totalMs`: fine times and afflictions by turns, each kind once before any comes again, and one long
 * outage of an eighth of the time in the middle. The same for the same random numbers.
 */
export function createWeather(
  totalMs: number,
  random: () => number,
): {
  at(ms: number): Weather;
  /** How often each kind began. */
  readonly counts: ReadonlyMap<Phase["kind"], number>;
  readonly longOutageMs: number;
  /** When the long outage is over. */
  readonly longOutageEndsMs: number;
} {
  const unit = Math.min(10 * minute, totalMs / 40);
  const phases: Phase[] = [];
  const counts = new Map<Phase["kind"], number>();
  let cards: Affliction[] = [];
  let longOutageEndsMs = 0;
  const longOutageMs = totalMs / 8;
  const add = (kind: Phase["kind"], lengthMs: number) => {
    phases.push({ kind, untilMs: (phases.at(-1)?.untilMs ?? 0) + lengthMs });
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
  };
  while ((phases.at(-1)?.untilMs ?? 0) < totalMs) {
    add("fine", unit * (0.3 + random()));
    if (longOutageEndsMs === 0 && (phases.at(-1)?.untilMs ?? 0) > totalMs / 3) {
      add("refuses", longOutageMs);
      longOutageEndsMs = phases.at(-1)?.untilMs ?? 0;
      continue;
    }
    if (cards.length === 0) cards = shuffled(afflictions, random);
    add(cards.pop() ?? "refuses", unit * (0.2 + random()));
  }
  let current = 0;
  return {
    counts,
    longOutageMs,
    longOutageEndsMs,
    at(ms) {
      if (ms >= totalMs) return "fine";
      while ((phases[current]?.untilMs ?? Number.POSITIVE_INFINITY) <= ms) current += 1;
      const kind = phases[current]?.kind ?? "fine";
      return kind === "flaps" ? (Math.floor(ms / 4_000) % 2 === 0 ? "fine" : "refuses") : kind;
    },
  };
}

function shuffled<T>(list: readonly T[], random: () => number): T[] {
  const rest = [...list];
  for (let index = rest.length - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [rest[index], rest[other]] = [rest[other] as T, rest[index] as T];
  }
  return rest;
}
