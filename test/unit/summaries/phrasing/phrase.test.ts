import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { DigestFacts, Facts, IncidentFacts, Summary } from "../../../../src/domain/facts.ts";
import { guard } from "../../../../src/summaries/guard/guard.ts";
import { phrase } from "../../../../src/summaries/phrasing/phrase.ts";
import { bearing, facts, freezerDoor, openedAt, pressLog, silentSensors, view } from "../examples.ts";
import { randomDigests, randomFacts, randomView } from "../random-facts.ts";

const minuteMs = 60_000;
const styles = ["alert", "explanation", "report"] as const;

/** The text, after making sure that the guard lets it pass. */
function said(given: Facts, style: Summary["style"] = "explanation"): string {
  const text = phrase(given, style, view);
  expect(guard(text, { facts: given, style, view })).toBeUndefined();
  return text;
}

function over(given: IncidentFacts): IncidentFacts {
  return { ...given, status: "closed", closedAt: openedAt + 25 * minuteMs, durationMs: 25 * minuteMs };
}

describe("phrase", () => {
  it("writes nothing that the guard refuses, whatever the facts", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(
        fc.oneof(randomFacts, randomDigests),
        randomView,
        fc.constantFrom(...styles),
        (given, seen, style) => {
          const text = phrase(given, style, seen);
          expect(guard(text, { facts: given, style, view: seen }), text).toBeUndefined();
        },
      ),
      { numRuns: 150 },
    );
  });

  it("says how far a value is from usual", () => {
    expect(said(facts([{}]))).toBe(
      "The press-1 vibration rose to 9.1 mm/s (usually 2 to 4 mm/s), since 14:05.",
    );
    expect(said(facts([{ direction: "low", observed: -4.25, unit: "°C" }]))).toBe(
      "The press-1 vibration dropped to -4.3 °C (usually 2 to 4 °C), since 14:05.",
    );
  });

  it("counts the sensors for which an incident had no room along with those that did the same", () => {
    const storm = facts(silentSensors(24), {
      place: { topicPrefix: "field/gateway-2" },
      evidenceOmitted: 476,
      omitted: [{ type: "series", kind: "gap", count: 476, recovered: 0 }],
      subjects: { sensors: 500, logs: 0 },
    });
    expect(said(storm, "alert")).toBe("Warning: 500 sensors under field/gateway-2 went silent since 14:05");
    expect(said(storm)).toBe("500 sensors under field/gateway-2 went silent since 14:05.");
  });

  it("says what came first only probably, and in a report that nobody knows", () => {
    const lines = [pressLog, { ...bearing, firstAt: openedAt + 60_000 }];
    const firstSign = { subjectId: "press", kind: "logNovel", grounds: "learnt", times: 4, of: 5 } as const;
    expect(said(facts(lines, { firstSign }))).toMatch(
      /^Probably first the press log says .+, then the press-1/,
    );
    expect(said(facts(lines, { firstSign }), "report")).toContain("probably first the press log says");
    expect(said(facts([{}, bearing]), "report")).toContain("which came first is not known.");
    expect(said(facts(lines, { isOrderKnown: true }), "report")).not.toMatch(/probably|not known/);
  });

  it("says how often something came and went", () => {
    const flapping = { times: 5, since: openedAt };
    expect(said(facts([{}], { flapping }))).toBe(
      "The press-1 vibration rose to 9.1 mm/s (usually 2 to 4 mm/s); this began at 14:05 and came and went 5 times.",
    );
    expect(said(facts([{}], { flapping }), "report")).toContain("came and went 5 times.");
  });

  it("does not say that a value is above a limit it would be rounded to", () => {
    const threshold = { kind: "threshold", limit: 30, expected: undefined, unit: "%" } as const;
    expect(said(facts([{ ...threshold, observed: 30.02 }]))).toContain(
      "rose to 30.02% (above its limit of 30%)",
    );
    // Between the limit and its hysteresis.
    expect(said(facts([{ ...threshold, observed: 29.5 }]))).toContain("crossed its limit of 30%");
  });

  it("tells a change by its size and its time", () => {
    const change = { kind: "rate", observed: -5.2, direction: "low", durationMs: 12_000 } as const;
    expect(said(facts([{ ...change, expected: { low: -1.2, high: 1.2, typical: 0 } }]))).toBe(
      "The press-1 vibration dropped by 5.2 mm/s in 12 seconds (usually at most 1.2 mm/s), since 14:05.",
    );
  });

  it("tells an open door by its state and for how long, with the door and not its contact", () => {
    const door = facts([freezerDoor], { place: { area: "kitchen" } });
    expect(said(door)).toBe("The freezer door has been open for 26 minutes (usually closed), since 14:05.");
    expect(said(door, "alert")).toBe(
      "Warning: freezer door has been open for 26 min (usually closed) since 14:05",
    );
    const closed = over(facts([{ ...freezerDoor, recoveredAt: openedAt + 20 * minuteMs }]));
    expect(said(closed)).toBe(
      "The freezer door was open for 20 minutes (usually closed); this began at 14:05 and has been back to usual since 14:25.",
    );
  });

  it("counts many silent sensors of one gateway instead of listing them", () => {
    const silent = facts([...silentSensors(12), {}], { place: { topicPrefix: "farm" } });
    expect(said(silent)).toContain("and about the same time 12 sensors of gateway-2 went silent");
    expect(said(silent, "alert")).toContain("also 12 other sensors");
  });

  it("counts silent sensors of many devices by what they have in common", () => {
    const probes = silentSensors(4).map((probe, index) => ({
      ...probe,
      place: { device: `zone ${index + 1}` },
    }));
    const silent = facts(probes, { place: { topicPrefix: "farm/north" } });
    expect(said(silent)).toBe("4 sensors under farm/north went silent since 14:05.");
    expect(said(silent, "alert")).toBe("Warning: 4 sensors under farm/north went silent since 14:05");
    expect(said(silent, "report")).toMatch(/^Under farm\/north, 4 sensors went silent;/);
  });

  it("does not say that a door is off when only its contact is", () => {
    const contact = facts([{ ...freezerDoor, observedState: "off", typicalState: undefined }]);
    expect(said(contact)).toBe(
      "The freezer door contact has been off for 26 minutes (unusually long), since 14:05.",
    );
  });

  it("tells a line of a log that was there and gone by its minute, and a log by the topic it has", () => {
    const log = { ...pressLog, name: "factory/press1/plc/log", firstAt: openedAt, lastAt: openedAt };
    const gone = facts([log], { status: "closed", closedAt: openedAt + 1000, durationMs: 1000 });
    expect(said(gone)).toBe('The factory/press1/plc log says "bearing temperature high"; this was at 14:05.');
  });

  it("gives an order only when it is known", () => {
    const lines = [{}, bearing, pressLog];
    expect(said(facts(lines))).toContain("and about the same time the press log says");
    expect(said(facts(lines, { isOrderKnown: true }))).toBe(
      "First the press-1 vibration rose to 9.1 mm/s (usually 2 to 4 mm/s), then 1 minute later the press log " +
        'says "bearing temperature high", along with 1 other sensor; this began at 14:05.',
    );
    expect(said(facts(lines, { isOrderKnown: true }), "report")).toContain(
      "Then 40 seconds later the press-1 bearing temperature rose to 92 °C",
    );
  });

  it("quotes a log and never speaks its words", () => {
    const hostile = {
      ...pressLog,
      name: 'press" log. All clear',
      example: 'ok" and all is well.\u001b[2J <b>Ignore</b>',
    };
    expect(said(facts([hostile]))).toBe(
      'The log "press log All clear" says "ok and all is well. Ignore"; this began at 14:06.',
    );
  });

  it("counts a burst and gives an example in the report", () => {
    const burst = { ...pressLog, kind: "logBurst", observed: 41, durationMs: 5 * minuteMs } as const;
    expect(said(facts([{ ...burst, expected: { low: 0, high: 3, typical: 1 } }]), "report")).toContain(
      'the press log had 41 problem lines in 5 minutes (usually at most 3), for example "bearing temperature high"',
    );
    expect(said(facts([{ ...burst, expected: { low: 0, high: 0.2, typical: 0 } }]))).toContain(
      "(usually none)",
    );
  });

  it("says which lines were too many", () => {
    const burst = { ...pressLog, kind: "logBurst", observed: 41, durationMs: 5 * minuteMs } as const;
    expect(said(facts([{ ...burst, counted: "all" }]), "alert")).toContain("had 41 lines in 5 min");
    expect(said(facts([{ ...burst, counted: "alike" }]))).toContain(
      'had 41 lines like "bearing temperature high" in 5 minutes',
    );
    const rising = { ...burst, kind: "logRising", durationMs: 24 * 60 * minuteMs } as const;
    expect(said(facts([{ ...rising, expected: { low: 0, high: 12, typical: 4 } }]))).toContain(
      "had more and more problem lines, 41 lines in 24 hours (usually at most 12)",
    );
  });

  it("tells of a line that does not come any more, and when it came last", () => {
    const missing = {
      ...pressLog,
      kind: "logSilent",
      firstAt: openedAt,
      lastAt: openedAt + 20 * minuteMs,
      durationMs: 20 * minuteMs,
      usualDurationMs: 5 * minuteMs,
    } as const;
    expect(said(facts([missing]))).toBe(
      'The press log has not said "bearing temperature high" for 26 minutes (usually every 5 minutes); this began at 14:05.',
    );
    expect(
      said(facts([{ ...missing, recoveredAt: openedAt + 22 * minuteMs, name: "the line" }]), "alert"),
    ).toContain("did not say");
    const long = { ...missing, example: "a very long line of a log ".repeat(8) };
    expect(said(facts([long]), "alert")).toContain("has been missing a usual line for 26 min");
  });

  it("tells which of two lines was missing, and for how long it was waited for", () => {
    const order = {
      ...pressLog,
      kind: "logOrder",
      durationMs: 40 * minuteMs,
      usualDurationMs: 20 * minuteMs,
    } as const;
    expect(said(facts([{ ...order, order: { reason: "noEnd", other: "press stopped" } }]))).toContain(
      'The press log said "bearing temperature high" without "press stopped" within 40 minutes (usually within 20 minutes)',
    );
    expect(said(facts([{ ...order, order: { reason: "noStart", other: "press started" } }]))).toContain(
      'said "bearing temperature high" without "press started" before',
    );
    expect(said(facts([{ ...order, order: { reason: "transition", other: "press started" } }]))).toContain(
      'said "bearing temperature high" after "press started" (an unusual order)',
    );
  });

  it("says no time of day by a clock that was not set", () => {
    const unsynced = facts([{}, bearing], { clock: "unsynced" });
    for (const style of styles) expect(said(unsynced, style)).not.toMatch(/\d\d:\d\d/);
    expect(said(unsynced, "report")).toContain("no time is given because the clock was not set");
  });

  it("keeps an alert within 120 characters by leaving out, not by cutting words", () => {
    const long = { name: "the northern irrigation manifold pressure transducer", unit: "kPa" };
    const text = said(
      facts([long, bearing, pressLog], { evidenceOmitted: 4, severity: "critical" }),
      "alert",
    );
    expect(text.length).toBeLessThanOrEqual(120);
    expect(text).toMatch(/^Critical: the northern irrigation manifold.*… rose to 9\.1 kPa/);
  });

  it("names the place once in a report and leaves it out of the name", () => {
    expect(said(facts([{}]), "report")).toBe(
      "On press-1, the vibration rose to 9.1 mm/s (usually 2 to 4 mm/s); this began at 14:05. " +
        "It is still going on after 26 minutes.",
    );
  });

  it("says that all is back to usual only when every sensor is", () => {
    const half = facts([{ recoveredAt: openedAt + 20 * minuteMs }, bearing]);
    expect(said(half, "report")).toContain(
      "still going on after 26 minutes, though a part of it is back to usual",
    );
    expect(said(over(half), "report")).toContain(
      "It had not ended when the incident was closed after 25 minutes, though a part of it was back to usual.",
    );
    const whole = facts([
      { recoveredAt: openedAt + 20 * minuteMs },
      { ...bearing, recoveredAt: openedAt + 22 * minuteMs },
    ]);
    expect(said(over(whole), "report")).toContain("Everything has been back to usual since 14:27.");
  });

  it("has something true to say of an incident without evidence", () => {
    expect(said(facts([]))).toBe("Something unusual was noticed since 14:05.");
  });
});

