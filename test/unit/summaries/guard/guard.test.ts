import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Facts, Summary } from "../../../../src/domain/facts.ts";
import type { Evidence } from "../../../../src/domain/incident.ts";
import { guard } from "../../../../src/summaries/guard/guard.ts";
import { phrase } from "../../../../src/summaries/phrasing/phrase.ts";
import { bearing, facts, freezerDoor, openedAt, pressLog, silentSensors, view } from "../examples.ts";
import { randomFacts, randomView } from "../random-facts.ts";

const minuteMs = 60_000;
const press = facts([{}, bearing, pressLog], { isOrderKnown: true });
const door = facts([freezerDoor], { place: { area: "kitchen" } });

function refused(text: string, given: Facts = press, style: Summary["style"] = "report"): string | undefined {
  return guard(text, { facts: given, style, view })?.reason;
}

describe("guard", () => {
  it("lets nobody say of two lines of a log that the wrong one was missing", () => {
    const order = { reason: "noEnd", other: "press stopped" } as const;
    const waited = facts([{ ...pressLog, kind: "logOrder", order, durationMs: 40 * minuteMs }]);
    const line = '"bearing temperature high"';
    expect(
      refused(`The press log said ${line} without "press stopped" within 40 minutes.`, waited),
    ).toBeUndefined();
    for (const untrue of [
      `The press log said "press stopped" without ${line}.`,
      `The press log said ${line} without "press stopped" before.`,
      `The press log said ${line} after "press stopped".`,
      `The press log has not said "press stopped".`,
      `The press log had a line without its usual start.`,
    ])
      expect(refused(untrue, waited), untrue).toBe("claim");
    expect(refused(`The press log said ${line} without "press started".`, waited)).toBe("quotation");
  });

  it.each([
    "The press-1 vibration rose to 9.13 mm/s.",
    "The press-1 vibration climbed to 9.128 mm/s at 14:05.",
    "Vibration rose to 9.13 mm/s",
    "Two sensors and one log became unusual at 14:05.",
    "It has lasted 26 minutes.",
    "Since 14:05, the bearing temperature is above usual, at 92 °C.",
  ])("lets another wording of the same facts pass: %s", (text) => {
    expect(refused(text)).toBeUndefined();
  });

  it("refuses an order and a habit that the facts do not have", () => {
    const probable = facts([pressLog, bearing], {
      firstSign: { subjectId: "press", kind: "logNovel", grounds: "outage" },
    });
    const text = 'Probably first the press log says "bearing temperature high".';
    expect(refused(text, probable)).toBeUndefined();
    expect(refused(text, press)).toBe("claim");
    expect(refused(text.replace("Probably first", "First"), probable)).toBe("claim");
    expect(refused("The press-1 vibration rose; which came first is not known.", press)).toBe("claim");
    expect(refused("The press-1 vibration rose and came and went 3 times.", press)).not.toBeUndefined();
    expect(
      refused("The press-1 vibration rose and came and went 4 times.", {
        ...press,
        flapping: { times: 3, since: openedAt },
      }),
    ).toBe("number");
  });

  it.each([
    ["", "empty"],
    ["The press-1 vibration rose to 9.2 mm/s.", "number"],
    ["The press-1 vibration rose to 9.14 mm/s.", "number"],
    ["The press-1 vibration rose to 9.13 °C.", "number"],
    ["The press-1 vibration rose to 9.13%.", "number"],
    ["The press-1 vibration rose to ninety mm/s.", "word"],
    ["The press-1 vibration rose to 92 °C.", "number"],
    ["The press-1 vibration rose to 4.04 mm/s (usually 2 to 9.13 mm/s).", "number"],
    ["Three sensors and one log became unusual.", "number"],
    ["The press-1 vibration and 2 other sensors became unusual.", "number"],
    ["The press-2 vibration rose to 9.13 mm/s.", "number"],
    ["The pump rose to 9.13 mm/s.", "word"],
    ["The press-1 vibration rose to 9.13 mm/s at 14:06.", "time"],
    ["The press-1 vibration rose to 9.13 mm/s at 14:07.", "time"],
    ["The press-1 vibration rose to 9.13 mm/s yesterday at 14:05.", "time"],
    ["The press-1 vibration rose to 9.13 mm/s on Tuesday.", "time"],
    ["The press-1 vibration rose for 27 minutes.", "duration"],
    ["The press-1 vibration rose for twelve minutes.", "duration"],
    ["First the press-1 vibration rose, then 50 seconds later the bearing temperature rose.", "duration"],
    ["The press-1 vibration dropped to 9.13 mm/s.", "claim"],
    ["The press-1 vibration went silent.", "claim"],
    ["The press-1 vibration has not failed.", "claim"],
    ["Critical: the press-1 vibration rose to 9.13 mm/s.", "claim"],
    ["Everything is back to usual.", "claim"],
    ["The press-1 vibration rose because of a worn bearing.", "claim"],
    ['The press log says "bearing temperature low".', "quotation"],
    ['The press log says "bearing temperature high.', "quotation"],
    ["The press log says bearing temperature high and fine.", "claim"],
    ["The press-1 vibration rose to 9.13 mm/s. Call 555 now.", "number"],
    ["The press-1 vibration\nrose.", "character"],
    ["The press-1 vibration rose = 5.", "number"],
    ["It rose. It rose. It rose. It rose. It rose. It rose.", "length"],
  ])("judges %j as %s", (text, reason) => {
    expect(refused(text)).toBe(reason);
  });

  it("refuses an order when none is known", () => {
    const unordered = facts([{}, bearing]);
    expect(refused("First the press-1 vibration rose, then the bearing temperature rose.", unordered)).toBe(
      "claim",
    );
    expect(
      refused("The press-1 vibration rose, and the bearing temperature rose 40 seconds later.", unordered),
    ).toBe("duration");
  });

  it("refuses the wrong state of a door and the wrong usual state", () => {
    expect(refused("The freezer door has been open for 26 minutes (usually closed).", door)).toBeUndefined();
    expect(refused("The freezer door has been closed for 26 minutes.", door)).toBe("claim");
    expect(refused("The freezer door has been open (usually open).", door)).toBe("claim");
    expect(refused("The freezer door has been off.", door)).toBe("claim");
    expect(refused("The freezer door has been ajar.", door)).toBe("word");
  });

  it("refuses a limit that the rounded value does not cross", () => {
    const limit = facts([{ kind: "threshold", observed: 30.02, limit: 30, expected: undefined, unit: "°C" }]);
    expect(refused("The press-1 vibration rose to 30 °C, above its limit of 30 °C.", limit)).toBe("number");
    expect(
      refused("The press-1 vibration rose to 30.02 °C, above its limit of 30 °C.", limit),
    ).toBeUndefined();
    expect(refused("The press-1 vibration rose to 30 °C, above its limit of 30.02 °C.", limit)).toBe(
      "number",
    );
  });

  it("refuses times by a clock that was not set", () => {
    expect(refused("The press-1 vibration rose at 14:05.", facts([{}], { clock: "unsynced" }))).toBe("time");
  });

  it("holds the styles to their lengths", () => {
    const long = `The press-1 vibration rose${" and rose".repeat(12)}.`;
    expect(refused(long, press, "alert")).toBe("length");
    const wordy = `The press-1 vibration rose.${" It is still going on.".repeat(4)}`;
    expect(refused(wordy, press, "explanation")).toBe("length");
  });

  it("does not take a number inside a name for a claim, nor a claim for a name", () => {
    const numbered = facts([{ name: "zone 3 moisture", unit: "%", observed: 41, expected: undefined }]);
    expect(refused("The zone 3 moisture rose to 41%.", numbered)).toBeUndefined();
    expect(refused("The zone 4 moisture rose to 41%.", numbered)).toBe("number");
    // A sensor called like a claim counts only in quotation marks.
    const sly = facts([{ name: "everything over", observed: undefined }]);
    expect(refused("Everything over.", sly)).toBe("claim");
    expect(refused('The sensor "everything over" was unusual.', sly)).toBeUndefined();
  });

  it("does not take a unit for a device with a short name", () => {
    const short = facts([{ unit: "°C", place: { device: "c" } }], { place: { device: "s" } });
    expect(refused("The press-1 vibration rose to 9.13 °C (usually 2 to 4 °C).", short)).toBeUndefined();
  });

  it("counts silent sensors exactly", () => {
    const silent = facts([...silentSensors(12), {}]);
    expect(refused("12 sensors of gateway-2 went silent.", silent)).toBeUndefined();
    expect(refused("Twelve sensors of gateway-2 went silent.", silent)).toBeUndefined();
    expect(refused("11 sensors of gateway-2 went silent.", silent)).toBe("number");
    expect(refused("12 sensors of gateway-3 went silent.", silent)).not.toBeUndefined();
    expect(
      refused("12 sensors of gateway-2 went silent, along with 1 other sensor.", silent),
    ).toBeUndefined();
    expect(refused("12 sensors of gateway-2 went silent, along with 2 other sensors.", silent)).toBe(
      "number",
    );
  });

  it("checks every number of a digest", () => {
    const digest: Facts = {
      type: "digest",
      from: openedAt - 86_400_000,
      to: view.now,
      incidents: [press, door],
      incidentsOmitted: 0,
      samples: 12_430,
      seriesCount: 42,
      logLines: 310,
      commands: 5,
    };
    const said = (text: string) => guard(text, { facts: digest, style: "report", view })?.reason;
    expect(said("2 incidents, still going on, among 12,430 readings from 42 sensors.")).toBeUndefined();
    expect(said("3 incidents.")).toBe("number");
    expect(said("12,431 readings.")).toBe("number");
    expect(said("12,430 readings from 43 sensors.")).toBe("number");
    expect(said("310 commands.")).toBe("number");
    expect(said("A quiet day.")).toBe("claim");
  });
});

