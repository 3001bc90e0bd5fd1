import type { Incident } from "../../../src/domain/incident.ts";
import { incidentFacts } from "../../../src/summaries/facts.ts";
import { writeSummary } from "../../../src/summaries/write.ts";
import {
  createTestService,
  lineOf,
  makeSeries,
  minuteMs,
  sampleOf,
  startMs,
} from "../../unit/anomaly/support.ts";

/** What a storm was told as. */
export interface StormResult {
  incidents: number;
  sensors: number;
  logs: number;
  /** Lines of evidence kept of all incidents. */
  evidence: number;
  alert: string;
}

type Service = ReturnType<typeof createTestService>;

/** Storms by name. Each goes through the service with its default settings. */
export const storms: Readonly<Record<string, () => Promise<StormResult>>> = {
  "500 sensors of one gateway fall silent": () =>
    sensorsFallSilent((index) => `field/gateway-2/node-${index}/moisture`),
  "500 sensors that have no topic in common fall silent": () =>
    sensorsFallSilent((index) => `node${index}/moisture`),
  "10,000 lines of one log in a minute": () => logsFlood(() => "plant/gateway/log"),
  "10,000 lines of 50 logs in a minute": () => logsFlood((index) => `host${index % 50}/log`),
};

async function sensorsFallSilent(topicOf: (index: number) => string): Promise<StormResult> {
  const given = createTestService();
  const all = Array.from({ length: 500 }, (_, index) => makeSeries(topicOf(index)));
  for (let minute = 0; minute < 40; minute += 1) {
    for (const [index, series] of all.entries()) {
      given.service.onSample(
        sampleOf(series, startMs + minute * minuteMs + index * 100, 20 + ((minute * 7) % 3)),
      );
    }
    await pass(given, minuteMs);
  }
  await pass(given, 30 * minuteMs);
  return resultOf(given);
}

/** An hour of usual lines, then new ones of random words. */
async function logsFlood(sourceOf: (index: number) => string): Promise<StormResult> {
  const given = createTestService();
  for (let index = 0; index < 6000; index += 1) {
    const at = startMs + index * 600;
    given.service.onLogLine(lineOf(sourceOf(index), at, `heartbeat ${index} ok`));
    if (index % 100 === 0) await pass(given, 60_000);
  }
  for (let index = 0; index < 10_000; index += 1) {
    const at = startMs + 60 * minuteMs + index * 6;
    const line = lineOf(sourceOf(index), at, `${wordOf(index)} ${wordOf(index * 7 + 1)} failed`, {
      severity: "error",
    });
    given.service.onLogLine(line);
    if (index % 200 === 0) await pass(given, 1200);
  }
  await pass(given, minuteMs);
  return resultOf(given);
}

/** A word of letters, another one for each number. */
function wordOf(number: number): string {
  return [...String(number)].map((digit) => "abcdefghij"[Number(digit)]).join("");
}

async function pass({ clock, service }: Service, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 5000) {
    await clock.advance(Math.min(5000, ms - passed));
    service.tick();
  }
}

function resultOf({ incidents }: Service): StormResult {
  const newest = new Map(incidents.map(({ incident }) => [incident.id, incident]));
  // What was taken up by another one is told there.
  const told = [...newest.values()].filter(({ closedBecause }) => closedBecause !== "merged");
  const sum = (of: (incident: Incident) => number) =>
    told.reduce((total, incident) => total + of(incident), 0);
  return {
    incidents: told.length,
    sensors: sum(({ subjects }) => subjects?.sensors ?? 0),
    logs: sum(({ subjects }) => subjects?.logs ?? 0),
    evidence: sum(({ evidence }) => evidence.length),
    alert: told.map(alertOf).join(" | "),
  };
}

function alertOf(incident: Incident): string {
  const facts = incidentFacts(incident, incident.updatedAt);
  const view = { now: incident.updatedAt, timeZone: "UTC" };
  return writeSummary(facts, "alert", { view, refused: () => {} }).text;
}
