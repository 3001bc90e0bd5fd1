import { describe, expect, it } from "vitest";
import { guessUnit, normaliseUnit } from "../../../../src/ingest/sensor/unit.ts";

describe("guessUnit", () => {
  it.each<[string, number, string | undefined]>([
    ["temperature", 21, "°C"],
    ["soil_temperature", 21, "°C"],
    ["temperature_2", 21, "°C"],
    ["temp_f", 70, "°F"],
    ["color_temp", 350, undefined],
    ["attempts", 3, undefined],
    ["humidity", 50, "%"],
    ["humidity_ratio", 0.005, undefined],
    ["soil_moisture", 50, "%"],
    ["co2", 600, "ppm"],
    ["eco2", 600, "ppm"],
    ["pm25", 12, "µg/m³"],
    ["pm2_5", 12, "µg/m³"],
    ["pressure", 1013, "hPa"],
    ["pressure", 6.2, undefined],
    ["pressure_bar", 6.2, "bar"],
    ["battery", 91, "%"],
    ["battery", 3000, undefined],
    ["voltage", 3000, "mV"],
    ["voltage", 230, "V"],
    ["power", 60, "W"],
    ["power_factor", 0.9, undefined],
    ["illuminance", 300, "lx"],
    ["illuminance_lux", 300, "lx"],
    ["flow_lpm", 3, "l/min"],
    ["cycle_time_ms", 800, "ms"],
    ["vibration_mm_s", 2, "mm/s"],
    ["count", 3, undefined],
  ])("of %s at %d is %s", (name, value, unit) => {
    expect(guessUnit(name, value)).toBe(unit);
  });
});

describe("normaliseUnit", () => {
  it("writes spellings as people do and knows nothing of others", () => {
    expect(normaliseUnit("degC")).toBe("°C");
    expect(normaliseUnit("hPa")).toBe("hPa");
    expect(normaliseUnit("constructor")).toBeUndefined();
    expect(normaliseUnit("furlongs")).toBeUndefined();
  });
});
