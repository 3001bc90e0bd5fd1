import { describe, expect, it } from "vitest";
import type { NanoModelUnusableError } from "../../../../src/commands/errors.ts";
import { createEncoder } from "../../../../src/commands/nano/encoder.ts";
import type { ActiveModel } from "../../../../src/domain/inference.ts";
import { createScriptedModel } from "../../../support/scripted-model.ts";

const how = { priority: "command", withinMs: 100 } as const;
const script = {
  "turn off the [kitchen lamp](name)": { intent: "turnOff" },
  "kill the [lights](kind)": { intent: "turnOff", intentProbability: 0.6 },
};

async function start() {
  const models = createScriptedModel(script);
  const unusable: NanoModelUnusableError[] = [];
  const encoder = createEncoder({ models, onUnusable: (error) => unusable.push(error) });
  await encoder.start();
  return { models, encoder, unusable };
}

describe("encoding texts with the command model", () => {
  it("gives each text its own probabilities, whatever was run beside it", async () => {
    const { encoder } = await start();
    const [long, short] = await encoder.encode(["turn off the kitchen lamp", "kill the lights"], how);
    const [alone] = await encoder.encode(["kill the lights"], how);
    expect(long?.tags).toHaveLength(5);
    expect(short?.tags).toHaveLength(3);
    expect(short?.intents).toEqual(alone?.intents);
    const best = Math.max(...(short?.intents ?? []));
    expect(best).toBeCloseTo(0.6, 5);
    expect([...(short?.intents ?? [])].reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 5);
  });

  it("divides the logits of intents by the temperature before the softmax", async () => {
    const { models, encoder } = await start();
    models.setActive((active) => ({
      ...active,
      version: "warm",
      settings: { ...active.settings, temperature: 3 },
    }));
    const [warm] = await encoder.encode(["kill the lights"], how);
    expect(Math.max(...(warm?.intents ?? []))).toBeLessThan(0.5);
  });

  it("runs no model for texts without a word, and many texts in bounded batches", async () => {
    const { models, encoder } = await start();
    expect(await encoder.encode(["💡", "", "…"], how)).toEqual([undefined, undefined, undefined]);
    expect(models.runs).toEqual([]);
    const many = await encoder.encode(
      Array.from({ length: 70 }, () => "kill the lights"),
      how,
    );
    expect(many).toHaveLength(70);
    expect(models.runs.map((run) => run.length)).toEqual([32, 32, 6]);
    const [none, some] = await encoder.encode(["💡", "kill the lights"], how);
    expect(none).toBeUndefined();
    expect(some?.words).toHaveLength(3);
  });

  it("runs texts of like length together, and gives them back in the order they came", async () => {
    const { models, encoder } = await start();
    const texts = Array.from({ length: 40 }, (_, index) =>
      index % 2 === 0 ? "kill the lights" : `turn off the kitchen lamp number ${index}`,
    );
    const encoded = await encoder.encode(texts, how);
    expect(encoded.map((one) => one?.words.length)).toEqual(texts.map((text) => text.split(" ").length));
    expect(new Set(models.runs[0]?.slice(0, 20))).toEqual(new Set(["kill the lights"]));
    expect(models.runs[1]).not.toContain("kill the lights");
  });

  it("reads the vocabulary again when another version becomes active", async () => {
    const { models, encoder } = await start();
    models.activate("2.0.0");
    const [read] = await encoder.encode(["turn off the kitchen lamp"], how);
    expect(read?.model.version).toBe("2.0.0");
    expect(models.runs.at(-1)).toEqual(["turn off the kitchen lamp"]);
  });

  it("runs a text again when the model changed under the run", async () => {
    const { models, encoder } = await start();
    const run = models.run.bind(models);
    models.run = async (...given) => {
      const outputs = await run(...given);
      if (models.runs.length === 1) models.activate("2.0.0");
      return outputs;
    };
    const [read] = await encoder.encode(["kill the lights"], how);
    expect(models.runs).toHaveLength(2);
    expect(read?.model.version).toBe("2.0.0");
  });

  it("rejects with the runner's own error", async () => {
    const { models, encoder } = await start();
    models.failWith(new Error("late"));
    await expect(encoder.encode(["kill the lights"], how)).rejects.toThrow("late");
  });

  it.each([
    ["no labels", (one: ActiveModel) => ({ ...one, labels: {} }), "labels.intent is missing"],
    [
      "a tag that is none",
      (one: ActiveModel) => ({ ...one, labels: { ...one.labels, tag: ["O", "X-name"] } }),
      'labels.tag "X-name" is neither',
    ],
    [
      "an inner tag without its beginning",
      (one: ActiveModel) => ({ ...one, labels: { ...one.labels, tag: ["O", "I-name"] } }),
      '"I-name" without its B-',
    ],
    [
      "a temperature of 0",
      (one: ActiveModel) => ({ ...one, settings: { ...one.settings, temperature: 0 } }),
      "settings.temperature",
    ],
    [
      "a vocabulary of another size",
      (one: ActiveModel) => ({ ...one, readText: async () => "one\n" }),
      "vocabulary.txt has 1 words and settings.vocabularySize says",
    ],
    [
      "a vocabulary that cannot be read",
      (one: ActiveModel) => ({ ...one, readText: async () => Promise.reject(new Error("gone")) }),
      "its vocabulary.txt cannot be read",
    ],
  ])("is off with a named error for a model with %s", async (_, change, message) => {
    const { models, encoder, unusable } = await start();
    models.setActive((active) => ({ ...change(active), version: "9.0.0" }));
    await expect(encoder.encode(["kill the lights"], how)).rejects.toMatchObject({
      code: "commands.nanoModelUnusable",
      message: expect.stringContaining(message) as string,
    });
    await expect(encoder.encode(["kill the lights"], how)).rejects.toThrow(message);
    expect(unusable).toHaveLength(1);
    expect(encoder.problem).toContain("command-test 9.0.0");
    models.setActive(undefined);
    expect(await encoder.encode(["kill the lights"], how)).toHaveLength(1);
    expect(encoder.problem).toBeUndefined();
  });

  it("rejects outputs of the wrong shape or that are no numbers", async () => {
    const { models, encoder } = await start();
    models.giveInstead(({ embedding, intent }) => ({
      ...(embedding && { embedding }),
      ...(intent && { intent }),
    }));
    await expect(encoder.encode(["kill the lights"], how)).rejects.toThrow('no output "tag"');
    models.giveInstead((outputs) => ({
      ...outputs,
      intent: { type: "float32", dims: [1, 2], data: new Float32Array(2) },
    }));
    await expect(encoder.encode(["kill the lights"], how)).rejects.toThrow(
      '"intent" as float32 [1, 2] instead of float32 [1, 3]',
    );
    models.giveInstead((outputs) => ({
      ...outputs,
      embedding: { type: "float32", dims: [1, 1], data: new Float32Array([Number.NaN]) },
    }));
    await expect(encoder.encode(["kill the lights"], how)).rejects.toMatchObject({
      code: "commands.nanoOutputInvalid",
    });
  });

  it("says that no model is active, and works once one is", async () => {
    const { models, encoder } = await start();
    models.setActive(() => undefined);
    await expect(encoder.encode(["kill the lights"], how)).rejects.toThrow("no model is active for commands");
    expect(encoder.problem).toBeUndefined();
    models.setActive(undefined);
    expect(await encoder.encode(["kill the lights"], how)).toHaveLength(1);
  });
});
