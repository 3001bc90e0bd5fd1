import { describe, expect, it } from "vitest";
import { withoutAsides } from "../../../../src/commands/understand/asides.ts";
import { withoutCourtesies } from "../../../../src/commands/understand/courtesies.ts";

const without = (text: string, ...named: string[]) => withoutCourtesies(text, (word) => named.includes(word));

describe("courtesies", () => {
  it.each([
    ["please do the needful and stop the mixer", "stop the mixer"],
    ["be a love and shut the gate, would you", "shut the gate"],
    ["bung the kettle on love", "bung the kettle on"],
    ["turn that bloody fan off lads", "turn that fan off"],
    ["get them lights on mate please", "get the lights on"],
    ["I'd be grateful if you could open the vent", "open the vent"],
    ["oi mate, stop the belt", "stop the belt"],
  ])("are left out of %j", (text, plain) => {
    expect(without(text)).toBe(plain);
  });

  it.each([
    "well pump on",
    "right vent open",
    "play all you need is love",
    "remind me to call my boss",
    "add honey to the list please",
    "thanks",
    "get them on",
  ])("are not seen in %j", (text) => {
    expect(without(text)).toBe(text);
  });

  it("are not seen in names", () => {
    expect(without("turn off the boss", "boss")).toBe("turn off the boss");
  });
});

describe("what is said beside a command", () => {
  it.each([
    ["turn the trough off it's overflowing", "turn the trough off"],
    ["close the vent because the wind is up", "close the vent"],
    ["it stinks in here start the fan", "start the fan"],
    ["open zone 2 for the lettuce", "open zone 2"],
  ])("is left out of %j", (text, rest) => {
    expect(withoutAsides(text)).toContain(rest);
  });

  it.each([
    "turn the fan on if it's hot",
    "close the vent when the wind is strong",
    "shut the coop for the night",
    "it's time to turn off the lamp",
    "turn the heating on for the weekend",
  ])("is not seen in %j", (text) => {
    expect(withoutAsides(text)).toEqual([]);
  });
});