describe("phrase of a digest", () => {
  const digest = (given: Partial<DigestFacts> = {}): DigestFacts => ({
    type: "digest",
    from: openedAt - 86_400_000,
    to: view.now,
    incidents: [],
    incidentsOmitted: 0,
    samples: 12_430,
    seriesCount: 42,
    logLines: 310,
    commands: 5,
    ...given,
  });

  it("says a quiet day in one line", () => {
    expect(said(digest(), "report")).toBe(
      "A quiet day: nothing unusual in 12,430 readings from 42 sensors, 310 log lines and 5 commands since yesterday at 14:05.",
    );
  });

  it("does not call a day quiet on which nothing was heard", () => {
    expect(said(digest({ samples: 0, logLines: 0, commands: 0 }), "report")).toBe(
      "No readings and no log lines came in since yesterday at 14:05.",
    );
  });

  it("tells what is still going on, what is over, and the numbers", () => {
    const incidents = [
      facts([{}]),
      over(facts([{ ...freezerDoor, recoveredAt: openedAt + 20 * minuteMs }])),
      facts([bearing], { severity: "critical" }),
    ];
    expect(said(digest({ incidents }), "report")).toBe(
      "3 incidents since yesterday at 14:05: 2 still going on, 1 over now. " +
        "Still going on: the press-1 bearing temperature rose to 92 °C (usually 55 to 65 °C), since 14:05; " +
        "the press-1 vibration rose to 9.1 mm/s (usually 2 to 4 mm/s), since 14:05. " +
        "Over: the freezer door was open for 20 minutes (usually closed), from 14:05 on. " +
        "12,430 readings from 42 sensors, 310 log lines and 5 commands came in.",
    );
  });

  it("counts what does not fit", () => {
    const incidents = Array.from({ length: 5 }, () => facts([{}]));
    expect(said(digest({ incidents }), "report")).toContain("; and 2 more.");
    expect(said(digest({ incidents, incidentsOmitted: 7 }), "alert")).toBe(
      "12 incidents since yesterday at 14:05.",
    );
  });
});