describe("guard on the partners of a sensor", () => {
  const pump: Partial<Evidence> = {
    name: "pump 1 current",
    subjectId: "pump/current",
    kind: "pattern",
    reason: "together",
    unit: "A",
    observed: 8.2,
    expected: { low: 3.1, high: 3.4, typical: 3.2 },
    place: { device: "pump 1" },
    partners: ["pump 1 flow", "pump 1 pressure"],
  };
  const given = facts([pump, { ...bearing, name: "pump 1 temperature", place: { device: "pump 1" } }]);
  const said = (text: string) => refused(text, given);

  it("is how they are phrased", () => {
    const text = phrase(facts([pump]), "explanation", view);
    expect(text).toContain(
      "current moved differently from its partners flow and pressure than usual (8.2 A, with them usually 3.1 to 3.4 A)",
    );
    expect(refused(text, facts([pump]), "explanation")).toBeUndefined();
    const alert = phrase(facts([pump]), "alert", view);
    expect(alert).toContain("moved differently from its partners than usual");
    expect(refused(alert, facts([pump]), "alert")).toBeUndefined();
  });

  it.each([
    "The pump 1 current moved differently from its partners flow and pressure than usual.",
    "The current moved differently from its partners than usual (8.2 A, with them usually 3.1 to 3.4 A).",
  ])("lets pass what is in the facts: %s", (text) => {
    expect(said(text)).toBeUndefined();
  });

  it.each([
    ["The pump 1 current moved differently from its partners flow and voltage than usual.", "claim"],
    ["The pump 1 current moved differently from its partner flow than usual.", "claim"],
    ["The pump 1 current moved differently from its partners flow, pressure and level than usual.", "claim"],
    ["The pump 1 temperature moved differently from its partners flow and pressure than usual.", "claim"],
    ["The pump 1 temperature moved differently from its partners than usual.", "claim"],
    ["The pump 1 current moved differently from its partner pump 1 temperature than usual.", "claim"],
    ["The pump 1 flow was at 8.2 A.", "word"],
    [
      "The current moved differently from its partners than usual (8.3 A, with them usually 3.1 to 3.4 A).",
      "number",
    ],
  ])("refuses %j as %s", (text, reason) => {
    expect(said(text)).toBe(reason);
  });
});

