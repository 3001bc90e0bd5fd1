import { expect, test } from "vitest";
import { atOnce, inSlices, type Steps } from "../../../src/core/slices.ts";

/** A clock on which each step takes `stepMs`. */
function counting(count: number, stepMs: number) {
  let nowMs = 0;
  function* steps(): Steps<number> {
    for (let step = 0; step < count; step += 1) {
      nowMs += stepMs;
      yield;
    }
    return nowMs;
  }
  return { steps: steps(), clock: { monotonicMs: () => nowMs } };
}

test("work in slices comes to the same as at once", async () => {
  const [one, other] = [counting(100, 3), counting(100, 3)];
  expect(await inSlices(one.steps, one.clock)).toBe(atOnce(other.steps));
});

test("others have their turns between slices, and short work takes one turn only", async () => {
  const turnsDuring = async (work: Promise<unknown>) => {
    let turns = 0;
    let isOver = false;
    const turn = () => {
      turns += 1;
      if (!isOver) setImmediate(turn);
    };
    setImmediate(turn);
    await work;
    isOver = true;
    return turns;
  };
  const [long, short] = [counting(100, 4), counting(100, 0)];
  expect(await turnsDuring(inSlices(long.steps, long.clock))).toBeGreaterThan(40);
  expect(await turnsDuring(inSlices(short.steps, short.clock))).toBeLessThan(3);
});

test("what a step throws is thrown", async () => {
  function* failing(): Steps<void> {
    yield;
    throw new Error("no such list");
  }
  expect(() => atOnce(failing())).toThrow("no such list");
  await expect(inSlices(failing())).rejects.toThrow("no such list");
});
