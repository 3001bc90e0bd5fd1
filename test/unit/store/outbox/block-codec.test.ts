import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Envelope } from "../../../../src/domain/envelope.ts";
import { decodeBlock, encodeBlock } from "../../../../src/store/outbox/block-codec.ts";

const bytesMax = 1e8;

const envelope: fc.Arbitrary<Envelope> = fc
  .record({
    id: fc.string({ unit: "binary" }),
    stream: fc.constantFrom("", "x", "café/☕", "y".repeat(300)),
    // No clock gives a negative zero.
    at: fc.oneof(
      fc.integer({ min: 0, max: 2 ** 45 }),
      fc.double({ noNaN: true }).map((at) => at + 0),
    ),
    clock: fc.constantFrom("synced" as const, "unsynced" as const),
    monotonicMs: fc.option(fc.nat(), { nil: undefined }),
    body: fc.string({ unit: "binary", maxLength: 400 }),
  })
  .map(({ monotonicMs, ...rest }) => ({
    ...rest,
    class: "sample" as const,
    ...(monotonicMs === undefined ? {} : { monotonicMs }),
  }));

function decodeAll(bytes: Uint8Array, key: number): Envelope[] {
  const columns = decodeBlock(bytes, key, bytesMax);
  return Array.from({ length: columns.count }, (_, index) => columns.record(index, "sample"));
}

const some: Envelope[] = Array.from({ length: 200 }, (_, index) => ({
  id: `01JH${String(index).padStart(22, "0")}`,
  class: "sample",
  stream: `plant/${index % 7}`,
  at: 1_700_000_000_000 + index * 2,
  clock: "synced",
  monotonicMs: 1000 + index * 2,
  body: JSON.stringify({ schema: "edgewise.sample.v1", value: 20 + index / 10 }),
}));

describe("a block", () => {
  test("gives back every record it was made of", () => {
    fc.assert(
      fc.property(fc.array(envelope, { maxLength: 20 }), fc.nat(), (records, key) => {
        expect(decodeAll(encodeBlock(records, key), key)).toEqual(records);
      }),
    );
  });

  test("takes a fraction of its records' bytes", () => {
    const bytes = encodeBlock(some, 1).length;
    expect(bytes).toBeLessThan(JSON.stringify(some).length / 8);
  });

  test("is refused with any byte changed, cut short, or in another place", () => {
    const bytes = encodeBlock(some, 5);
    fc.assert(
      fc.property(fc.nat({ max: bytes.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, difference) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] as number) ^ difference;
        expect(() => decodeBlock(changed, 5, bytesMax)).toThrow(RangeError);
      }),
    );
    for (const length of [0, 3, 5, bytes.length - 1]) {
      expect(() => decodeBlock(bytes.subarray(0, length), 5, bytesMax)).toThrow(RangeError);
    }
    expect(() => decodeBlock(bytes, 6, bytesMax)).toThrow(RangeError);
  });

  test("that would inflate to more than can be is refused", () => {
    const bytes = encodeBlock([{ ...(some[0] as Envelope), body: "x".repeat(100_000) }], 1);
    expect(() => decodeBlock(bytes, 1, 10_000)).toThrow(RangeError);
  });
});
