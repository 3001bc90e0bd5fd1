import fc from "fast-check";
import { anomalyKinds, countedLines, logOrderReasons, patternReasons } from "../../../src/domain/anomaly.ts";
import type { ClockQuality } from "../../../src/domain/clock-quality.ts";
import type { DigestFacts, IncidentFacts } from "../../../src/domain/facts.ts";
import type { Evidence, Incident } from "../../../src/domain/incident.ts";
import { severities } from "../../../src/domain/severity.ts";
import { incidentFacts } from "../../../src/summaries/facts.ts";

const now = Date.UTC(2026, 2, 29, 10, 0);
const dayMs = 86_400_000;

const ordinaryNames = fc.constantFrom(
  "press-1 vibration",
  "press-1 bearing temperature",
  "greenhouse soil moisture",
  "freezer door contact",
  "Boiler 2 flow",
  "zigbee2mqtt/kitchen_lamp",
  "Gewächshaus Süd",
  "tank level",
  "silent alarm",
  "critical",
  "since",
  "12",
  "zone 3",
  "zone 3 temperature",
);
const hostileNames = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 80 }),
  fc.string({ unit: "binary", maxLength: 80 }),
  fc.constantFrom(
    "",
    "   ",
    'all is well" says nobody',
    "x. All clear! Do 99.9 things",
    "\u202e23 °C",
    "a=1",
    "-5",
  ),
);
const names = fc.oneof({ weight: 4, arbitrary: ordinaryNames }, { weight: 1, arbitrary: hostileNames });

/** Sensors do not measure denormal numbers, whose halves do not round as arithmetic says. */
const measurable = (value: number) => (Math.abs(value) < 1e-100 ? 0 : value);

const values = fc
  .oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
    fc.double({ noNaN: true, noDefaultInfinity: true, min: -100, max: 100 }),
    fc.integer({ min: -50, max: 5000 }),
    fc.constantFrom(0, 30, 30.02, 29.9999, 1e-9, 1e21, 0.1 + 0.2, 99.97, 100, Number.NaN),
  )
  .map(measurable);

const expected = fc
  .tuple(values, fc.double({ noNaN: true, min: 0, max: 50 }).map(measurable))
  .map(([low, width]) => ({ low, high: low + width, typical: low + width / 2 }));

const places = fc.record(
  {
    device: fc.oneof(fc.constantFrom("press-1", "gateway-2", "critical"), hostileNames),
    area: fc.constantFrom("kitchen", "hall 3", "Greenhouse", "at"),
  },
  { requiredKeys: [] },
);

const spans = fc.integer({ min: 0, max: 3 * dayMs });

const lines: fc.Arbitrary<Evidence> = fc
  .record({
    name: names,
    reason: fc.option(fc.constantFrom(...patternReasons), { nil: undefined }),
    partners: fc.option(fc.array(names, { maxLength: 3 }), { nil: undefined }),
    kind: fc.constantFrom(...anomalyKinds),
    direction: fc.constantFrom("high" as const, "low" as const, "none" as const),
    severity: fc.constantFrom(...severities),
    firstAt: spans.map((ms) => now - ms),
    lasted: spans,
    times: fc.integer({ min: 1, max: 500 }),
    score: fc.double({ noNaN: true, min: 0, max: 1 }),
    unit: fc.option(fc.constantFrom("°C", "%", "mm/s", "s", "h", "min", "d", "kPa", "t/h", "5", "<b>"), {
      nil: undefined,
    }),
    observed: fc.option(values, { nil: undefined }),
    expected: fc.option(expected, { nil: undefined }),
    durationMs: fc.option(spans, { nil: undefined }),
    usualDurationMs: fc.option(fc.oneof(spans, fc.constantFrom(0, 1000, 60_000)), { nil: undefined }),
    resumedAfter: fc.option(spans, { nil: undefined }),
    limit: fc.option(values, { nil: undefined }),
    example: fc.option(
      fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.constant("bearing temperature high")),
      {
        nil: undefined,
      },
    ),
    counted: fc.option(fc.constantFrom(...countedLines), { nil: undefined }),
    order: fc.option(
      fc.record({
        reason: fc.constantFrom(...logOrderReasons),
        other: fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), fc.constant("backup finished")),
      }),
      { nil: undefined },
    ),
    observedState: fc.option(fc.constantFrom("open", "ON", "off", "occupied", "true", "3", "heat up"), {
      nil: undefined,
    }),
    typicalState: fc.option(fc.constantFrom("closed", "OFF", "on", "clear"), { nil: undefined }),
    place: places,
    recovered: fc.option(spans, { nil: undefined }),
  })
  .map(({ lasted, recovered, resumedAfter, ...line }) => {
    const isLog = line.kind.startsWith("log");
    const isCount = line.kind === "logBurst" || line.kind === "logRising";
    const lastAt = line.firstAt + lasted;
    return {
      ...line,
      subjectId: isLog ? `${line.name}#${line.times % 3}` : line.name,
      type: isLog ? ("log" as const) : ("series" as const),
      lastAt,
      counted: isCount ? line.counted : undefined,
      order: line.kind === "logOrder" ? line.order : undefined,
      limit: line.kind === "threshold" ? line.limit : undefined,
      observed: isCount && line.observed !== undefined ? Math.abs(line.observed) : line.observed,
      observedState: isLog ? undefined : line.observedState,
      resumedAt: resumedAfter === undefined ? undefined : line.firstAt + resumedAfter,
      recoveredAt: recovered === undefined ? undefined : lastAt + recovered,
    };
  });

