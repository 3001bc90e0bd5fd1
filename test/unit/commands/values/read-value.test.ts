import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AttributeName } from "../../../../src/commands/entities/attributes.ts";
import { readStep } from "../../../../src/commands/values/read-step.ts";
import { readColour, readNumber, readRange, readValue } from "../../../../src/commands/values/read-value.ts";
import { usualScale, type ValueScale } from "../../../../src/commands/values/scale.ts";
import { readCondition } from "../../../../src/text/condition.ts";
import { readDuration } from "../../../../src/text/duration.ts";
import { readWhen } from "../../../../src/text/when.ts";

const any: ValueScale = { name: undefined, unit: undefined, range: undefined, step: undefined };
const bar: ValueScale = { ...any, unit: "bar", range: { min: 0, max: 10 } };
const rpm: ValueScale = { name: "speed", unit: "rpm", range: { min: 0, max: 3000 }, step: 100 };

/** The number, `20..22` for a range, `colour (r,g,b)`, `2700 K`, the word, or the code of the refusal. */
function line(words: string, scale: ValueScale): string {
  const found = readValue(words, scale);
  if (!found.ok) return `refused: ${found.reason.code}`;
  const { value } = found;
  switch (value.kind) {
    case "number":
      return `${value.value}`;
    case "range":
      return `${value.from}..${value.to}`;
    case "colour":
      return `${value.name} (${value.rgb.join(",")})`;
    case "colourTemperature":
      return `${value.kelvin} K`;
    case "word":
      return value.word;
  }
}

describe("readValue of an attribute", () => {
  it.each<[AttributeName, string, string]>([
    ["brightness", "50", "50"],
    ["brightness", "fifty percent", "50"],
    ["brightness", "to about 50 %, please", "50"],
    ["brightness", "half", "50"],
    ["brightness", "3/4", "75"],
    ["brightness", "three quarters", "75"],
    ["brightness", "a third", "33.33"],
    ["brightness", "full brightness", "100"],
    ["brightness", "maximum", "100"],
    ["brightness", "minimum", "1"],
    ["brightness", "oh five", "5"],
    ["brightness", "a hundred and five", "105"],
    ["brightness", "between 20 and 40 percent", "20..40"],
    ["brightness", "three bar", "refused: otherUnit"],
    ["brightness", "red", "refused: notRead"],
    ["speed", "half speed", "50"],
    ["speed", "flat out", "100"],
    ["speed", "full tilt", "100"],
    ["speed", "a crawl", "1"],
    ["volume", "as low as it goes", "1"],
    ["brightness", "its dimmest setting", "1"],
    ["speed", "flat", "refused: notRead"],
    ["volume", "as loud as possible", "100"],
    ["position", "minimum", "0"],
    ["position", "all the way", "100"],
    ["position", "halfway", "50"],
    ["position", "half way down", "50"],
    ["position", "three quarters open", "75"],
    ["position", "40% closed", "60"],
    ["position", "fully closed", "0"],
    ["position", "a crack", "10"],
    ["position", "slightly open", "10"],
    ["position", "a touch open", "10"],
    ["position", "almost shut", "10"],
    ["position", "three quarters shut", "25"],
    ["position", "most of the way closed", "20"],
    ["position", "fully open", "100"],
    ["temperature", "twenty one point five", "21.5"],
    ["temperature", "21 and a half degrees", "21.5"],
    ["temperature", "minus three", "-3"],
    ["temperature", "- 3 °C", "-3"],
    ["temperature", "70 fahrenheit", "21.11"],
    ["temperature", "seventy degrees fahrenheit", "21.11"],
    ["temperature", "294 kelvin", "20.85"],
    ["temperature", "maximum", "35"],
    ["temperature", "20-22", "20..22"],
    ["temperature", "68 to 72 °F", "20..22.22"],
    ["temperature", "22 plus or minus 1 degree", "21..23"],
    ["temperature", "50 percent", "refused: otherUnit"],
    ["temperature", "half", "refused: otherUnit"],
    ["temperature", "20 to 3 bar", "refused: otherUnit"],
    ["colourTemperature", "3000 kelvin", "3000"],
    ["colourTemperature", "4500", "4500"],
    ["colourTemperature", "warm white", "2700"],
    ["colourTemperature", "candle light", "1900"],
    ["colourTemperature", "daylight", "6500"],
    ["colourTemperature", "the coolest", "6500"],
    ["colour", "dark blue", "dark blue (0,0,139)"],
    ["colour", "a warm red", "orange red (255,35,0)"],
    ["colour", "#ff8800", "dark orange (255,136,0)"],
    ["colour", "warm white", "2700 K"],
    ["colour", "50 percent", "refused: notRead"],
    ["mode", "the eco mode", "eco"],
    ["mode", "Turbo", "turbo"],
  ])("reads %s %j as %s", (name, words, expected) => {
    expect(line(words, usualScale(name))).toBe(expected);
  });
});

