import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPacketGuard } from "../../../src/bus/packet-guard.ts";

/** A packet of `size` bytes after the fixed header. */
function packet(size: number): Buffer {
  const header = [0x30];
  let rest = size;
  do {
    const digit = rest % 128;
    rest = Math.floor(rest / 128);
    header.push(rest > 0 ? digit | 0x80 : digit);
  } while (rest > 0);
  return Buffer.concat([Buffer.from(header), Buffer.alloc(size, 0xff)]);
}

describe("createPacketGuard", () => {
  it("follows packet boundaries wherever the stream is cut", () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(sizes, fc.integer({ min: 1, max: 64 }), (packets, cut) => {
        const bytes = Buffer.concat(packets.map(packet));
        const guard = createPacketGuard(500);
        for (let from = 0; from < bytes.length; from += cut) {
          expect(guard.accepts(bytes.subarray(from, from + cut))).toBe(true);
        }
      }),
    );
  });

  it("refuses a packet one byte too long as soon as its length is known", () => {
    const guard = createPacketGuard(1_000);
    expect(guard.accepts(packet(1_000))).toBe(true);
    expect(guard.accepts(packet(1_001).subarray(0, 3))).toBe(false);
  });

  it("refuses the largest packet the protocol can announce without waiting for its bytes", () => {
    expect(createPacketGuard(1_048_576).accepts(Buffer.from([0x30, 0xff, 0xff, 0xff, 0x7f]))).toBe(false);
  });

  it("refuses a length that never ends", () => {
    expect(createPacketGuard(2 ** 40).accepts(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
  });
});
