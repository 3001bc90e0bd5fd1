import type { Evidence, Incident } from "../../../src/domain/incident.ts";
import { incidentFacts } from "../../../src/summaries/facts.ts";
import { writeSummary } from "../../../src/summaries/write.ts";

/** What happened at a small farm with a workshop, by the key under which questions expect it. */
export type PastKey =
  | "freezerDoor"
  | "pumpPressure"
  | "heaterNight"
  | "press"
  | "gateway"
  | "gatewayOld"
  | "gatewayOlder"
  | "gatewayOldest"
  | "barnHumidity"
  | "freezerDoorEarlier"
  | "heaterEarlier"
  | "humidityEarlier";

type Line = Partial<Evidence> & Pick<Evidence, "name" | "kind"> & { from: string; until?: string };

interface Past {
  /** Days before today, and times of day on the clock of the place; of the evidence as well. */
  daysAgo: number;
  from: string;
  /** Left out: it goes on. */
  until?: string;
  severity: Incident["severity"];
  place: Incident["place"];
  closedBecause?: Incident["closedBecause"];
  acknowledged?: { by: string; at: string };
  lines: readonly Line[];
}

const freezerLines = (from: string, later: string, observed: number, until?: string): Line[] => [
  {
    name: "Freezer door contact",
    subjectId: "cellar/freezer/door#contact",
    kind: "stuck",
    observedState: "open",
    typicalState: "closed",
    usualDurationMs: 120_000,
    durationMs: 900_000,
    severity: "warning",
    place: { area: "Cellar", device: "freezer" },
    from,
    ...(until === undefined ? {} : { until }),
  },
  {
    name: "Freezer temperature",
    subjectId: "cellar/freezer/temperature",
    kind: "threshold",
    direction: "high",
    observed,
    limit: -15,
    unit: "°C",
    severity: "critical",
    place: { area: "Cellar", device: "freezer" },
    from: later,
    ...(until === undefined ? {} : { until }),
  },
];

const heaterLines = (from: string, later: string, observed: number, until: string): Line[] => [
  {
    name: "greenhouse/heater/log",
    subjectId: "greenhouse/heater/log#17",
    type: "log",
    kind: "logNovel",
    example: "E burner: flame lost, lockout after 3 attempts",
    place: { area: "Greenhouse", device: "heater" },
    from,
  },
  {
    name: "Greenhouse temperature",
    subjectId: "greenhouse/climate/temperature",
    kind: "level",
    direction: "low",
    observed,
    expected: { low: 12, high: 18, typical: 15 },
    unit: "°C",
    place: { area: "Greenhouse", device: "climate" },
    from: later,
    until,
  },
];

const gatewayLines = (from: string, until: string): Line[] =>
  ["soil moisture", "soil temperature", "leaf wetness", "rain gauge"].map((what) => ({
    name: `North field ${what}`,
    subjectId: `field/north/${what}`,
    kind: "gap",
    direction: "none",
    usualDurationMs: 60_000,
    durationMs: 600_000,
    place: { area: "North field", device: "gateway-2" },
    from,
    until,
  }));

