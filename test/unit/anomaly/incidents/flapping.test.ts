import { describe, expect, it } from "vitest";
import { minuteMs, startMs } from "../support.ts";
import { setUpTracker } from "./tracker-setup.ts";

/** On for a minute every `everyMs`. */
function comeAndGo(given: ReturnType<typeof setUpTracker>, times: number, everyMs: number) {
  for (let turn = 0; turn < times; turn += 1) {
    const at = startMs + turn * everyMs;
    given.add("plant/a", at);
    given.recover("plant/a", at + minuteMs);
    for (let now = at + minuteMs; now < at + everyMs; now += minuteMs) given.tracker.tick(now);
  }
}

describe("flapping", () => {
  it("makes one incident of what comes and goes twenty times within the time of reopening", () => {
    const given = setUpTracker();
    comeAndGo(given, 20, 8 * minuteMs);
    const ids = new Set(given.told.map(({ incident }) => incident.id));
    expect([...ids]).toEqual(["incident-1"]);
    const last = given.told.at(-1)?.incident;
    expect(last?.flapping).toEqual({ times: 20, since: startMs });
    // Reopened once at the most: then it stays open over its pauses.
    expect(given.told.filter(({ change }) => change === "reopened").length).toBeLessThanOrEqual(2);
  });

  it("makes one of incidents that the same alarm opened again and again, from the third on", () => {
    const given = setUpTracker();
    comeAndGo(given, 20, 50 * minuteMs);
    const ids = new Set(given.told.map(({ incident }) => incident.id));
    expect(ids.size).toBe(2);
    expect(given.told.at(-1)?.incident.flapping?.times).toBe(20);
  });

  it("is over when it rests for clearly longer than before", () => {
    const given = setUpTracker();
    comeAndGo(given, 5, 8 * minuteMs);
    given.tracker.tick(startMs + 4 * 8 * minuteMs + 14 * minuteMs);
    expect(given.tracker.openCount).toBe(1);
    given.tracker.tick(startMs + 4 * 8 * minuteMs + 16 * minuteMs);
    expect(given.tracker.openCount).toBe(0);
  });

  it("does not call an alarm that trembles at its limit flapping", () => {
    const given = setUpTracker();
    for (let turn = 0; turn < 20; turn += 1) {
      given.add("plant/a", startMs + turn * minuteMs);
      given.recover("plant/a", startMs + turn * minuteMs + 20_000);
    }
    expect(given.told.at(-1)?.incident.flapping).toBeUndefined();
  });
});
