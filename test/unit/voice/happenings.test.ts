import { describe, expect, it } from "vitest";
import { createHappenings } from "../../../src/voice/happenings.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const began = { type: "began", source: "kitchen", area: undefined } as const;

describe("what happens while listening", () => {
  it("is read on from a number", async () => {
    const happenings = createHappenings(createVirtualClock());
    happenings.add(began);
    happenings.add(began);
    const { happenings: found, last } = await happenings.read({ after: 1, waitMs: 0 });
    expect(found.map(({ number }) => number)).toEqual([2]);
    expect(last).toBe(2);
  });

  it("is waited for", async () => {
    const clock = createVirtualClock();
    const happenings = createHappenings(clock);
    const reading = happenings.read({ after: 0, waitMs: 1_000 });
    await clock.advance(500);
    happenings.add(began);
    expect((await reading).happenings).toHaveLength(1);
  });

  it("is not waited for longer than asked, nor after the end", async () => {
    const clock = createVirtualClock();
    const happenings = createHappenings(clock);
    const reading = happenings.read({ after: 0, waitMs: 1_000 });
    await clock.advance(1_000);
    expect(await reading).toEqual({ happenings: [], last: 0 });
    happenings.close();
    expect(await happenings.read({ after: 0, waitMs: 1_000 })).toEqual({ happenings: [], last: 0 });
  });

  it("is told from the beginning to somebody who knew an earlier run", async () => {
    const happenings = createHappenings(createVirtualClock());
    happenings.add(began);
    expect((await happenings.read({ after: 90, waitMs: 0 })).happenings).toHaveLength(1);
  });

  it("is forgotten, the oldest first, when it is too much", async () => {
    const happenings = createHappenings(createVirtualClock());
    for (let count = 0; count < 1_000; count += 1) happenings.add(began);
    const { happenings: found } = await happenings.read({ after: 0, waitMs: 0 });
    expect(found).toHaveLength(500);
    expect(found.at(-1)?.number).toBe(1_000);
  });
});
