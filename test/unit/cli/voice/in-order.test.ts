import { describe, expect, test } from "vitest";
import { inOrder } from "../../../../src/cli/voice/in-order.ts";

describe("work in order", () => {
  test("gives results in the order of the items, with a bounded number at work", async () => {
    let working = 0;
    let workingMax = 0;
    const work = async (item: number) => {
      working += 1;
      workingMax = Math.max(workingMax, working);
      for (let turn = 0; turn < (item % 3) * 4; turn += 1) await Promise.resolve();
      working -= 1;
      return item * 2;
    };
    const found: number[] = [];
    for await (const result of inOrder([1, 2, 3, 4, 5, 6, 7], 3, work)) found.push(result);
    expect(found).toEqual([2, 4, 6, 8, 10, 12, 14]);
    expect(workingMax).toBe(3);
  });

  test("gives nothing for nothing", async () => {
    for await (const _ of inOrder([], 3, async () => 1)) expect.unreachable();
  });
});
