import { describe, expect, it } from "vitest";
import { writeSounds } from "../../../../src/voice/pronounce/sounds.ts";
import { createWordReader } from "../../../../src/voice/pronounce/word-reader.ts";
import { letterModel } from "./support.ts";

const sounds = { z: "Z", o: "OW", r: "R", b: "B" };

describe("WordReader", () => {
  it("gives the likeliest ways with their probabilities, the best first", async () => {
    const models = letterModel(sounds);
    const reader = createWordReader({ models, priority: "command", withinMs: 100 });
    const [ways] = await reader.read(["zorb"]);
    expect(ways?.map((way) => writeSounds(way.sounds))[0]).toBe("Z OW R B");
    expect(ways?.[0]?.probability).toBeCloseTo(0.75 ** 5);
    expect(ways?.length).toBeGreaterThan(1);
    expect(ways?.[1] && writeSounds(ways[1].sounds)).toBe("Z OW R B EY");
  });

  it("reads many words in few runs and in any order", async () => {
    const models = letterModel(sounds);
    const reader = createWordReader({ models, priority: "command", withinMs: 100 });
    const read = await reader.read(["zor", "bo", "zorb", "bo"]);
    expect(read.map(([best]) => best && writeSounds(best.sounds))).toEqual([
      "Z OW R",
      "B OW",
      "Z OW R B",
      "B OW",
    ]);
    expect(models.runs).toBeLessThanOrEqual(8);
  });

  it("reads a word longer than the model takes in pieces", async () => {
    const reader = createWordReader({ models: letterModel(sounds), priority: "command", withinMs: 100 });
    const [ways] = await reader.read(["zorbzorbzorb"]);
    expect(ways?.map((way) => writeSounds(way.sounds))).toEqual(["Z OW R B Z OW R B Z OW R B"]);
  });

  it("refuses a model whose labels are no sounds, or that gives something else", async () => {
    const models = letterModel(sounds);
    const active = models.active("pronunciation");
    const reading = (changed: Partial<typeof models>) =>
      createWordReader({ models: { ...models, ...changed }, priority: "command", withinMs: 100 }).read([
        "zo",
      ]);
    await expect(
      reading({ active: () => active && { ...active, labels: { next: ["<end>", "QQ"] } } }),
    ).rejects.toThrow("its labels have QQ, no sounds");
    await expect(reading({ active: () => active && { ...active, settings: {} } })).rejects.toThrow("lack");
    await expect(reading({ run: () => Promise.resolve({}) })).rejects.toThrow(
      '"next" is not float32 [1, 40]',
    );
    await expect(reading({ active: () => undefined })).rejects.toThrow("no model is active");
  });
});
