import { describe, expect, it } from "vitest";
import { attributionProblem } from "../../../../src/summaries/nano/attribution.ts";
import type { Unit, WrittenToken } from "../../../../src/summaries/nano/units.ts";

const vibration: Unit = { field: "name", line: 1, surface: "vibration" };
const shaken: Unit = { field: "observed", line: 1, surface: "9.1 mm/s" };
const oven: Unit = { field: "name", line: 2, surface: "oven" };
const heat: Unit = { field: "observed", line: 2, surface: "92 °C" };
const omitted: Unit = { field: "omitted", line: 0, surface: "7" };
const open: Unit = { field: "ending:open", line: 0 };
const units = [open, vibration, shaken, oven, heat];

/** Words as they are, units as copies. */
function written(...parts: (string | Unit)[]): WrittenToken[] {
  return parts.map((part) => (typeof part === "string" ? { word: part } : { unit: part }));
}

describe("attributionProblem", () => {
  it("lets pass what tells each value of the thing it belongs to", () => {
    const text = written(vibration, "rose", "to", shaken, ";", oven, "reached", heat);
    expect(attributionProblem(text, units, "explanation")).toBeUndefined();
    expect(
      attributionProblem(written("at", shaken, vibration, "is", "high"), units, "alert"),
    ).toBeUndefined();
  });

  it("refuses a value of one thing after the name of another", () => {
    const text = written(vibration, "rose", "to", heat, "and", oven, "too");
    expect(attributionProblem(text, units, "explanation")).toBe('ascribes "92 °C" to vibration');
  });

  it("refuses to say one thing twice", () => {
    const text = written(vibration, "is", shaken, ",", shaken);
    expect(attributionProblem(text, units, "alert")).toBe('tells "9.1 mm/s" twice');
  });

  it("wants every line in an explanation, and in an alert the first", () => {
    expect(attributionProblem(written(vibration, "is", shaken), units, "report")).toBe("leaves out line 2");
    expect(attributionProblem(written(vibration, "is", shaken), units, "alert")).toBeUndefined();
    expect(attributionProblem(written(oven, "is", heat), units, "alert")).toBe("leaves out line 1");
  });

  it("refuses to tell of several things what is so of one only", () => {
    const text = written("at", "once", vibration, "and", oven, "went", "to", heat);
    expect(attributionProblem(text, units, "explanation")).toBe('tells "92 °C" of vibration, too');
    expect(attributionProblem(written(vibration, "and", vibration, "rose"), units, "alert")).toBe(
      "names vibration twice",
    );
  });

  it("wants the name of what is measured, not of its place alone", () => {
    const place: Unit = { field: "device", line: 0, surface: "press-1" };
    const measured = [open, place, { field: "kind:level", line: 1 }, vibration, shaken];
    expect(attributionProblem(written(place, "rose", "to", shaken), measured, "alert")).toBe(
      "does not name line 1",
    );
    expect(attributionProblem(written(vibration, "rose", "to", shaken), measured, "alert")).toBeUndefined();
    const press: Unit = { field: "name.thing", line: 1, surface: "press" };
    const text = written(press, "rose", "to", shaken);
    expect(attributionProblem(text, [...measured, press], "alert")).toBe("does not name line 1");
    const degrees = [...measured, press, { field: "name.word", line: 1, word: "temperature" }];
    expect(attributionProblem(text, degrees, "alert")).toBeUndefined();
  });

  it("wants the number of findings that are not listed, where there is room", () => {
    const text = written(vibration, "is", shaken, "while", oven, "reached", heat);
    const left = [...units, omitted];
    expect(attributionProblem(text, left, "explanation")).toMatch(/how many findings/);
    expect(
      attributionProblem([...text, ...written(";", omitted, "more")], left, "explanation"),
    ).toBeUndefined();
    expect(attributionProblem(text, left, "alert")).toBeUndefined();
  });

  it("wants words of the past for what is over", () => {
    const over = [{ field: "ending:over", line: 0 }, vibration, shaken];
    expect(attributionProblem(written(vibration, "is", shaken), over, "alert")).toMatch(/over/);
    expect(attributionProblem(written(vibration, "was", shaken), over, "alert")).toBeUndefined();
    const twice = written(vibration, "is", "usual", "again", ";", "it", "is", "usual", "again");
    expect(attributionProblem(twice, over, "alert")).toBe('says "again" twice');
  });
});
