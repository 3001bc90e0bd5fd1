import { describe, expect, it } from "vitest";
import { expandTemplate, guessWords, snakeCase } from "../../../../src/ingest/sensor/name.ts";

describe("guessWords", () => {
  it.each<[string, string, string, string | undefined]>([
    ["zigbee2mqtt/kitchen lamp", "temperature", "kitchen lamp temperature", "kitchen lamp"],
    ["zigbee2mqtt/kitchen_lamp", "colorMode", "kitchen lamp color mode", "kitchen lamp"],
    ["farm/zone3/soil", "", "zone 3 soil", "zone 3"],
    ["greenhouse/temperature", "", "greenhouse temperature", "greenhouse"],
    ["sensors/temp1", "", "temp 1", "temp 1"],
    ["temp", "", "temp", "temp"],
    ["shellies/plug1/status", "power", "plug 1 power", "plug 1"],
    ["factory/press2/telemetry", "spindle.value", "press 2 spindle", "press 2"],
    ["factory/press2/telemetry", "value", "press 2 value", "press 2"],
    ["house/soil_temperature", "temperature", "soil temperature", "soil temperature"],
    ["a/probe", "0", "a probe 0", "a probe"],
    ["//", "x", "x", undefined],
    ["wetter/küche/Größe", "", "wetter küche Größe", "wetter küche"],
  ])("calls %s %s by a name and a device", (topic, field, name, device) => {
    const words = guessWords(topic, field, {});
    expect([words.name, words.device]).toEqual([name, device]);
  });

  it("finds the area in the wildcards that name one", () => {
    expect(guessWords("a/b", "", { zone: "3" }).area).toBe("zone 3");
    expect(guessWords("a/b", "", { zone: "zone3" }).area).toBe("zone 3");
    expect(guessWords("a/b", "", { room: "living_room" }).area).toBe("living room");
    expect(guessWords("a/b", "", { line: "3" }).area).toBeUndefined();
  });

  it("leaves out what cannot be shown", () => {
    expect(guessWords("a/b\u202etxt\u0007", "x", {}).name).toBe("a btxt x");
    expect(guessWords(`a/${"long ".repeat(100)}`, "x", {}).name.length).toBeLessThanOrEqual(120);
  });
});

describe("expandTemplate", () => {
  it("puts in wildcards and the field, and leaves the rest as it is", () => {
    expect(expandTemplate("{zone} {field} {other}", { zone: "3" }, "soilMoisture")).toBe(
      "3 soil moisture {other}",
    );
    expect(expandTemplate("{constructor}", {}, "")).toBe("{constructor}");
  });
});

describe("snakeCase", () => {
  it("puts _ between words", () => {
    expect(["soilMoisture", "Soil-Moisture", "soil moisture", "CO2"].map(snakeCase)).toEqual([
      "soil_moisture",
      "soil_moisture",
      "soil_moisture",
      "co2",
    ]);
  });
});