describe("guard on mutated texts", () => {
  const styles = fc.constantFrom("alert" as const, "explanation" as const, "report" as const);
  const plainLines = [
    {},
    bearing,
    freezerDoor,
    pressLog,
    {
      ...bearing,
      name: "tank level",
      unit: "%",
      observed: 12.7,
      direction: "low",
      expected: { low: 40.1, high: 61.9, typical: 50 },
    },
    {
      name: "pump flow",
      kind: "rate",
      observed: -5.2,
      durationMs: 12_000,
      direction: "low",
      unit: "l/min",
      expected: { low: -1, high: 1, typical: 0 },
    },
    {
      ...freezerDoor,
      name: "boiler pressure",
      kind: "stuck",
      observedState: undefined,
      observed: 3.31,
      unit: "bar",
      durationMs: 41 * minuteMs,
    },
  ] as const;
  const told = fc
    .tuple(fc.subarray([...plainLines], { minLength: 1 }), fc.boolean(), styles)
    .map(([lines, isOrderKnown, style]) => {
      const given = facts([...lines], { isOrderKnown });
      return { given, style, text: phrase(given, style, view) };
    });

  /** `text` with the match of `pattern` that `pick` points at replaced; undefined when there is none. */
  function replaced(
    text: string,
    pattern: RegExp,
    pick: number,
    by: (found: string) => string,
  ): string | undefined {
    const all = [...text.matchAll(pattern)];
    const match = all[pick % Math.max(1, all.length)];
    if (!match) return undefined;
    return text.slice(0, match.index) + by(match[0]) + text.slice(match.index + match[0].length);
  }

  it("refuses every changed number", () => {
    fc.assert(
      fc.property(told, fc.nat(20), fc.integer({ min: 1, max: 8 }), ({ given, style, text }, pick, by) => {
        // Outside of names, quotations and times of day; one digit becomes another.
        const changed = replaced(text, /(?<![\w.:-])\d+(?:\.\d+)?(?![\d:]|\.\d|\w)/g, pick, (number) => {
          const at = pick % number.length;
          const digit = Number(number[at]);
          return Number.isNaN(digit)
            ? `${number}1`
            : number.slice(0, at) + ((digit + by) % 10) + number.slice(at + 1);
        });
        fc.pre(changed !== undefined && changed !== text);
        expect(guard(changed ?? "", { facts: given, style, view }), `${text}\n${changed}`).toBeDefined();
      }),
      { numRuns: 300 },
    );
  });

  it("refuses every shifted time", () => {
    fc.assert(
      fc.property(told, fc.integer({ min: 30, max: 600 }), ({ given, style, text }, shiftMin) => {
        const changed = replaced(text, /\d\d:\d\d/g, 0, (clock) => {
          const minutes = Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3)) + shiftMin;
          return `${String(Math.floor(minutes / 60) % 24).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
        });
        fc.pre(changed !== undefined);
        expect(guard(changed ?? "", { facts: given, style, view }), changed).toBeDefined();
      }),
      { numRuns: 200 },
    );
  });

  it("refuses every swapped name", () => {
    fc.assert(
      fc.property(
        told,
        fc.constantFrom("cellar humidity", "press-2 vibration", "gate", "tank 7 level", "the mayor"),
        ({ given, style, text }, other) => {
          const name =
            /press-1 vibration|bearing temperature|freezer door|tank level|pump flow|boiler pressure|press log/g;
          const changed = replaced(text, name, 0, () => other);
          fc.pre(changed !== undefined);
          expect(guard(changed ?? "", { facts: given, style, view }), changed).toBeDefined();
        },
      ),
      { numRuns: 200 },
    );
  });

  it("refuses two names that changed places", () => {
    fc.assert(
      fc.property(styles, fc.boolean(), (style, isOrderKnown) => {
        const given = facts([{}, bearing], { isOrderKnown });
        const text = phrase(given, style, view);
        const swapped = text
          .replace("bearing temperature rose", "@ rose")
          .replace("vibration rose", "bearing temperature rose")
          .replace("@ rose", "vibration rose");
        expect(guard(swapped, { facts: given, style, view }), swapped).toBeDefined();
      }),
    );
  });

  it("refuses any text of words that are not in the facts", () => {
    fc.assert(
      fc.property(randomFacts, randomView, fc.stringMatching(/^[a-z]{7,12}$/), (given, seen, word) => {
        const names = JSON.stringify(given);
        fc.pre(!names.includes(word));
        const text = `Something ${word}q was noticed.`;
        expect(guard(text, { facts: given, style: "report", view: seen })?.reason).toBe("word");
      }),
      { numRuns: 100 },
    );
  });
});

describe("guard on endings, onsets and usual lengths", () => {
  const silence = silentSensors(4).map((line) => ({ ...line, firstAt: openedAt + 9 * 60_000 }));

  it("refuses words of recovery for what was only closed for lack of news", () => {
    const closed = facts(silence, {
      status: "closed",
      closedAt: openedAt + 24 * 3_600_000,
      closedBecause: "quiet",
    });
    expect(refused("Over: 4 sensors of gateway-2 went silent.", closed, "alert")).toBe("claim");
    expect(refused("4 sensors of gateway-2 went silent; all is back to usual.", closed)).toBe("claim");
    expect(refused("4 sensors of gateway-2 went silent and came back.", closed)).toBe("claim");
    expect(refused("Unresolved: 4 sensors of gateway-2 went silent.", closed, "alert")).toBeUndefined();
    const had = "4 sensors of gateway-2 went silent; this had not ended when the incident was closed";
    expect(refused(`${had} for lack of news.`, closed)).toBeUndefined();
    expect(refused(`${had} to make room.`, closed)).toBeDefined();
    expect(refused(`${had} for lack of news.`, facts(silence))).toBe("claim");
  });

  it("takes a false alarm and what is normal only from a person", () => {
    const closedAs = (closedBecause: "falseAlarm" | "alwaysNormal" | "quiet") =>
      facts(silence, { status: "closed", closedAt: openedAt + 3_600_000, closedBecause });
    const alert = (label: string) => `${label}: 4 sensors of gateway-2 went silent.`;
    expect(refused(alert("False alarm"), closedAs("falseAlarm"), "alert")).toBeUndefined();
    expect(refused(alert("Normal here"), closedAs("alwaysNormal"), "alert")).toBeUndefined();
    for (const other of [closedAs("quiet"), facts(silence)]) {
      expect(refused(alert("False alarm"), other, "alert")).toBe("claim");
      expect(refused(alert("Normal here"), other, "alert")).toBe("claim");
    }
    expect(refused(alert("Normal here"), closedAs("falseAlarm"), "alert")).toBe("claim");
  });

  it("takes a time only for what it is said of", () => {
    const blip = { name: "zone 1 moisture", recoveredAt: openedAt + 60_000, place: { device: "gateway-2" } };
    const mixed = facts([blip, ...silence]);
    expect(refused("4 sensors of gateway-2 went silent since 14:05.", mixed)).toBe("time");
    expect(refused("4 sensors of gateway-2 went silent since 14:14.", mixed)).not.toBe("time");
    expect(refused("Zone 1 moisture has not reported since 14:05.", mixed)).toBe("time");
  });

  it("takes the usual length of a stay and the usual interval for nothing else", () => {
    const door = facts([{ ...freezerDoor, usualDurationMs: 120_000 }]);
    expect(refused("The freezer door was open (usually at most 2 minutes).", door)).toBeUndefined();
    expect(refused("The freezer door was open (usually at most 3 minutes).", door)).toBe("duration");
    expect(refused("The freezer door was open for 2 minutes.", door)).toBe("duration");
    const silent = facts([{ ...silentSensors(1)[0], usualDurationMs: 60_000 }]);
    expect(refused("Zone 1 moisture stopped reporting (usually every minute).", silent)).toBeUndefined();
    expect(refused("Zone 1 moisture stopped reporting (usually every hour).", silent)).toBe("duration");
  });
});
