import { z } from "../core/schema.ts";
import { anomalyKinds, countedLines, logOrderReasons, patternReasons } from "../domain/anomaly.ts";
import type { DigestFacts, Facts, IncidentFacts } from "../domain/facts.ts";
import type { Incident } from "../domain/incident.ts";
import { logKinds } from "../domain/log-line.ts";
import { severities } from "../domain/severity.ts";
import { incidentFacts } from "./facts.ts";

/** Facts read back, or what is wrong with them: where (keys and places from the root) and what. */
export type FactsRead =
  | { facts: Facts }
  | { problems: readonly { path: readonly (string | number)[]; what: string }[] };

/**
 * The facts in a JSON value: a facts record; an incident as it is published (`edgewise.incident.v1`), stored or shown by
 * the API, whose facts are as of its last change, in the order that `orderClearMs` makes known; or an object with one of
 * these as its `facts` or `incident`. Times may be milliseconds or ISO-8601. Undefined: it is none of them.
 */
export function readFacts(value: unknown, options: { orderClearMs?: number } = {}): FactsRead | undefined {
  if (!isRecord(value)) return undefined;
  for (const key of ["facts", "incident"]) {
    if (Object.hasOwn(value, key) && isRecord(value[key])) return inside(readFacts(value[key], options), key);
  }
  if (value.type === "digest") return read(digestShape, value, (found) => found as unknown as DigestFacts);
  if (value.type === "incident") return read(factsShape, value, (found) => found as unknown as IncidentFacts);
  if (!Array.isArray(value.evidence) || typeof value.status !== "string") return undefined;
  const named = Object.hasOwn(value, "id") ? value : { ...value, id: value.incidentId };
  return read(incidentShape, named, (found) => {
    const incident = found as unknown as Incident;
    return incidentFacts(incident, incident.updatedAt, options);
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function inside(found: FactsRead | undefined, key: string): FactsRead | undefined {
  if (found === undefined || "facts" in found) return found;
  return { problems: found.problems.map(({ path, what }) => ({ path: [key, ...path], what })) };
}

function read<T>(shape: z.ZodType<T>, value: unknown, factsOf: (found: T) => Facts): FactsRead {
  const parsed = shape.safeParse(value);
  if (parsed.success) return { facts: factsOf(parsed.data) };
  return {
    problems: parsed.error.issues.map(({ path, message }) => ({
      path: path.filter((key) => typeof key !== "symbol"),
      what: message,
    })),
  };
}

const time = z.union(
  [
    z.number().min(-8.64e15).max(8.64e15),
    z.iso.datetime({ offset: true }).transform((text) => Date.parse(text)),
  ],
  { error: "a time is expected: milliseconds since 1970, or ISO-8601 such as 2026-01-05T14:05:00Z" },
);
/** JSON has null where there is nothing. */
const absent = <T extends z.ZodType>(shape: T) => shape.nullish().transform((value) => value ?? undefined);
const number = z.number();
const place = z.looseObject({
  device: absent(z.string()),
  area: absent(z.string()),
  topicPrefix: absent(z.string()),
});
const clock = z.enum(["synced", "unsynced"]);

const evidenceShape = z.looseObject({
  subjectId: z.string(),
  type: z.enum(["series", "log"]),
  name: z.string(),
  kind: z.enum(anomalyKinds),
  direction: z.enum(["high", "low", "none"]),
  severity: z.enum(severities),
  firstAt: time,
  lastAt: time,
  times: z.int().min(1),
  score: number,
  unit: absent(z.string()),
  observed: absent(number),
  expected: absent(z.looseObject({ low: number, high: number, typical: number })),
  durationMs: absent(number),
  usualDurationMs: absent(number),
  limit: absent(number),
  reason: absent(z.enum(patternReasons)),
  partners: absent(z.array(z.string())),
  counted: absent(z.enum(countedLines)),
  order: absent(z.looseObject({ reason: z.enum(logOrderReasons), other: z.string() })),
  example: absent(z.string()),
  logKind: absent(z.enum(logKinds)),
  observedState: absent(z.string()),
  typicalState: absent(z.string()),
  place,
  recoveredAt: absent(time),
  resumedAt: absent(time),
});

const count = z.int().min(0);
const omittedShape = z.looseObject({
  type: z.enum(["series", "log"]),
  kind: z.enum(anomalyKinds),
  count,
  recovered: count,
});
const firstSignShape = z.looseObject({
  subjectId: z.string(),
  kind: z.enum(anomalyKinds),
  grounds: z.enum(["time", "learnt", "outage"]),
  times: absent(count),
  of: absent(count),
});
const followingShape = z.looseObject({
  afterSubjectId: z.string(),
  afterKind: z.enum(anomalyKinds),
  subjectId: z.string(),
  type: z.enum(["series", "log"]),
  name: z.string(),
  kind: z.enum(anomalyKinds),
  delayMs: number.min(0),
  times: count,
  of: count,
});

const common = {
  status: z.enum(["open", "closed"]),
  severity: z.enum(severities),
  openedAt: time,
  closedAt: absent(time),
  closedBecause: absent(z.enum(["recovered", "quiet", "room", "merged", "falseAlarm", "alwaysNormal"])),
  place,
  evidence: z.array(evidenceShape).max(1_000),
  evidenceOmitted: z.int().min(0).default(0),
  omitted: absent(z.array(omittedShape).max(1_000)),
  subjects: absent(z.looseObject({ sensors: count, logs: count })),
  firstSign: absent(firstSignShape),
  follows: absent(z.array(followingShape).max(1_000)),
  clock: clock.default("synced"),
  escalated: absent(z.looseObject({ because: z.enum(["severer", "spread", "unacknowledged"]), at: time })),
  flapping: absent(z.looseObject({ times: z.int().min(1), since: time })),
  earlier: absent(z.array(z.looseObject({ incidentId: z.string(), openedAt: time, durationMs: number }))),
};

const factsShape = z.looseObject({
  type: z.literal("incident"),
  incidentId: z.string().default(""),
  ...common,
  durationMs: number.min(0),
  isOrderKnown: z.boolean(),
});

const incidentShape = z.looseObject({ id: z.string(), ...common, updatedAt: time });

const digestShape = z.looseObject({
  type: z.literal("digest"),
  from: time,
  to: time,
  incidents: z.array(factsShape).max(1_000),
  incidentsOmitted: z.int().min(0).default(0),
  isAtLeast: absent(z.boolean()),
  samples: z.int().min(0),
  seriesCount: z.int().min(0),
  logLines: z.int().min(0),
  commands: z.int().min(0),
  week: absent(
    z.looseObject({
      repeated: z.array(
        z.looseObject({ type: z.enum(["series", "log"]), name: z.string(), incidents: z.int().min(1) }),
      ),
      incidentsBegan: absent(count),
      incidentsBefore: absent(count),
      isAtLeast: absent(z.boolean()),
    }),
  ),
});
