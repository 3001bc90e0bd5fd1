import { describe, expect, it } from "vitest";
import type { ActiveModel, Tensors } from "../../../../src/domain/inference.ts";
import type { ModelRunner } from "../../../../src/domain/ports.ts";
import { createNanoWriter } from "../../../../src/summaries/nano/nano-writer.ts";
import { render } from "../../../../src/summaries/nano/render.ts";
import { sayFacts } from "../../../../src/summaries/nano/said-facts.ts";
import { unitsOf } from "../../../../src/summaries/nano/units.ts";
import { bearing, evidence, facts, view } from "../examples.ts";

const words = ["<pad>", "<start>", "<end>", "is", "still", ",", "usually"];
const given = facts([{}]);

/** A model that copies what it is told to: words of the vocabulary, and units by their field. */
function modelThatWrites(
  tokens: readonly string[],
  changes: Partial<ActiveModel> = {},
  logProbOfEach = -0.1,
): ModelRunner {
  const said = sayFacts(given, view);
  if (said === undefined) throw new Error("these facts are for the model");
  const units = unitsOf(said, "alert");
  const fields = [...new Set(["pad", "severity:critical", ...units.map(({ field }) => field)])];
  const active: ActiveModel = {
    id: "summary-test",
    version: "1.0.0",
    task: "summary",
    labels: {},
    settings: {
      layout: "units-1",
      fields,
      writable: words.length,
      known: words.length,
      buckets: 8,
      unitsMax: 100,
      linesMax: 4,
      confidenceMin: -0.35,
    },
    readText: async () => `${words.join("\n")}\n`,
    ...changes,
  };
  return {
    async run(): Promise<Tensors> {
      const numbers = tokens.map((token) => {
        const place = units.findIndex(({ field }) => field === token);
        return BigInt(
          place >= 0
            ? words.length + place
            : Number.isNaN(Number(token))
              ? words.indexOf(token)
              : Number(token),
        );
      });
      const choices = words.length + units.length;
      const logProbs = new Float32Array((numbers.length + 1) * choices).fill(-20);
      const end = numbers.indexOf(0n);
      for (const [step, token] of [...numbers.slice(0, end < 0 ? undefined : end), 2n].entries())
        if (Number(token) < choices) logProbs[step * choices + Number(token)] = logProbOfEach;
      return {
        tokens: { type: "int64", dims: [1, tokens.length], data: BigInt64Array.from(numbers) },
        logProbs: { type: "float32", dims: [1, numbers.length + 1, choices], data: logProbs },
      };
    },
    active: (task) => (task === "summary" ? active : undefined),
    onActivated: () => () => {},
  };
}

const options = { style: "alert", view, withinMs: 100 } as const;

describe("the nano writer", () => {
  it("writes words of its vocabulary and copies of the facts", async () => {
    const writer = createNanoWriter(
      modelThatWrites(["name", "is", "still", "observed", ",", "usually", "usual", "<pad>"]),
    );
    expect(await writer.write(given, options)).toEqual({
      text: "Press-1 vibration is still 9.13 mm/s, usually 2 to 4 mm/s",
      problem: undefined,
    });
  });

  it("says that it is not sure of a text whose words were hardly likelier than others", async () => {
    const unsure = createNanoWriter(modelThatWrites(["name", "is", "observed"], {}, -0.9));
    expect((await unsure.write(given, options))?.problem).toBe("is not sure of it (-0.90)");
  });

  it("says of an alert that it is critical", async () => {
    const writer = createNanoWriter(modelThatWrites(["name", "is", "observed"]));
    const critical = { ...given, severity: "critical" as const };
    expect((await writer.write(critical, options))?.text).toBe("Critical: press-1 vibration is 9.13 mm/s");
  });

  it("is not asked about names that only stand in quotation marks, or about too many things", async () => {
    const writer = createNanoWriter(modelThatWrites(["name"]));
    expect(await writer.write(facts([{ name: "all is well" }]), options)).toBeUndefined();
    const many = Array.from({ length: 5 }, (_, index) => ({
      name: `pump ${index} flow`,
      subjectId: `p${index}`,
    }));
    expect(await writer.write(facts(many), options)).toBeUndefined();
  });

  it("refuses a token that is neither a word nor a copy", async () => {
    const writer = createNanoWriter(modelThatWrites(["name", "9999"]));
    await expect(writer.write(given, options)).rejects.toThrow(/token 9999, which is none/);
  });

  it.each([
    ["another layout", { settings: { layout: "units-9" } }, /settings\.layout/],
    ["a vocabulary of another length", { readText: async () => "one\ntwo\n" }, /has 2 words/],
    ["no vocabulary", { readText: () => Promise.reject(new Error("gone")) }, /cannot be read/],
  ])("says why it cannot use a model with %s", async (_, changes, message) => {
    const writer = createNanoWriter(modelThatWrites([], changes as Partial<ActiveModel>));
    await expect(writer.write(given, options)).rejects.toThrow(message);
  });
});

describe("sayFacts", () => {
  it("says a value apart from its usual range, with its unit", () => {
    expect(sayFacts(facts([{}, bearing]), view)?.lines).toMatchObject([
      { name: "press-1 vibration", observed: "9.13 mm/s", usual: "2 to 4 mm/s", at: "14:05" },
      { name: "press-1 bearing temperature", observed: "92 °C", usual: "55 to 65 °C" },
    ]);
  });

  it("says no length of what has just begun", () => {
    const fresh = { ...given, durationMs: 0 };
    const said = sayFacts(fresh, { ...view, now: given.openedAt });
    expect(said).toMatchObject({ lasted: undefined, now: undefined });
    expect(said?.lines[0]?.for).toBeUndefined();
  });

  it("says no time of day while the clock is not set", () => {
    const said = sayFacts({ ...given, clock: "unsynced" }, view);
    expect(said).toMatchObject({ isUnsynced: true, since: undefined });
    expect(said?.lines[0]?.at).toBeUndefined();
  });

  it("leaves sensors that are out of step with their partners to the phrasing engine", () => {
    const apart = evidence({ kind: "pattern", reason: "together", partners: ["flow"] });
    expect(sayFacts(facts([apart]), view)).toBeUndefined();
  });
});

describe("render", () => {
  it("puts marks at words, capitals at sentences, and days before their hour", () => {
    expect(
      render([
        "the",
        "pump",
        "stopped",
        "at",
        "yesterday at 23:10",
        ",",
        "then",
        "pressure",
        "fell",
        ".",
        "check",
        "it",
        ".",
      ]),
    ).toBe("The pump stopped yesterday at 23:10, then pressure fell. Check it.");
    expect(render(["silent", "at", "Tuesday at 09:15", "(", "usually", "every minute", ")"])).toBe(
      "Silent on Tuesday at 09:15 (usually every minute)",
    );
  });
});
