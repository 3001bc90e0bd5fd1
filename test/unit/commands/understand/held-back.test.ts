import { describe, expect, it } from "vitest";
import { heldBack } from "../../../../src/commands/understand/held-back.ts";

describe("texts that speak of a deed without asking for it", () => {
  it.each([
    "don't stop conveyor 3",
    "please don't close the curtains",
    "whatever you do do not open the gate",
    "never unlock the front door",
    "there's no need to start the pump",
    "you don't need to turn off the lamp",
    "nobody is to close dock door 1",
    "under no circumstances open dock door 1",
    "leave the hill trough alone",
    "please leave the heating as it is",
  ])("hears a prohibition in %j", (text) => {
    expect(heldBack(text)).toBe("forbidden");
  });

  it.each([
    "I turned off the hall light already",
    "Emma said she'd close the blinds",
    "if I were you I would open the window",
    "what if I opened the garage door",
    "I wonder whether to start the pump",
    "we should start mixer 2 after lunch",
    "she asked me whether the lights were off and I said turn them off yourself",
    "press 3 looks ready to start",
    "the coop door is shut",
    "all the lights are already off",
  ])("hears something told in %j", (text) => {
    expect(heldBack(text)).toBe("told");
  });

  it.each([
    "turn off the hall light",
    "don't forget to close the curtains",
    "why don't you open the blinds",
    "if you don't mind turn on the fan",
    "never mind the lamp, turn on the fan",
    "I don't need the fan any more",
    "I would like you to open the blinds",
    "could you close the gate",
    "turn off all lights but not the hall light",
    "turn everything off but leave the hall light alone",
    "leave the hall light on",
    "set the lamp to red",
    "we need more light in here",
    "make sure the lights are off",
    "turn on the fan when the door is open",
    "it is dark, turn the lamp on",
  ])("hears nothing against doing it in %j", (text) => {
    expect(heldBack(text)).toBeUndefined();
  });
});
