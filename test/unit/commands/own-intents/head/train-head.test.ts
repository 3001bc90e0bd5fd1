import { describe, expect, it } from "vitest";
import {
  type Head,
  type LabelledText,
  trainHead,
} from "../../../../../src/commands/own-intents/head/train-head.ts";
import { plantBackground, plantTexts } from "../../../../support/planted-texts.ts";

const names = ["order", "clean", "greet", "count", "paint"];
const pause = async () => {};
const background = plantBackground(60);

const shareRight = (head: Head, texts: readonly LabelledText[]) =>
  texts.filter((text) => head.classify(text).intent === text.intent).length / texts.length;
const shareInScope = (head: Head, texts: readonly Omit<LabelledText, "intent">[]) =>
  texts.filter((text) => head.classify(text).isInScope).length / texts.length;

describe("trainHead", () => {
  it("learns intents from two examples each", async () => {
    const head = await trainHead(plantTexts(names, 2, { noise: 0.15 }), { background, pause });
    expect(head.intents).toEqual([...names].sort());
    expect(shareRight(head, plantTexts(names, 20, { seed: 7, noise: 0.15 }))).toBeGreaterThan(0.95);
  });

  it("rejects what belongs to none and keeps what does", async () => {
    const head = await trainHead(plantTexts(names, 10, { noise: 0.15 }), { background, pause });
    expect(shareInScope(head, plantTexts(names, 40, { seed: 8, noise: 0.15 }))).toBeGreaterThan(0.93);
    expect(shareInScope(head, plantBackground(200, 5))).toBeLessThan(0.25);
  });

  it("does not push out an intent that the background resembles", async () => {
    const like = plantTexts(["order"], 20, { seed: 31 });
    const head = await trainHead(plantTexts(names, 10), { background: [...background, ...like], pause });
    expect(shareInScope(head, plantTexts(["order"], 40, { seed: 9 }))).toBeGreaterThan(0.9);
  });

  it("learns from examples that are marked as out of scope", async () => {
    const outside = plantTexts(["elsewhere"], 60, { seed: 3, noise: 0.5 }).map((text) => ({
      ...text,
      embedding: text.embedding.toReversed(),
    }));
    const marked = outside.map((text) => ({ ...text, intent: "__oos__" }));
    const examples = plantTexts(names, 10);
    const blind = await trainHead(examples, { background, pause });
    const head = await trainHead([...examples, ...marked.slice(0, 30)], { background, pause });
    expect(head.intents).not.toContain("__oos__");
    const accepted = shareInScope(head, marked.slice(30));
    expect(accepted).toBeLessThan(0.4);
    expect(accepted).toBeLessThan(shareInScope(blind, marked.slice(30)));
  });

  it("gives numbers in [0, 1], and the same for the same examples", async () => {
    const examples = plantTexts(names, 4);
    const [first, second] = [
      await trainHead(examples, { background, pause }),
      await trainHead(examples, { background, pause }),
    ];
    for (const text of [...plantTexts(names, 5, { seed: 6 }), ...plantBackground(20, 12)]) {
      const verdict = first.classify(text);
      expect(second.classify(text)).toEqual(verdict);
      for (const value of [verdict.confidence, verdict.score]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      expect(verdict.isInScope).toBe(verdict.score >= 0.5);
    }
  });

  it("is as sure of an intent as it is right", async () => {
    const head = await trainHead(plantTexts(names, 12, { noise: 0.6 }), { background, pause });
    const texts = plantTexts(names, 60, { seed: 21, noise: 0.6 });
    const sure = texts.reduce((sum, text) => sum + head.classify(text).confidence, 0) / texts.length;
    expect(Math.abs(sure - shareRight(head, texts))).toBeLessThan(0.1);
  });

  it("makes do with a single intent, and with intents of a single example", async () => {
    const single = await trainHead(plantTexts(["order"], 6), { background, pause });
    expect(shareInScope(single, plantTexts(["order"], 30, { seed: 4 }))).toBeGreaterThan(0.8);
    expect(shareInScope(single, plantBackground(100, 8))).toBeLessThan(0.3);
    const lone = await trainHead(plantTexts(names, 1, { noise: 0.1 }), { background, pause });
    expect(shareRight(lone, plantTexts(names, 10, { seed: 5, noise: 0.1 }))).toBeGreaterThan(0.9);
  });

  it("knows intents by their words where the embedding tells nothing", async () => {
    const blind = (texts: LabelledText[]) =>
      texts.map((text) => ({ ...text, embedding: Float32Array.from({ length: 16 }, () => 0.25) }));
    const head = await trainHead(blind(plantTexts(names, 6)), { background, pause });
    expect(shareRight(head, blind(plantTexts(names, 10, { seed: 2 })))).toBe(1);
  });
});
