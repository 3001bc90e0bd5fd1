import type { IncidentFacts } from "../../../src/domain/facts.ts";
import type { Evidence } from "../../../src/domain/incident.ts";
import type { TimeView } from "../../../src/text/say-time.ts";

const minuteMs = 60_000;

/** 14:05 in Berlin on Monday 5 January 2026; the texts are written at 14:31. */
export const openedAt = Date.UTC(2026, 0, 5, 13, 5);
export const view: TimeView = { now: openedAt + 26 * minuteMs, timeZone: "Europe/Berlin" };

/** A line of evidence with everything a text does not need left out. */
export function evidence(given: Partial<Evidence> = {}): Evidence {
  return {
    subjectId: given.name ?? "press/vibration",
    type: "series",
    name: "press-1 vibration",
    kind: "level",
    direction: "high",
    severity: "warning",
    firstAt: openedAt,
    lastAt: openedAt + 20 * minuteMs,
    times: 1,
    score: 0.8,
    unit: "mm/s",
    observed: 9.128,
    expected: { low: 2.02, high: 4.04, typical: 3 },
    durationMs: undefined,
    limit: undefined,
    example: undefined,
    observedState: undefined,
    typicalState: undefined,
    place: { device: "press-1", area: "hall" },
    recoveredAt: undefined,
    ...given,
  };
}

export const bearing: Partial<Evidence> = {
  name: "press-1 bearing temperature",
  unit: "°C",
  observed: 92.03,
  expected: { low: 55.2, high: 65.4, typical: 60 },
  firstAt: openedAt + 40_000,
  score: 0.7,
};

export const pressLog: Partial<Evidence> = {
  type: "log",
  name: "press",
  kind: "logNovel",
  direction: "none",
  unit: undefined,
  observed: undefined,
  expected: undefined,
  example: "bearing temperature high",
  firstAt: openedAt + 60_000,
  score: 0.5,
};

export const freezerDoor: Partial<Evidence> = {
  name: "freezer door contact",
  kind: "stuck",
  direction: "none",
  unit: undefined,
  observed: 1,
  expected: undefined,
  observedState: "open",
  typicalState: "closed",
  // As the incident tracker gives it: since when, and how long when it was noticed.
  durationMs: 14 * minuteMs,
  firstAt: openedAt,
  lastAt: openedAt + 14 * minuteMs,
  place: { area: "kitchen" },
};

export function facts(lines: Partial<Evidence>[], given: Partial<IncidentFacts> = {}): IncidentFacts {
  return {
    type: "incident",
    incidentId: "01",
    status: "open",
    severity: "warning",
    openedAt,
    closedAt: undefined,
    durationMs: view.now - openedAt,
    place: { device: "press-1" },
    evidence: lines.map(evidence),
    evidenceOmitted: 0,
    isOrderKnown: false,
    clock: "synced",
    ...given,
  };
}

/** Soil probes that all hang on one gateway and fell silent with it. */
export function silentSensors(count: number): Partial<Evidence>[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `zone ${index + 1} moisture`,
    kind: "gap",
    direction: "none",
    observed: undefined,
    expected: undefined,
    unit: "%",
    durationMs: 5 * minuteMs,
    score: 0.6,
    place: { device: "gateway-2" },
  }));
}