const past: Readonly<Record<PastKey, Past>> = {
  freezerDoor: {
    daysAgo: 0,
    from: "12:20",
    severity: "critical",
    place: { area: "Cellar", device: "freezer" },
    lines: freezerLines("12:20", "12:50", -9),
  },
  pumpPressure: {
    daysAgo: 0,
    from: "10:03",
    severity: "warning",
    place: { area: "Pump house", device: "pump" },
    lines: [
      {
        name: "pumphouse/pump/log",
        subjectId: "pumphouse/pump/log#4",
        type: "log",
        kind: "logNovel",
        example: "W dry run protection tripped",
        place: { area: "Pump house", device: "pump" },
        from: "10:03",
      },
      {
        name: "Pump pressure",
        subjectId: "pumphouse/pump/pressure",
        kind: "level",
        direction: "low",
        observed: 0.4,
        expected: { low: 2, high: 3, typical: 2.5 },
        unit: "bar",
        place: { area: "Pump house", device: "pump" },
        from: "10:05",
      },
    ],
  },
  heaterNight: {
    daysAgo: 0,
    from: "02:10",
    until: "05:40",
    severity: "warning",
    place: { area: "Greenhouse" },
    lines: heaterLines("02:10", "02:40", 4.1, "05:38"),
  },
  press: {
    daysAgo: 1,
    from: "16:30",
    severity: "warning",
    place: { area: "Workshop", device: "press-1" },
    acknowledged: { by: "anna", at: "17:02" },
    lines: [
      {
        name: "Press 1 vibration",
        subjectId: "workshop/press-1/vibration",
        kind: "level",
        direction: "high",
        observed: 9.1,
        expected: { low: 2, high: 4, typical: 3 },
        unit: "mm/s",
        place: { area: "Workshop", device: "press-1" },
        from: "16:30",
      },
    ],
  },
  gateway: {
    daysAgo: 1,
    from: "18:05",
    until: "18:52",
    severity: "warning",
    place: { area: "North field", device: "gateway-2" },
    lines: gatewayLines("18:05", "18:50"),
  },
  gatewayOld: {
    daysAgo: 3,
    from: "03:10",
    until: "03:32",
    severity: "warning",
    place: { area: "North field", device: "gateway-2" },
    lines: gatewayLines("03:10", "03:30"),
  },
  gatewayOlder: {
    daysAgo: 9,
    from: "17:40",
    until: "18:22",
    severity: "warning",
    place: { area: "North field", device: "gateway-2" },
    lines: gatewayLines("17:40", "18:20"),
  },
  gatewayOldest: {
    daysAgo: 20,
    from: "11:00",
    until: "11:17",
    severity: "warning",
    place: { area: "North field", device: "gateway-2" },
    lines: gatewayLines("11:00", "11:15"),
  },
  barnHumidity: {
    daysAgo: 1,
    from: "09:00",
    until: "09:20",
    severity: "info",
    place: { area: "Barn", device: "climate-barn" },
    closedBecause: "falseAlarm",
    lines: [
      {
        name: "Barn humidity",
        subjectId: "barn/climate/humidity",
        kind: "level",
        direction: "high",
        observed: 92,
        expected: { low: 55, high: 80, typical: 68 },
        unit: "%",
        place: { area: "Barn", device: "climate-barn" },
        from: "09:00",
      },
    ],
  },
  freezerDoorEarlier: {
    daysAgo: 16,
    from: "19:00",
    until: "19:42",
    severity: "critical",
    place: { area: "Cellar", device: "freezer" },
    lines: freezerLines("19:00", "19:20", -12, "19:40"),
  },
  heaterEarlier: {
    daysAgo: 20,
    from: "03:30",
    until: "06:02",
    severity: "warning",
    place: { area: "Greenhouse" },
    lines: heaterLines("03:30", "04:00", 6.2, "06:00"),
  },
  humidityEarlier: {
    daysAgo: 45,
    from: "13:00",
    until: "15:00",
    severity: "info",
    place: { area: "Greenhouse", device: "climate" },
    lines: [
      {
        name: "Greenhouse humidity",
        subjectId: "greenhouse/climate/humidity",
        kind: "level",
        direction: "high",
        observed: 97,
        expected: { low: 60, high: 85, typical: 75 },
        unit: "%",
        place: { area: "Greenhouse", device: "climate" },
        from: "13:00",
        until: "14:58",
      },
    ],
  },
};

export const pastKeys = Object.keys(past) as PastKey[];

/** The id under which an incident of the past is stored. */
export function idOf(key: PastKey): string {
  return `01HZ0000000000000000${String(pastKeys.indexOf(key)).padStart(6, "0")}`;
}

/** The whole past, seen from `now` at a place whose clock is `offsetMs` ahead of UTC. */
export function incidentsOfPast(now: number, view: { timeZone: string; offsetMs: number }): Incident[] {
  const dayMs = 86_400_000;
  const midnight = Math.floor((now + view.offsetMs) / dayMs) * dayMs - view.offsetMs;
  return pastKeys.map((key) => {
    const { daysAgo, lines, ...rest } = past[key];
    const at = (clock: string) => {
      const [hours = 0, minutes = 0] = clock.split(":").map(Number);
      return midnight - daysAgo * dayMs + (hours * 60 + minutes) * 60_000;
    };
    const { from, until, acknowledged, closedBecause, severity, place } = rest;
    const openedAt = at(from);
    const closedAt = until === undefined ? undefined : at(until);
    const evidence = lines.map((line) => evidenceOf(line, at));
    const incident: Incident = {
      id: idOf(key),
      status: closedAt === undefined ? "open" : "closed",
      severity,
      openedAt,
      updatedAt: Math.max(...evidence.map(({ lastAt, recoveredAt }) => recoveredAt ?? lastAt)),
      closedAt,
      ...(closedAt === undefined ? {} : { closedBecause: closedBecause ?? "recovered" }),
      ...(acknowledged ? { acknowledged: { by: acknowledged.by, at: at(acknowledged.at) } } : {}),
      clock: "synced",
      place,
      evidence,
      evidenceOmitted: 0,
      summary: "",
      revision: 3,
    };
    const facts = incidentFacts(incident, incident.updatedAt);
    const said = { now, timeZone: view.timeZone };
    return { ...incident, summary: writeSummary(facts, "explanation", { view: said, refused() {} }).text };
  });
}

function evidenceOf({ from, until, ...line }: Line, at: (clock: string) => number): Evidence {
  // A silence, and a state that lasts, is noticed when it has lasted for a while.
  const lastAt = at(from) + (line.durationMs ?? 0);
  return {
    subjectId: line.name,
    type: "series",
    direction: "high",
    severity: "warning",
    firstAt: at(from),
    lastAt,
    times: 1,
    score: 0.9,
    unit: undefined,
    observed: undefined,
    expected: undefined,
    durationMs: undefined,
    limit: undefined,
    example: undefined,
    observedState: undefined,
    typicalState: undefined,
    place: {},
    recoveredAt: until === undefined ? undefined : at(until),
    ...line,
  };
}
