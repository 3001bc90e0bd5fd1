import { describe, expect, it } from "vitest";
import { ingestConfig } from "../../../../src/ingest/config.ts";
import { parseConfig } from "../fixture.ts";

/** Messages of the problems of these rules, with their paths. */
function problems(...derived: unknown[]): string[] {
  const parsed = ingestConfig.safeParse({ derived });
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => `${path.slice(1).join(".")}: ${message}`);
}

const dewPoint = { kind: "dewPoint", temperature: "farm/+/temperature", humidity: "farm/+/humidity" };

describe("rules of derived series", () => {
  it("have defaults for everything but their inputs", () => {
    expect(parseConfig({ derived: [dewPoint] }).derived).toEqual([
      { ...dewPoint, field: "dew_point", ageMaxMs: 3_600_000 },
    ]);
  });

  it("refuse a missing input, an unknown setting and a bad pattern", () => {
    expect(problems({ kind: "dewPoint", temperature: "a:t" })).toHaveLength(1);
    expect(problems({ ...dewPoint, minus: "a" })).toHaveLength(1);
    expect(problems({ ...dewPoint, humidity: "farm/#/x" })[0]).toContain("# must be the last level");
    expect(problems({ kind: "median", inputs: ["a"] })).toHaveLength(1);
    expect(problems({ kind: "sum", inputs: [] })).toHaveLength(1);
    expect(problems({ ...dewPoint, field: "dew point" })[0]).toContain("letters, digits and _");
  });

  it("refuse inputs of which none has all the wildcards", () => {
    expect(problems({ kind: "difference", of: "{a}/in", minus: "{b}/out" })[0]).toContain(
      "no input has all the wildcards",
    );
    expect(problems({ kind: "difference", of: "{a}/in", minus: "{a}/out" })).toEqual([]);
    expect(problems({ kind: "difference", of: "house/+/t", minus: "outside/t" })).toEqual([]);
  });

  it("refuse * for one input, and take it for a group", () => {
    expect(problems({ kind: "energy", power: "plug/+:*" })[0]).toContain("name one field");
    expect(problems({ kind: "sum", inputs: ["plug/+:*"] })).toEqual([]);
  });

  it("refuse a template that names what is no wildcard", () => {
    expect(problems({ ...dewPoint, name: "{room} dew point" })[0]).toContain("{room} is no named wildcard");
    expect(
      problems({ ...dewPoint, temperature: "farm/{room}/t", humidity: "farm/{room}/h", name: "{room}" }),
    ).toEqual([]);
  });

  it("refuse two rules that make the same series", () => {
    const pressures = { kind: "difference", of: "pump/in:pressure", minus: "pump/out:pressure" };
    const flows = { kind: "difference", of: "pump/in:flow", minus: "pump/out:flow" };
    expect(problems(pressures, flows)[0]).toContain("give one of them another field");
    expect(problems(pressures, { ...flows, field: "leak" })).toEqual([]);
  });

  it("take what an earlier rule makes, and refuse what the rule itself or a later one makes", () => {
    const sum = { kind: "sum", inputs: ["plug/+:energy"], field: "energy_all" };
    const energy = { kind: "energy", power: "plug/+:power" };
    expect(problems(energy, sum)).toEqual([]);
    expect(problems(sum, energy)[0]).toBe(
      '0.inputs.0: "plug/+:energy" is made by ingest.derived[1]; rules are taken in order, so put that one first',
    );
    expect(problems({ kind: "rate", counter: "plug/+:rate" })[0]).toContain("cannot be derived from itself");
  });
});
