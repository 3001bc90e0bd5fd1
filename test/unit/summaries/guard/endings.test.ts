import { describe, expect, it } from "vitest";
import type { Facts } from "../../../../src/domain/facts.ts";
import { guard } from "../../../../src/summaries/guard/guard.ts";
import type { Language } from "../../../../src/summaries/language.ts";
import { bearing, facts, freezerDoor, openedAt, view } from "../examples.ts";

const minuteMs = 60_000;

function refused(text: string, given: Facts, language: Language = "en"): string | undefined {
  return guard(text, { facts: given, style: "report", view, language })?.reason;
}

/** The vibration was back at 14:10, the bearing temperature goes on. */
const partly = facts([{ recoveredAt: openedAt + 5 * minuteMs }, bearing], { isOrderKnown: true });
/** Both were back, at 14:10 and at 14:25. */
const over = facts(
  [{ recoveredAt: openedAt + 5 * minuteMs }, { ...bearing, recoveredAt: openedAt + 20 * minuteMs }],
  {
    status: "closed",
    closedAt: openedAt + 20 * minuteMs,
    closedBecause: "recovered",
    durationMs: 20 * minuteMs,
  },
);

describe("guard on what is back and what goes on", () => {
  it.each([
    "Both are back to usual.",
    "Both recovered.",
    "All of them are back.",
    "They are fine.",
    "The press-1 bearing temperature is usual.",
    "The press-1 bearing temperature is as usual.",
    "The press-1 bearing temperature is normal.",
    "The press-1 bearing temperature is well.",
  ])("refuses an ending of what goes on: %s", (text) => {
    expect(refused(text, partly)).toBe("claim");
  });

  it.each([
    "Both are back to usual.",
    "All of them are back.",
    "The press-1 bearing temperature is as usual.",
  ])("lets it pass of what is over: %s", (text) => {
    expect(refused(text, over)).toBeUndefined();
  });

  it("refuses it in German, too", () => {
    expect(refused("Beide sind wieder zurück.", partly, "de")).toBe("claim");
    expect(refused("Die press-1 bearing temperature ist normal.", partly, "de")).toBe("claim");
  });

  it("still takes what is usual of a number", () => {
    expect(refused("The press-1 vibration rose to 9.13 mm/s; 2 to 4 mm/s is usual.", partly)).toBeUndefined();
  });

  it("gives no line the end of another", () => {
    const said = (vibration: string, temperature: string) =>
      `Over: the press-1 vibration was high until ${vibration} and the press-1 bearing temperature until ${temperature}.`;
    expect(refused(said("14:10", "14:25"), over)).toBeUndefined();
    expect(refused(said("14:25", "14:10"), over)).toBe("time");
    expect(refused("The press-1 vibration was back to usual at 14:25.", over)).toBe("time");
    expect(
      refused("The press-1 vibration rose to 9.13 mm/s; this has been back to usual since 14:25.", over),
    ).toBeUndefined();
  });

  it("gives no line the length of the whole incident", () => {
    expect(refused("The press-1 vibration was high for 5 minutes.", over)).toBeUndefined();
    expect(refused("The press-1 vibration was high for 20 minutes.", over)).toBe("duration");
    expect(refused("It was over after 20 minutes.", over)).toBeUndefined();
  });
});

describe("guard on how a value went", () => {
  it("takes neither a jump nor a drift of a value that is only away from usual", () => {
    const press = facts([{}]);
    expect(refused("The press-1 vibration suddenly rose.", press)).toBe("claim");
    expect(refused("The press-1 vibration drifted up slowly.", press)).toBe("claim");
    const jumped = facts([{ kind: "pattern", reason: "jump" }]);
    expect(refused("The press-1 vibration suddenly rose.", jumped)).toBeUndefined();
    expect(refused("The press-1 vibration rose slowly.", jumped)).toBe("claim");
  });

  it("does not call a door stuck that stands open", () => {
    expect(refused("The freezer door is stuck.", facts([freezerDoor]))).toBe("claim");
    const still = facts([{ ...freezerDoor, name: "boiler pressure", observedState: undefined }]);
    expect(refused("The boiler pressure is stuck.", still)).toBeUndefined();
  });
});

describe("guard on a clock that was not set", () => {
  it("takes no length from it", () => {
    const unsynced = facts([{}], { clock: "unsynced", durationMs: 370 * 86_400_000 });
    expect(refused("It has lasted 370 days.", unsynced)).toBe("duration");
    expect(refused("The press-1 vibration was high for 370 days.", unsynced)).toBe("duration");
  });
});
