import { describe, expect, it } from "vitest";
import { codeText, createCodeGuard, looksLikeCode } from "../../../../src/commands/safety/code.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

function guardOf(code: string | undefined = "1234") {
  const clock = createVirtualClock();
  const limits = { code, codeAttemptsMax: 3, codeLockoutMs: 300_000 };
  return { clock, guard: createCodeGuard({ clock, limits: () => limits }) };
}

describe("the code", () => {
  it.each([
    ["1234", "1234"],
    ["one two three four", "1234"],
    ["1 2 3 4", "1234"],
    ["1-2-3-4", "1234"],
    ["1,234", "1234"],
    ["twelve thirty four", "1234"],
    ["The code is 12 34, please", "1234"],
    ["oh seven five two", "0752"],
    ["Blue Horse", "bluehorse"],
    ["pin 0042", "0042"],
  ])("hears %j as %j", (said, code) => {
    expect(codeText(said)).toBe(code);
  });

  it("takes it however it is spoken, and nothing longer or shorter", () => {
    const { guard } = guardOf();
    expect(guard.try("one two three four")).toEqual({ status: "right" });
    expect(guard.try("1 2 3").status).toBe("wrong");
    expect(guard.try("12345").status).toBe("wrong");
  });

  it("is locked after three wrong tries, even for the right one, until the time is over", async () => {
    const { guard, clock } = guardOf();
    expect([guard.try("1"), guard.try("2"), guard.try("3")]).toEqual([
      { status: "wrong", leftCount: 2 },
      { status: "wrong", leftCount: 1 },
      { status: "wrong", leftCount: 0 },
    ]);
    expect(guard.try("1234")).toEqual({ status: "locked" });
    expect(guard.lockedMs()).toBe(300_000);
    await clock.advance(300_000);
    expect(guard.try("1234")).toEqual({ status: "right" });
  });

  it("forgets wrong tries once the right one was given", () => {
    const { guard } = guardOf();
    for (let round = 0; round < 3; round += 1) {
      guard.try("9999");
      expect(guard.try("1234")).toEqual({ status: "right" });
    }
  });

  it("takes nothing when none is set", () => {
    const { guard } = guardOf("");
    const unset = createCodeGuard({
      clock: createVirtualClock(),
      limits: () => ({ codeAttemptsMax: 3, codeLockoutMs: 1000 }),
    });
    expect(unset.isSet).toBe(false);
    expect(unset.try("").status).toBe("wrong");
    expect(guard.try("1234").status).toBe("wrong");
  });

  it("knows what may be a code without knowing the code", () => {
    expect(looksLikeCode("one two three")).toBe(true);
    expect(looksLikeCode("open it 9876")).toBe(true);
    expect(looksLikeCode("turn on lamp 2")).toBe(false);
  });
});
