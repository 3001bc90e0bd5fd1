import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Summary } from "../../../../src/domain/facts.ts";
import { encodeUnits } from "../../../../src/summaries/nano/encode.ts";
import type { SaidFacts } from "../../../../src/summaries/nano/said-facts.ts";
import { type Unit, unitsOf } from "../../../../src/summaries/nano/units.ts";
import type { WriterModel } from "../../../../src/summaries/nano/writer-model.ts";

/** Written by the training code, so that program and model read facts alike. */
const vectors = JSON.parse(readFileSync("models/train/summaries/units-vectors.json", "utf8")) as {
  cases: { id: string; style: Summary["style"]; said: SaidFacts; units: Unit[] }[];
  buckets: Record<string, number>;
};

/** A model that knows no word, so that each word is in its bucket. */
function modelOf(fields: readonly string[]): WriterModel {
  return {
    id: "summary-test",
    version: "1.0.0",
    fields: new Map(fields.map((field, index) => [field, index + 1])),
    words: [],
    indexes: new Map(),
    writable: 4,
    buckets: 64,
    unitsMax: 160,
    linesMax: 6,
    confidenceMin: -0.35,
  };
}

describe("unitsOf", () => {
  it.each(vectors.cases)("reads $id as the training does", ({ said, style, units }) => {
    expect(unitsOf(said, style)).toEqual(units);
  });
});

describe("encodeUnits", () => {
  it("puts words that it does not know into the buckets of the training", () => {
    const units = Object.keys(vectors.buckets)
      .slice(0, 100)
      .map((word): Unit => ({ field: "name.word", line: 1, word }));
    const encoded = encodeUnits(units, modelOf(["name.word"]));
    expect([...(encoded?.words?.data ?? [])].map(Number)).toEqual(
      Object.values(vectors.buckets).slice(0, 100),
    );
  });

  it("says which units may be copied", () => {
    const units: Unit[] = [
      { field: "kind:level", line: 1 },
      { field: "name", line: 1, surface: "oven 3" },
    ];
    const encoded = encodeUnits(units, modelOf(["kind:level", "name"]));
    expect([...(encoded?.copyable?.data ?? [])]).toEqual([0, 1]);
    expect(encoded?.fields?.dims).toEqual([1, 2]);
  });

  it("gives nothing for a field that the model never saw, or for more than it reads", () => {
    const strange: Unit[] = [{ field: "kind:logSilent", line: 1 }];
    expect(encodeUnits(strange, modelOf(["kind:level"]))).toBeUndefined();
    const many = Array.from({ length: 161 }, (): Unit => ({ field: "name", line: 1, surface: "a" }));
    expect(encodeUnits(many, modelOf(["name"]))).toBeUndefined();
    expect(encodeUnits([{ field: "name", line: 7, surface: "a" }], modelOf(["name"]))).toBeUndefined();
  });
});
