import { describe, expect, it } from "vitest";
import { incidentFacts } from "../../../src/summaries/facts.ts";
import { phrase } from "../../../src/summaries/phrasing/phrase.ts";
import { bearing, evidence, openedAt, pressLog, silentSensors, view } from "./examples.ts";
import { incident } from "./incidents.ts";

const minuteMs = 60_000;

describe("incidentFacts", () => {
  it("measures an open incident up to now and a closed one up to its close", () => {
    expect(incidentFacts(incident(), view.now).durationMs).toBe(26 * minuteMs);
    const closed = incident({ status: "closed", closedAt: openedAt + minuteMs });
    expect(incidentFacts(closed, view.now).durationMs).toBe(minuteMs);
  });

  it("has no negative duration after the clock was set back", () => {
    expect(incidentFacts(incident(), openedAt - minuteMs).durationMs).toBe(0);
  });

  it("puts evidence in the order in which it began, not in which it was noticed", () => {
    const [silent = {}] = silentSensors(1);
    const lines = [
      evidence(),
      evidence({ ...silent, firstAt: openedAt + minuteMs, lastAt: openedAt + minuteMs }),
    ];
    const { evidence: ordered } = incidentFacts(incident({ evidence: lines }), view.now);
    // Noticed a minute after the vibration, but silent for five by then.
    expect(ordered.map(({ name }) => name)).toEqual(["zone 1 moisture", "press-1 vibration"]);
  });

  it("knows the order only when the first sign is clearly the first", () => {
    const lines = [evidence(), evidence(bearing)];
    const of = (orderClearMs: number, given = {}) =>
      incidentFacts(incident({ evidence: lines, ...given }), view.now, { orderClearMs }).isOrderKnown;
    expect(of(39_999)).toBe(true);
    expect(of(40_000)).toBe(false);
    expect(of(0, { clock: "unsynced" })).toBe(false);
    expect(of(0, { evidence: [evidence()] })).toBe(false);
    // Two lines of one sensor are no order.
    expect(of(0, { evidence: [evidence(), evidence({ kind: "rate", firstAt: openedAt + minuteMs })] })).toBe(
      false,
    );
  });

  it("does not know what came first when a silence may have begun before or after", () => {
    const [silent = {}] = silentSensors(1);
    const lines = [
      evidence(),
      evidence({ ...silent, firstAt: openedAt + 3 * minuteMs, lastAt: openedAt + 3 * minuteMs }),
    ];
    expect(incidentFacts(incident({ evidence: lines }), view.now).isOrderKnown).toBe(false);
  });

  it("says how long a silence was that is over, not twice as long", () => {
    const [silent = {}] = silentSensors(1);
    const line = {
      ...silent,
      firstAt: openedAt,
      // Noticed after ten minutes, over after forty.
      lastAt: openedAt + 10 * minuteMs,
      recoveredAt: openedAt + 40 * minuteMs,
      durationMs: 40 * minuteMs,
    };
    const closedAt = openedAt + 40 * minuteMs;
    const facts = incidentFacts(
      incident({ evidence: [evidence(line)], status: "closed", closedAt, updatedAt: closedAt }),
      openedAt + 60 * minuteMs,
    );
    const text = phrase(facts, "explanation", { ...view, now: openedAt + 60 * minuteMs });
    expect(text).toContain("40 minutes");
    expect(text).toContain("14:05");
  });

  it("takes two kinds of line of one log for one subject", () => {
    const log = { ...pressLog, severity: "warning", firstAt: openedAt } as const;
    const lines = [
      evidence({ ...log, subjectId: "press#1" }),
      evidence({ ...log, subjectId: "press#2", firstAt: openedAt + minuteMs }),
    ];
    const facts = incidentFacts(incident({ evidence: lines }), view.now);
    expect(facts.isOrderKnown).toBe(false);
    expect(phrase(facts, "explanation", view)).not.toContain("other log");
  });

  it("leaves out what is not a number", () => {
    const broken = evidence({
      observed: Number.NaN,
      limit: Number.POSITIVE_INFINITY,
      expected: { low: Number.NaN, high: 1, typical: 0 },
    });
    const [line] = incidentFacts(incident({ evidence: [broken] }), view.now).evidence;
    expect(line).toMatchObject({ observed: undefined, limit: undefined, expected: undefined });
  });

  it("is a copy that later changes of the incident do not reach", () => {
    const source = incident();
    const facts = incidentFacts(source, view.now);
    const [line] = source.evidence;
    if (line) line.observed = 1;
    expect(facts.evidence[0]?.observed).toBe(9.128);
  });
});
