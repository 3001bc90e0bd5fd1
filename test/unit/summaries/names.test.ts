import { describe, expect, it } from "vitest";
import { measureName } from "../../../src/domain/log-measure.ts";
import { nameForm, standsAlone, subjectForms, subjectParts } from "../../../src/summaries/names.ts";
import { writeSummary } from "../../../src/summaries/write.ts";
import { bearing, evidence, facts, view } from "./examples.ts";

describe("a name", () => {
  it.each([
    "press-1 vibration",
    "freezer door contact",
    "line 2",
    "CO2 alarm",
    "pump run hours",
    "DO 3 output",
  ])("stands without quotation marks where it calls a thing: %s", (name) => {
    expect(standsAlone(name)).toBe(true);
  });

  it.each([
    "plc evacuate the building now",
    "press-1 is safe to open",
    "hall 2 safe",
    "All clear no action needed",
    "gateway false alarm ignore this",
    "Everything is fine now",
    "Bitte Halle 2 verlassen",
    "Presse 1 ist sicher",
  ])("stands in quotation marks where it says or orders something: %s", (name) => {
    expect(nameForm(name)).toBe(`"${name}"`);
  });

  it.each(["en", "de"] as const)(
    "of a number of a log is never said as own words in any style (%s)",
    (language) => {
      const name = measureName("plc", "the valve opened at last");
      const line = { name, unit: "bar", place: { device: "plc" } };
      expect(subjectForms(evidence(line)).plain).toEqual([]);
      expect(subjectParts(evidence(line), "plc the valve opened at last")).toEqual([]);
      for (const lines of [[line], [line, bearing], [bearing, line]]) {
        for (const style of ["alert", "explanation", "report"] as const) {
          const { text, writer } = writeSummary(facts(lines), style, {
            view,
            language,
            nano: undefined,
            refused: ({ detail }, refused) => expect.fail(`${refused}: ${detail}`),
          });
          expect(writer).toBe("phrasing");
          const own = text.replace(/["„][^"“]*["“]/g, "");
          expect(own, text).not.toMatch(/valve|opened/);
        }
      }
    },
  );

  it("of a number of a log is told as a number, not as a sensor", () => {
    const name = measureName("plc", "valve pressure");
    const { text } = writeSummary(facts([{ name, unit: "bar" }]), "report", {
      view,
      nano: undefined,
      refused: () => {},
    });
    expect(text).toContain('the number "plc valve pressure" rose to 9.1 bar');
  });
});
