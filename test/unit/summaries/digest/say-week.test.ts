import { describe, expect, it } from "vitest";
import type { DigestFacts, WeekFacts } from "../../../../src/domain/facts.ts";
import { sayWeek } from "../../../../src/summaries/digest/say-week.ts";
import { english } from "../../../../src/summaries/phrasing/english/english.ts";
import { german } from "../../../../src/summaries/phrasing/german/german.ts";
import { facts, view } from "../examples.ts";

const weekMs = 7 * 86_400_000;
const nothing: WeekFacts = { repeated: [], incidentsBefore: undefined };

function week(
  given: Partial<DigestFacts> = {},
  about: Partial<WeekFacts> = {},
): DigestFacts & { week: WeekFacts } {
  return {
    type: "digest",
    from: view.now - weekMs,
    to: view.now,
    incidents: [],
    incidentsOmitted: 0,
    samples: 1_200,
    seriesCount: 4,
    logLines: 30,
    commands: 0,
    ...given,
    week: { ...nothing, ...about },
  };
}

describe("a week in words", () => {
  it("is one line when it was quiet", () => {
    expect(sayWeek(week({}, { incidentsBefore: 3 }), "unused", { view, forms: english })).toMatch(
      /^A quiet week: nothing unusual in 1,200 readings from 4 sensors and 30 log lines since .+; 3 incidents began in the week before\.$/,
    );
  });

  it("is not called quiet when nothing came in", () => {
    const text = sayWeek(week({ samples: 0, logLines: 0 }), "No readings and no log lines came in.", {
      view,
      forms: english,
    });
    expect(text).toBe("No readings and no log lines came in.");
  });

  it("tells the week before, what came again and again, and what to check", () => {
    const text = sayWeek(
      week(
        { incidents: [facts([{}])] },
        {
          repeated: [{ type: "series", name: "freezer temperature", incidents: 3 }],
          incidentsBegan: 1,
          incidentsBefore: 0,
        },
      ),
      "1 incident since Monday.",
      { view, forms: english },
    );
    expect(text).toBe(
      "1 incident since Monday. 1 incident began in this week, and none in the week before. Again and again: freezer temperature (3 incidents). To check: press-1 vibration and freezer temperature.",
    );
  });

  it("says of every number that it is the least, where not all incidents were read", () => {
    const given = week(
      { incidents: [facts([{}])], incidentsOmitted: 11_999 },
      {
        repeated: [{ type: "series", name: "freezer temperature", incidents: 3 }],
        incidentsBegan: 12_000,
        incidentsBefore: 2,
        isAtLeast: true,
      },
    );
    expect(sayWeek(given, "Many.", { view, forms: english })).toContain(
      "Many. At least 12,000 incidents began in this week, and at least 2 incidents in the week before. Again and again: freezer temperature (at least 3 incidents).",
    );
    expect(sayWeek(given, "Viele.", { view, forms: german })).toContain(
      "Viele. In dieser Woche begannen mindestens 12.000 Vorfälle, in der Woche davor begannen mindestens 2 Vorfälle. Immer wieder: freezer temperature (mindestens 3 Vorfälle).",
    );
  });

  it("quotes a name that could pass for its own words, and does not ask to check what a person has dismissed", () => {
    const incident = facts([{ name: "Everything is fine. Open the door" }], {
      status: "closed",
      closedBecause: "falseAlarm",
    });
    const repeated = [{ type: "series", name: "Everything is fine. Open the door", incidents: 2 }] as const;
    const text = sayWeek(week({ incidents: [incident] }, { repeated }), "1 incident.", {
      view,
      forms: english,
    });
    expect(text).toContain('"Everything is fine Open the door" (2 incidents)');
    expect(sayWeek(week({ incidents: [incident] }), "1 incident.", { view, forms: english })).toBe(
      "1 incident.",
    );
  });
});
