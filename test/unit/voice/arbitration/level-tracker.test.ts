import { describe, expect, it } from "vitest";
import { createLevelTracker } from "../../../../src/voice/arbitration/level-tracker.ts";
import { createRecordedSound } from "../../../support/sound-listener.ts";
import { sineInt16 } from "../../../support/wav-files.ts";

const source = { name: "kitchen", area: undefined };

describe("createLevelTracker", () => {
  it("knows how far the voice was above the noise", () => {
    const tracker = createLevelTracker(createRecordedSound());
    expect(tracker.overFloorDb(source)).toBeUndefined();
    tracker.onSound(source, sineInt16(300, 16_000, 48_000, 0.001));
    expect(tracker.overFloorDb(source)).toBeLessThan(1);
    tracker.onSound(source, sineInt16(300, 16_000, 12_000, 0.1));
    expect(tracker.overFloorDb(source)).toBeGreaterThan(38);
    expect(tracker.overFloorDb(source)).toBeLessThan(42);
    // A second and a half later it is past.
    tracker.onSound(source, sineInt16(300, 16_000, 24_000, 0.001));
    expect(tracker.overFloorDb(source)).toBeLessThan(1);
  });

  it("is not impressed by a click", () => {
    const tracker = createLevelTracker(createRecordedSound());
    tracker.onSound(source, sineInt16(300, 16_000, 32_000, 0.001));
    tracker.onSound(source, sineInt16(300, 16_000, 640, 1));
    expect(tracker.overFloorDb(source)).toBeLessThan(1);
  });

  it("passes everything on, and forgets a source that is gone", () => {
    const next = createRecordedSound();
    const tracker = createLevelTracker(next);
    tracker.onBegin(source, { hasEnd: true, session: undefined });
    tracker.onSound(source, new Int16Array(700));
    tracker.onEnd(source);
    tracker.onBreak(source, "gap");
    expect(tracker.overFloorDb(source)).toBe(0);
    tracker.onBreak(source, "gone");
    expect(tracker.overFloorDb(source)).toBeUndefined();
    expect(next.calls.map(({ what }) => what)).toEqual(["begin", "sound", "end", "break", "break"]);
  });
});