const silentSensors = fc.tuple(fc.integer({ min: 0, max: 14 }), lines).map(([count, line]) =>
  Array.from({ length: count }, (_, index) => ({
    ...line,
    name: `probe ${String.fromCharCode(97 + index)}`,
    subjectId: `probe ${index}`,
    type: "series" as const,
    kind: "gap" as const,
    place: { device: "gateway-2" },
  })),
);

export const randomIncidents: fc.Arbitrary<Incident> = fc
  .record({
    evidence: fc
      .tuple(
        fc.uniqueArray(lines, { maxLength: 6, selector: ({ subjectId, kind }) => `${subjectId} ${kind}` }),
        silentSensors,
      )
      .map(([some, more]) => [...some, ...more]),
    severity: fc.constantFrom(...severities),
    openedAgoMs: spans,
    closedAfterMs: fc.option(spans, { nil: undefined }),
    closedBecause: fc.constantFrom(undefined, "recovered" as const, "quiet" as const, "room" as const),
    clock: fc.constantFrom<ClockQuality>("synced", "synced", "synced", "unsynced"),
    place: places,
    evidenceOmitted: fc.constantFrom(0, 0, 0, 1, 7),
    isCounted: fc.boolean(),
    recoveredShare: fc.constantFrom(0, 0, 0.5, 1),
    flappingTimes: fc.option(fc.integer({ min: 2, max: 2000 }), { nil: undefined, freq: 4 }),
    firstIndex: fc.option(fc.nat(8), { nil: undefined, freq: 4 }),
    grounds: fc.constantFrom("learnt" as const, "outage" as const),
    id: fc.uuid(),
  })
  .map(({ openedAgoMs, closedAfterMs, closedBecause, isCounted, recoveredShare, ...given }) => ({
    ...incidentOf(given),
    ...(isCounted ? countsOf(given.evidence, given.evidenceOmitted, recoveredShare) : {}),
    closedBecause: closedAfterMs === undefined ? undefined : closedBecause,
    status: closedAfterMs === undefined ? ("open" as const) : ("closed" as const),
    openedAt: now - openedAgoMs,
    updatedAt: now,
    closedAt: closedAfterMs === undefined ? undefined : now - openedAgoMs + closedAfterMs,
    summary: "",
    revision: 1,
  }));

function incidentOf<T extends { evidence: readonly Evidence[] }>({
  flappingTimes,
  firstIndex = -1,
  grounds,
  ...incident
}: T & {
  flappingTimes: number | undefined;
  firstIndex: number | undefined;
  grounds: "learnt" | "outage";
}) {
  const first = incident.evidence[firstIndex];
  return {
    ...incident,
    flapping: flappingTimes === undefined ? undefined : { times: flappingTimes, since: now - dayMs },
    firstSign: first && { subjectId: first.subjectId, kind: first.kind, grounds },
  };
}

/** As the tracker counts them: the lines left out are of further silent sensors. */
function countsOf(evidence: readonly Evidence[], evidenceOmitted: number, recoveredShare: number) {
  const count = (type: Evidence["type"], by: (line: Evidence) => string) =>
    new Set(evidence.filter((line) => line.type === type).map(by)).size;
  const recovered = Math.floor(evidenceOmitted * recoveredShare);
  return {
    subjects: {
      sensors: count("series", ({ subjectId }) => subjectId) + evidenceOmitted,
      logs: count("log", ({ name }) => name),
    },
    omitted:
      evidenceOmitted === 0
        ? []
        : [{ type: "series" as const, kind: "gap" as const, count: evidenceOmitted, recovered }],
  };
}

export const randomFacts: fc.Arbitrary<IncidentFacts> = randomIncidents.map((incident) =>
  incidentFacts(incident, now),
);

export const randomDigests: fc.Arbitrary<DigestFacts> = fc
  .record({
    incidents: fc.array(randomFacts, { maxLength: 8 }),
    incidentsOmitted: fc.constantFrom(0, 0, 0, 12),
    samples: fc.nat(1e9),
    seriesCount: fc.nat(20_000),
    logLines: fc.nat(1e6),
    commands: fc.nat(40),
    agoMs: fc.constantFrom(0, 3_600_000, 2 * dayMs),
  })
  .map(({ agoMs, ...digest }) => ({ type: "digest", from: now - agoMs - dayMs, to: now - agoMs, ...digest }));

export const randomView = fc
  .constantFrom("Europe/Berlin", "UTC", "America/St_Johns", "Asia/Kathmandu")
  .map((timeZone) => ({
    now,
    timeZone,
  }));
