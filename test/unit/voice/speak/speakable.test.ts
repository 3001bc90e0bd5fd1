import { describe, expect, it } from "vitest";
import { speakable } from "../../../../src/voice/speak/speakable.ts";

describe("speakable", () => {
  it.each([
    ["It is 23.2 °C in the kitchen.", "It is 23.2 degrees in the kitchen."],
    ["It is 1 °C.", "It is 1 degree."],
    ["At −3.5 °C since 14:05.", "At minus 3.5 degrees since 14 oh 5."],
    ["between 5–7 V", "between 5 to 7 volts"],
    ["Boiler: 12,430 W (limit: 10,000 W).", "Boiler: 12430 watts, limit: 10000 watts."],
    ["It used 1.25 kWh at 230 V and 5 A.", "It used 1.25 kilowatt hours at 230 volts and 5 amperes."],
    ["4.5 mm/s, 3 m/s", "4.5 millimetres per second, 3 metres per second"],
    ["Humidity 55 %, CO2 800 ppm", "Humidity 55 percent, CO2 800 parts per million"],
    ["Zone 3 runs for 10 min.", "Zone 3 runs for 10 minutes."],
    ["at 07:00 and 21:30", "at 7 o'clock and 21 30"],
    ["since 2026-01-05T07:09:00Z", "since 2026-01-05 at 7 oh 9"],
    ["“Lamp_2” isn’t on", "Lamp 2 isn't on"],
    ["open → closed", "open to closed"],
    ["The pump — the old one — stopped", "The pump, the old one, stopped"],
    ["100% done & dusted…", "100 percent done and dusted..."],
  ])("reads %j as %j", (text, said) => {
    expect(speakable(text, 600)).toBe(said);
  });

  it.each([
    ["3 monkeys"],
    ["5 minor faults"],
    ["2 h2 sensors"],
    ["version 1.2.3"],
    ["12:34:56"],
    ["a well-known set-up"],
    ["1,2 and 1,23"],
  ])("leaves %j as it is", (text) => {
    expect(speakable(text, 600)).toBe(text);
  });

  it("leaves out what a synthesiser could take for its own commands", () => {
    expect(speakable("[[h@loU]] <break strength='x'/> \u0007{x}\u200b", 600)).toBe(
      "h@loU break strength='x'/ x",
    );
  });

  it("says whole sentences of a text that is too long, or the beginning of the first", () => {
    expect(speakable("One is here. Two is there. Three is nowhere.", 30)).toBe("One is here. Two is there.");
    expect(speakable("a very long sentence without an end", 12)).toBe("a very long");
    expect(speakable("x".repeat(50), 12)).toBe("x".repeat(12));
    expect(speakable("", 12)).toBe("");
  });
});
