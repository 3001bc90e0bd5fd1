import { describe, expect, it } from "vitest";
import { fitLinearHead } from "../../../../src/summaries/text/linear-head.ts";

describe("a linear head", () => {
  it("tells apart what it was shown, however few there are of one class, and lets others have their turn", async () => {
    let pauses = 0;
    const examples = [
      ...Array.from({ length: 40 }, (_, at) => ({ vector: Float32Array.of(-1, at / 40), isFirst: false })),
      { vector: Float32Array.of(1, 0.5), isFirst: true },
    ];
    const head = await fitLinearHead(examples, async () => {
      pauses += 1;
    });
    expect(head.logit(Float32Array.of(1, 0.2))).toBeGreaterThan(1);
    expect(head.logit(Float32Array.of(-1, 0.2))).toBeLessThan(-1);
    expect(pauses).toBeGreaterThan(10);
  });

  it("knows nothing when it was shown nothing", async () => {
    const head = await fitLinearHead([], async () => {});
    expect(head.logit(new Float32Array(0))).toBe(0);
  });
});
