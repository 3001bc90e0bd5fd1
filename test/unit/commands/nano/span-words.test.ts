import { describe, expect, it } from "vitest";
import { createSpanWords } from "../../../../src/commands/nano/span-words.ts";
import { englishSpans } from "../../../../src/commands/sentences/en/spans.ts";

const words = createSpanWords(englishSpans);

describe("what the words of a span stand for", () => {
  it.each([
    ["kind", "the lamps", { domain: "light" }],
    ["kind", "garage door", { deviceClass: "garage" }],
    ["state", "switched off", { state: "off" }],
    ["measure", "soil moisture", { measure: "moisture" }],
    ["measure", "warm", { measure: "temperature" }],
    ["value", "forty percent", { percent: 40 }],
    ["value", "half", { percent: 50 }],
    ["value", "twenty one degrees", { temperature: 21 }],
    ["value", "3000 kelvin", { colourTemperature: 3000 }],
    ["value", "12", { value: 12 }],
    ["value", "three quarters", { percent: 75 }],
    ["value", "70 degrees fahrenheit", { value: "70 degrees fahrenheit" }],
    ["value", "three bar", { value: "three bar" }],
    ["colour", "deep blue", { colour: "medium blue" }],
    ["colour", "warm white", { colourTemperature: 2700 }],
    ["duration", "an hour and a half", { duration: 5400 }],
    ["attribute", "setpoint", { attribute: "main" }],
    ["everywhere", "the whole house", { all: "all" }],
  ])("reads %s %j", (tag, text, slots) => {
    expect(words.read(tag, text)).toEqual(slots);
  });

  it.each([
    ["kind", "disco ball"],
    ["value", "octarine"],
    ["state", "lamp"],
    ["no such tag", "lamp"],
    ["kind", ""],
    ["kind", "💡"],
    ["kind", "lamp ".repeat(100)],
    ["constructor", "lamp"],
  ])("knows nothing of %s %j", (tag, text) => {
    expect(words.read(tag, text)).toBeUndefined();
    expect(words.read(tag, text)).toBeUndefined();
  });
});
