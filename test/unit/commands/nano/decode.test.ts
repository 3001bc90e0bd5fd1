import { describe, expect, it } from "vitest";
import { decode } from "../../../../src/commands/nano/decode.ts";
import type { EncodedText } from "../../../../src/commands/nano/encoder.ts";
import { wordsOf } from "../../../../src/commands/nano/tokenizer.ts";

const tags = ["O", "B-name", "I-name", "B-area", "I-area"];

function encoded(
  text: string,
  rows: number[][],
  calibration?: { bias: number; intent: number; tags: number },
) {
  return {
    model: {
      id: "m",
      version: "1",
      vocabulary: { indexes: new Map(), buckets: 1 },
      wordsMax: 40,
      intents: ["turnOn", "turnOff"],
      tags,
      temperature: 1,
      calibration,
    },
    words: wordsOf(text),
    embedding: new Float32Array(2),
    intents: new Float32Array([0.1, 0.9]),
    tags: rows.map((row) => new Float32Array(row)),
  } satisfies EncodedText;
}

const sure = (index: number) => tags.map((_, at) => (at === index ? 0.96 : 0.01));

describe("decoding tags", () => {
  it("joins words to spans as they stand in the text", () => {
    const text = "turn off the  Kitchen lamp, Hall";
    const { intent, spans } = decode(text, encoded(text, [0, 0, 0, 1, 2, 3].map(sure)));
    expect(intent).toBe("turnOff");
    expect(spans).toMatchObject([
      { tag: "name", start: 3, end: 5, text: "Kitchen lamp" },
      { tag: "area", start: 5, end: 6, text: "Hall" },
    ]);
  });

  it("keeps two spans of one tag apart where the second begins", () => {
    const { spans } = decode("lamp fan", encoded("lamp fan", [1, 1].map(sure)));
    expect(spans.map(({ text }) => text)).toEqual(["lamp", "fan"]);
  });

  it("never begins a span in its middle nor changes its tag there", () => {
    const first = decode("kitchen lamp", encoded("kitchen lamp", [[0.1, 0.35, 0.5, 0.03, 0.02], sure(2)]));
    expect(first.spans).toMatchObject([{ tag: "name", start: 0, end: 2 }]);
    const second = decode("kitchen lamp", encoded("kitchen lamp", [sure(1), [0.05, 0.02, 0.4, 0.03, 0.5]]));
    expect(second.spans).toMatchObject([{ tag: "name", start: 0, end: 2 }]);
  });

  it("is as unsure of the whole as of its least sure part", () => {
    const clear = decode("the lamp", encoded("the lamp", [sure(0), sure(1)]));
    const doubtful = decode("the lamp", encoded("the lamp", [sure(0), [0.3, 0.5, 0.1, 0.05, 0.05]]));
    expect(clear.confidence).toBeCloseTo(0.9 * 0.96, 4);
    expect(doubtful.confidence).toBeCloseTo(0.9 * 0.5, 4);
    const missed = decode("the lamp", encoded("the lamp", [sure(0), [0.5, 0.3, 0.1, 0.05, 0.05]]));
    expect(missed.confidence).toBeCloseTo(0.9 * Math.sqrt(0.5), 4);
  });

  it("goes by the measured calibration where the model brings one", () => {
    const rows = [sure(0), sure(1)];
    const plain = decode("the lamp", encoded("the lamp", rows, { bias: 0, intent: 1, tags: 0 }));
    expect(plain.confidence).toBeCloseTo(0.9, 4);
    const cautious = decode("the lamp", encoded("the lamp", rows, { bias: -2, intent: 1, tags: 0 }));
    expect(cautious.confidence).toBeLessThan(0.6);
  });
});
