import { describe, expect, it } from "vitest";
import { LogMeasures } from "../../../../../src/anomaly/logs/templates/log-measures.ts";
import { LogTemplates } from "../../../../../src/anomaly/logs/templates/log-templates.ts";
import type { LogMeasure } from "../../../../../src/domain/log-measure.ts";

function world(perLogMax = 20) {
  const templates = new LogTemplates({ templatesMax: 100 });
  const taken: LogMeasure[] = [];
  const refused: string[] = [];
  const measures = new LogMeasures({
    perLogMax,
    logsMax: 10,
    consumer: { onLogMeasure: (measure) => taken.push(measure) },
    onRefused: (_source, field) => refused.push(field),
  });
  let at = 0;
  const say = (message: string, afterMs = 2000) => {
    at += afterMs;
    const line = {
      source: "gw",
      topic: "site/gw/log",
      at,
      clock: "synced",
      severity: undefined,
      host: undefined,
      program: undefined,
      message,
      place: {},
    } as const;
    measures.onLine(line, templates.match("gw", message));
  };
  return { say, taken, refused, measures };
}

describe("numbers in log lines", () => {
  it("become series when they have a unit and a name, from the third on", () => {
    const { say, taken } = world();
    for (const value of [12, 14, 13, 90]) say(`request took ${value} ms`);
    expect(taken.map(({ field, name, unit, value }) => [field, name, unit, value])).toEqual([
      ["request_took", 'gw "request took"', "ms", 13],
      ["request_took", 'gw "request took"', "ms", 90],
    ]);
  });

  it("become series when they stand behind a key", () => {
    const { say, taken } = world();
    for (const value of [83, 82, 84, 82, 81, 80]) say(`core ok temp=${value}`);
    expect(taken.map(({ field, unit, value }) => [field, unit, value])).toEqual([
      ["temp", undefined, 81],
      ["temp", undefined, 80],
    ]);
  });

  it("are told in one unit whatever the line says", () => {
    const { say, taken } = world();
    for (const text of ["10ms", "20ms", "1.5s", "30ms"]) say(`flush took ${text}`);
    expect(taken.map(({ unit, value }) => [unit, value])).toEqual([
      ["ms", 1500],
      ["ms", 30],
    ]);
  });

  it.each([
    "worker pid=%d started",
    "client on port=%d left",
    "session id: %d opened",
    "exit code=%d",
    "block blk_%d written",
    "node-%d up",
    "%d things happened",
    "count=00%d",
  ])("do not become series when they only tell which: %j", (message) => {
    const { say, taken } = world();
    for (const value of [5, 3, 9, 2, 7, 4, 8, 6]) say(message.replace("%d", String(value)));
    expect(taken).toEqual([]);
  });

  it("do not become series when they only ever grow", () => {
    const { say, taken } = world();
    for (let value = 1; value < 30; value += 1) say(`total=${value}`);
    expect(taken).toEqual([]);
  });

  it("are bounded for each log and in a second", () => {
    const { say, taken, refused, measures } = world(2);
    for (let round = 0; round < 5; round += 1) {
      for (const key of ["alpha", "beta", "gamma"]) say(`${key} took ${round} ms`, 10);
    }
    expect(measures.count).toBe(2);
    expect(new Set(refused)).toEqual(new Set(["gamma_took"]));
    expect(taken).toHaveLength(2);
  });

  it("are named with the words of the line in quotation marks, whatever these say", () => {
    const { say, taken } = world();
    for (const value of [60, 63, 61, 62]) say(`evacuate the building now ${value} °C`);
    expect(new Set(taken.map(({ name }) => name))).toEqual(new Set(['gw "evacuate the building"']));
  });

  it("are not kept out by names that are heard once each", () => {
    const { say, taken, refused } = world(2);
    for (let index = 0; index < 60; index += 1) say(`${randomName(index)}=${index * 1.5} set`);
    for (const value of [60, 63, 61, 62]) say(`bearing temperature ${value} °C`);
    expect(taken.map(({ field, value }) => [field, value])).toEqual([
      ["bearing_temperature", 61],
      ["bearing_temperature", 62],
    ]);
    expect(refused).toEqual([]);
  });

  it("give their place to new ones when they were not heard for a week and many lines", () => {
    const dayMs = 86_400_000;
    const heardAfter = (days: number, lines: number) => {
      const { say, taken, refused, measures } = world(1);
      for (const value of [5, 7, 6]) say(`alpha took ${value} ms`);
      say("beta took 3 ms", days * dayMs);
      for (let line = 0; line < lines; line += 1) say(`beta took ${line % 7} ms`, 1);
      return {
        fields: new Set(taken.map(({ field }) => field)),
        refused: refused.length,
        count: measures.count,
      };
    };
    expect(heardAfter(8, 11_000)).toMatchObject({ fields: new Set(["alpha_took", "beta_took"]), count: 1 });
    expect(heardAfter(0, 11_000)).toMatchObject({ fields: new Set(["alpha_took"]), count: 1 });
    const datedAhead = heardAfter(800, 20);
    expect(datedAhead).toMatchObject({ fields: new Set(["alpha_took"]), count: 1 });
    expect(datedAhead.refused).toBeGreaterThan(0);
  });
});

/** Letters alone: what holds a digit is no name. */
function randomName(index: number): string {
  return `${[7, 11, 3, 5].map((step) => String.fromCharCode(97 + ((index * step + step) % 26))).join("")}qv`;
}
