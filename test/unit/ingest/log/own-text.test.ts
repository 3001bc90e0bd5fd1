import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { ownText } from "../../../../src/ingest/log/own-text.ts";
import { createFixture } from "../fixture.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

function heapBytes(): number {
  collectGarbage();
  return getHeapStatistics().used_heap_size;
}

/** Distinct text without a space that is no part of another. */
const filler = (index: number, length: number) => `${index}`.padStart(8, "x").repeat(length / 8);

describe("text of its own", () => {
  it("is the same text, whatever is in it", () => {
    for (const text of ["", "pump 3 stalled", "Störung ⚠ 泵", "half \ud83d of a pair"]) {
      expect(ownText(text, 100_000)).toBe(text);
    }
  });
});

describe("a line that is kept", () => {
  it("does not hold the payload that it was cut from", () => {
    const { send, lines } = createFixture();
    const before = heapBytes();
    for (let index = 0; index < 60; index += 1) {
      send("gateway/log", `pump number ${index} has stalled ${filler(index, 120_000)}`);
      send(
        "gateway/log",
        `<11>Jan  5 11:59:58 gateway${filler(index, 16)} pump[1]: stalled\n${filler(index, 120_000)}`,
      );
    }
    const heldBytes = heapBytes() - before;
    expect(lines.length).toBe(180);
    // The lines themselves, cut to 4096 characters, are 120 of that length; all payloads are 14 MB.
    expect(heldBytes).toBeLessThan(4_000_000);
  });

  it("does not hold the other lines of its payload", () => {
    const { send, lines } = createFixture();
    const before = heapBytes();
    for (let index = 0; index < 60; index += 1) {
      const others = Array.from({ length: 100 }, (_, row) => filler(index * 100 + row, 1000));
      send("gateway/log", [`pump number ${index} has stalled`, ...others].join("\n"));
      lines.length = index + 1;
    }
    expect(heapBytes() - before).toBeLessThan(1_500_000);
    expect(lines[7]?.message).toBe("pump number 7 has stalled");
  });
});