describe("phrasing of what is not over, came back, or has a usual length", () => {
  const at = (minutes: number) => openedAt + minutes * minuteMs;
  const silence = silentSensors(4).map((line) => ({ ...line, firstAt: at(9), lastAt: at(14) }));

  it("does not say of an incident closed for lack of news that it is over", () => {
    const quiet = facts(silence, {
      status: "closed",
      closedAt: at(20),
      closedBecause: "quiet",
      durationMs: 20 * minuteMs,
    });
    expect(said(quiet, "explanation")).toBe(
      "4 sensors of gateway-2 went silent; this began at 14:14 and had not ended when the incident was closed for lack of news.",
    );
    expect(said(quiet, "alert")).toMatch(/^Unresolved: 4 sensors of gateway-2 went silent/);
  });

  it.each([
    ["falseAlarm", "False alarm", "as a false alarm"],
    ["alwaysNormal", "Normal here", "as normal here"],
  ] as const)("says so of an incident that a person closed: %s", (closedBecause, label, how) => {
    const closed = facts(silence, { status: "closed", closedAt: at(20), closedBecause });
    expect(said(closed, "alert")).toMatch(new RegExp(`^${label}: 4 sensors of gateway-2 went silent`));
    expect(said(closed, "explanation")).toMatch(new RegExp(`when the incident was closed ${how}\\.$`));
  });

  it("tells the onset of what it speaks of, not of a blip before it", () => {
    const blip = {
      name: "zone 1 moisture",
      recoveredAt: at(1),
      place: { device: "gateway-2" },
      subjectId: "z1",
    };
    const [first, ...rest] = silence;
    const mixed = facts([blip, { ...first, subjectId: "z1" }, ...rest]);
    expect(said(mixed, "explanation")).toBe("4 sensors of gateway-2 went silent since 14:14.");
  });

  it("does not say since when of a value that was back to usual in between", () => {
    expect(said(facts([{ resumedAt: at(10) }]), "explanation")).toContain("; this began at 14:05.");
  });

  it("says how long a door is usually open and how often a sensor reports", () => {
    const door = facts([{ ...freezerDoor, usualDurationMs: 2 * minuteMs }], { durationMs: 14 * minuteMs });
    expect(said(door, "explanation")).toContain(
      "The freezer door has been open for 14 minutes (usually at most 2 minutes)",
    );
    const silent = facts([{ ...silentSensors(1)[0], usualDurationMs: minuteMs }]);
    expect(said(silent, "explanation")).toContain("(usually every minute)");
  });
});
