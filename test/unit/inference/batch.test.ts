import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Tensors } from "../../../src/domain/inference.ts";
import {
  type BatchLayout,
  joinInputs,
  joinKeyOf,
  rowsOf,
  splitOutputs,
} from "../../../src/inference/batch.ts";
import { floats, plain } from "../../support/tiny-models.ts";

const layout: BatchLayout = {
  batch: { axis: 0, max: 8, pad: { words: 1 } },
  inputs: [{ name: "words", type: "float32", dims: ["batch", "length", 2] }],
  outputs: [
    { name: "intent", type: "float32", dims: ["batch", 3] },
    { name: "tag", type: "float32", dims: ["batch", "length", 2] },
  ],
};

describe("joined requests", () => {
  it("are laid one after the other, the shorter filled up with 0", () => {
    const joined = joinInputs(
      [{ words: floats([1, 1, 2], [1, 2]) }, { words: floats([1, 3, 2], [3, 4, 5, 6, 7, 8]) }],
      layout,
    );
    expect(plain(joined)).toEqual({
      words: { dims: [2, 3, 2], data: [1, 2, 0, 0, 0, 0, 3, 4, 5, 6, 7, 8] },
    });
  });

  it("get their own rows and lengths of the outputs", () => {
    const requests: Tensors[] = [
      { words: floats([1, 1, 2], [0, 0]) },
      { words: floats([2, 2, 2], Array(8).fill(0)) },
    ];
    const outputs: Tensors = {
      intent: floats([3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]),
      tag: floats([3, 2, 2], [10, 11, 12, 13, 20, 21, 22, 23, 30, 31, 32, 33]),
    };
    expect(splitOutputs(outputs, requests, layout).map(plain)).toEqual([
      { intent: { dims: [1, 3], data: [1, 2, 3] }, tag: { dims: [1, 1, 2], data: [10, 11] } },
      {
        intent: { dims: [2, 3], data: [4, 5, 6, 7, 8, 9] },
        tag: { dims: [2, 2, 2], data: [20, 21, 22, 23, 30, 31, 32, 33] },
      },
    ]);
  });

  it("must agree in every size that is not padded", () => {
    const key = (dims: readonly number[]) => joinKeyOf({ words: floats(dims, []) }, layout);
    expect(key([1, 5, 2])).toBe(key([4, 2, 2]));
    expect(key([1, 5, 3])).not.toBe(key([1, 5, 2]));
    expect(rowsOf({ words: floats([4, 2, 2], []) }, layout)).toBe(4);
  });

  it("come out as they went in when the model gives its input back", () => {
    const echo: BatchLayout = {
      ...layout,
      outputs: [{ name: "words", type: "float32", dims: ["batch", "length", 2] }],
    };
    const request = fc
      .tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 0, max: 5 }))
      .chain(([rows, length]) =>
        fc
          .array(fc.integer({ min: -9, max: 9 }), {
            minLength: rows * length * 2,
            maxLength: rows * length * 2,
          })
          .map((values) => ({ words: floats([rows, length, 2], values) })),
      );
    fc.assert(
      fc.property(fc.array(request, { minLength: 1, maxLength: 6 }), (requests) => {
        const parts = splitOutputs(joinInputs(requests, echo), requests, echo);
        expect(parts.map(plain)).toEqual(requests.map(plain));
      }),
    );
  });
});