describe("readValue in the unit of a thing", () => {
  it.each<[string, ValueScale, string]>([
    ["44 psi", bar, "3.034"],
    ["three hundred kilopascal", bar, "3"],
    ["half", bar, "5"],
    ["3 litres", bar, "refused: otherUnit"],
    ["fifteen hundred", rpm, "1500"],
    ["1500 revolutions per minute", rpm, "1500"],
    ["half speed", rpm, "1500"],
    ["50 %", rpm, "1500"],
    ["50 hertz", rpm, "refused: otherUnit"],
    ["five feet six inches", { ...any, unit: "cm" }, "167.64"],
    ["20 gallons per minute", { ...any, unit: "L/min" }, "75.71"],
    ["two hours thirty", { ...any, unit: "min" }, "150"],
    ["5 m", { ...any, unit: "s" }, "300"],
    ["5 m", { ...any, unit: "cm" }, "500"],
    ["1.5 kilowatts", { ...any, unit: "W" }, "1500"],
    ["18 km/h", { ...any, unit: "m/s" }, "5"],
    ["half a litre", { ...any, unit: "ml" }, "500"],
    ["800 parts per million", { ...any, unit: "ppm" }, "800"],
    ["12", { ...any, unit: "widgets" }, "12"],
    ["12 widgets", { ...any, unit: "widgets" }, "12"],
    ["12 bar", { ...any, unit: "widgets" }, "refused: otherUnit"],
    ["90 degrees", { ...any, unit: "°" }, "90"],
    ["90 degrees", { ...any, unit: "°F" }, "90"],
  ])("reads %j", (words, scale, expected) => {
    expect(line(words, scale)).toBe(expected);
  });

  it("says in which unit it wants the value", () => {
    expect(readNumber("3 litres", bar)).toEqual({
      ok: false,
      reason: { code: "otherUnit", message: "It is in bar; I cannot turn l into that." },
    });
    expect(readNumber("blue", bar)).toEqual({
      ok: false,
      reason: { code: "notRead", message: 'I cannot read "blue" as a value in bar.' },
    });
  });
});

describe("readValue without an attribute", () => {
  it.each([
    ["21 degrees", { kind: "number", value: 21, unit: "°" }],
    ["three bar", { kind: "number", value: 3, unit: "bar" }],
    ["half", { kind: "number", value: 50, unit: "%" }],
    ["20 to 22", { kind: "range", from: 20, to: 22, unit: undefined }],
    ["warm white", { kind: "colourTemperature", kelvin: 2700 }],
    ["3000 K", { kind: "colourTemperature", kelvin: 3000 }],
    ["navy", { kind: "colour", name: "navy", rgb: [0, 0, 128] }],
  ])("lets the words %j decide", (words, expected) => {
    expect(readValue(words, any)).toEqual({ ok: true, value: expected });
  });
});

describe("readRange", () => {
  it.each([
    ["between 20 and 22 degrees", 20, 22],
    ["from forty to sixty", 40, 60],
    ["from 60 to 40", 60, 40],
    ["between one hundred and five and one hundred and ten", 105, 110],
  ])("reads %j", (words, from, to) => {
    expect(readRange(words, any)).toMatchObject({ ok: true, value: { from, to } });
  });

  it.each(["20", "between 20", "from here to there", "to", ""])("refuses %j", (words) => {
    expect(readRange(words, any).ok).toBe(false);
  });
});

describe("readColour", () => {
  it("tells colours from whites", () => {
    expect(readColour("white")).toEqual({
      ok: true,
      value: { kind: "colour", name: "white", rgb: [255, 255, 255] },
    });
    expect(readColour("cool white")).toEqual({
      ok: true,
      value: { kind: "colourTemperature", kelvin: 5000 },
    });
    expect(readColour("cool")).toEqual({ ok: true, value: { kind: "colourTemperature", kelvin: 5000 } });
    expect(readColour("loud")).toEqual({
      ok: false,
      reason: { code: "notRead", message: 'I do not know the colour "loud".' },
    });
  });
});

describe("every reader", () => {
  const context = {
    now: Date.parse("2026-11-25T14:20:00Z"),
    timeZone: "Europe/Berlin",
    location: { latitude: 52, longitude: 13 },
  };
  const scales = (
    ["brightness", "temperature", "colour", "colourTemperature", "mode", "position"] as const
  ).map(usualScale);
  const readAll = (words: string) => [
    ...[any, bar, rpm, ...scales].flatMap((scale) => [readValue(words, scale), readStep(words, scale)]),
    readRange(words, any),
    readColour(words),
    readDuration(words),
    readWhen(words, context),
    readCondition(words),
  ];
  const vocabulary =
    "a an the half quarter third two twenty hundred thousand million point minus and to from between of at in on until every monday tomorrow night past seven 7 7:30 12.5 % ° c percent bar minutes hour an hour when if tank is below above not sunset before for much warmer twice as red dark white kelvin next march 3rd 31st over".split(
      " ",
    );

  it("answers any text with a finite value or a refusal", () => {
    const text = fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 200 }),
      fc.array(fc.constantFrom(...vocabulary), { maxLength: 60 }).map((words) => words.join(" ")),
    );
    fc.assert(
      fc.property(text, (words) => {
        for (const found of readAll(words)) {
          if (found.ok) expect(JSON.stringify(found.value)).not.toMatch(/NaN|null/);
          else expect(found.reason.message).toMatch(/\.$/);
        }
      }),
      { numRuns: 40 },
    );
  });

  it.each([
    ["numbers", "one ".repeat(25_000)],
    ["a sentence of 100 kB", "x".repeat(100_000)],
    ["emoji", "🤖".repeat(50_000)],
    ["as many links as a value may have", "and ".repeat(75)],
    ["as many times as a value may have", "7 ".repeat(150)],
    ["as many days as a value may have", "every monday and ".repeat(17)],
  ])("refuses %s without ado", (_, words) => {
    for (const found of readAll(words)) if (found.ok) expect(found.value).toMatchObject({ kind: "word" });
  });
});
