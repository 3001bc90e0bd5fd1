import { describe, expect, it } from "vitest";
import { hourMs, minuteMs, startMs } from "../support.ts";
import { logAnomaly, setUpTracker } from "./tracker-setup.ts";

type TestTracker = ReturnType<typeof setUpTracker>;

/** The log says the line of its incident again every `stepMs`. */
function sayAgain({ tracker }: TestTracker, from: number, to: number, stepMs = minuteMs): void {
  for (let at = from; at < to; at += stepMs) {
    tracker.repeat("plant/log#1", at, at);
    tracker.tick(at);
  }
}

describe("the end of an incident", () => {
  it("waits while its log says the same again, but not for ever", () => {
    const test = setUpTracker({ logSettleMs: 30 * minuteMs });
    test.add("plant/log", startMs, logAnomaly("plant/log", 1));
    sayAgain(test, startMs, startMs + 119 * minuteMs);
    expect(test.tracker.openCount).toBe(1);
    sayAgain(test, startMs + 119 * minuteMs, startMs + 3 * hourMs);
    expect(test.reports).toEqual(["incidentOpened", "incidentClosed:quiet"]);
  });

  it("comes as recovered when its log says it no more", () => {
    const test = setUpTracker({ logSettleMs: 30 * minuteMs });
    test.add("plant/log", startMs, logAnomaly("plant/log", 1));
    sayAgain(test, startMs, startMs + hourMs);
    test.tracker.tick(startMs + 89 * minuteMs - 1);
    expect(test.tracker.openCount).toBe(1);
    test.tracker.tick(startMs + 89 * minuteMs);
    expect(test.reports).toEqual(["incidentOpened", "incidentClosed:recovered"]);
  });

  it("comes after the quiet time although a line of a log is said all the while", () => {
    const test = setUpTracker();
    test.add("plant/log", startMs, logAnomaly("plant/log", 1));
    test.add("plant/pump", startMs);
    sayAgain(test, startMs, startMs + 25 * hourMs, 20 * minuteMs);
    expect(test.reports).toEqual(["incidentOpened", "incidentClosed:quiet"]);
  });

  it("lets another error of the same log open an incident of its own later on", () => {
    const test = setUpTracker({ logSettleMs: 30 * minuteMs });
    test.add("plant/log", startMs, logAnomaly("plant/log", 1));
    sayAgain(test, startMs, startMs + 30 * hourMs, 20 * minuteMs);
    test.add("plant/log", startMs + 30 * hourMs, logAnomaly("plant/log", 2, "flash is read only"));
    expect(test.tracker.openIncidents()).toMatchObject([{ id: "incident-2" }]);
    expect(test.told.at(-1)?.change).toBe("opened");
  });

  it("comes in time after a restart whose first message is dated far behind", () => {
    const before = setUpTracker({ logSettleMs: 30 * minuteMs });
    before.add("plant/log", startMs, logAnomaly("plant/log", 1));
    const after = setUpTracker({ logSettleMs: 30 * minuteMs });
    for (const incident of before.tracker.openIncidents()) after.tracker.resume(incident, new Set());
    const first = startMs - 20 * hourMs;
    after.tracker.tick(first);
    after.add("plant/pump", first + 6 * minuteMs);
    expect(after.tracker.openIncidents()).toHaveLength(2);
    after.tracker.tick(first + 30 * minuteMs);
    expect(after.reports).toEqual(["incidentOpened", "incidentClosed:recovered"]);
  });
});
