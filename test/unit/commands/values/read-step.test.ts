import { describe, expect, it } from "vitest";
import type { AttributeName } from "../../../../src/commands/entities/attributes.ts";
import { readStep, steppedValue } from "../../../../src/commands/values/read-step.ts";
import { usualScale, type ValueScale } from "../../../../src/commands/values/scale.ts";

const rpm: ValueScale = { name: "speed", unit: "rpm", range: { min: 0, max: 3000 }, step: 100 };

/** `increase temperature by 0.5`, `decrease times 0.5`, `share 0.1`. */
function line(words: string, scale: ValueScale): string {
  const found = readStep(words, scale);
  if (!found.ok) return `refused: ${found.reason.code}`;
  const { amount, direction, attribute } = found.value;
  const much =
    amount.kind === "by"
      ? `by ${amount.by}`
      : amount.kind === "share"
        ? `share ${Number(amount.share.toPrecision(3))}`
        : `times ${amount.factor}`;
  return [direction, attribute, much].filter((word) => word !== undefined).join(" ");
}

describe("readStep", () => {
  it.each<[AttributeName | undefined, string, string]>([
    [undefined, "a bit warmer", "increase temperature by 0.5"],
    [undefined, "warmer", "increase temperature by 1"],
    [undefined, "two degrees warmer", "increase temperature by 2"],
    [undefined, "a degree and a half warmer", "increase temperature by 1.5"],
    [undefined, "two degrees and a half cooler", "decrease temperature by 2.5"],
    [undefined, "a further 3 degrees warmer", "increase temperature by 3"],
    [undefined, "somewhat cooler", "decrease temperature by 0.5"],
    [undefined, "much brighter", "increase brightness by 50"],
    [undefined, "10 percent brighter", "increase brightness by 10"],
    [undefined, "twice as fast", "increase speed times 2"],
    [undefined, "half as bright", "decrease brightness times 0.5"],
    [undefined, "twice as dark", "decrease brightness times 0.5"],
    [undefined, "a touch quieter", "decrease volume by 5"],
    [undefined, "a third louder", "increase volume share 0.333"],
    [undefined, "a little more humid", "increase humidity by 2.5"],
    [undefined, "further open", "increase position by 20"],
    [undefined, "up", "refused: notRead"],
    ["brightness", "a lot", "by 50"],
    ["brightness", "a little", "by 10"],
    ["brightness", "slightly", "by 10"],
    ["brightness", "by ten percent", "by 10"],
    ["brightness", "10", "by 10"],
    ["brightness", "a bit more", "increase by 10"],
    ["brightness", "by half", "share 0.5"],
    ["brightness", "half", "decrease times 0.5"],
    ["brightness", "down by a quarter", "decrease share 0.25"],
    ["volume", "three notches", "by 30"],
    ["volume", "up by 10 percent", "increase by 10"],
    ["speed", "twice", "increase times 2"],
    ["speed", "double", "increase times 2"],
    ["speed", "three times", "increase times 3"],
    ["temperature", "two degrees", "by 2"],
    ["temperature", "9 degrees fahrenheit", "by 5"],
    ["temperature", "by ten percent", "refused: otherUnit"],
    ["temperature", "five bar", "refused: otherUnit"],
    ["temperature", "minus two degrees", "refused: notRead"],
    ["volume", "nonsense", "refused: notRead"],
    ["volume", "zero times", "refused: notRead"],
    ["volume", "", "refused: notRead"],
    ["colour", "a bit", "refused: notRead"],
  ])("reads for %s %j as %j", (name, words, expected) => {
    expect(line(words, usualScale(name))).toBe(expected);
  });

  it("takes percent of what is not in percent for a share of its value", () => {
    expect(line("by ten percent", rpm)).toBe("share 0.1");
    expect(line("a bit faster", rpm)).toBe("increase speed by 50");
  });
});

describe("steppedValue", () => {
  const stepped = (words: string, current: number, usual?: "increase" | "decrease") => {
    const found = readStep(words, rpm);
    return found.ok ? steppedValue(current, found.value, usual) : "refused";
  };

  it("goes the way of the words, else of the intent", () => {
    expect(stepped("a bit faster", 1000)).toBe(1050);
    expect(stepped("slower", 1000, "increase")).toBe(900);
    expect(stepped("by ten percent", 1000, "decrease")).toBe(900);
    expect(stepped("twice as fast", 1000)).toBe(2000);
  });

  it("goes nowhere without a way", () => {
    expect(stepped("by ten percent", 1000)).toBeUndefined();
  });
});
