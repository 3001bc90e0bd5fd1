import { describe, expect, it } from "vitest";
import { clausesOf } from "../../../../src/commands/understand/clauses.ts";
import { splitCommands } from "../../../../src/commands/understand/understand.ts";

/** The clauses that leave `rest`, as [slot, words]. */
function clausesLeaving(text: string, rest: string) {
  return clausesOf(text)
    .filter((clause) => clause.rest === rest)
    .map(({ slot, words }) => [slot, words]);
}

describe("clauses that say when a command is to be done", () => {
  it.each([
    ["turn off the heater in ten minutes", "turn off the heater", "time", "in ten minutes"],
    ["In 10 minutes, turn off the heater", "turn off the heater", "time", "in 10 minutes"],
    ["start the pump at six tomorrow", "start the pump", "time", "at six tomorrow"],
    ["start the pump at 6 tomorrow for 20 minutes", "start the pump for 20 minutes", "time", "at 6 tomorrow"],
    ["turn the lights on at sunset every day", "turn the lights on", "time", "at sunset every day"],
    ["every day at sunset turn the lights on", "turn the lights on", "time", "every day at sunset"],
    ["turn on the fan half an hour before sunset", "turn on the fan", "time", "half an hour before sunset"],
    ["when the tank is empty, stop the pump", "stop the pump", "condition", "when the tank is empty"],
    ["when the tank is empty stop the pump", "stop the pump", "condition", "when the tank is empty"],
    [
      "if it gets below five degrees close the vents",
      "close the vents",
      "condition",
      "if it gets below five degrees",
    ],
    [
      "close the vents as soon as it gets below 5 °C",
      "close the vents",
      "condition",
      "as soon as it gets below 5 ° c",
    ],
    ["turn the lights on when it gets dark", "turn the lights on", "time", "when it gets dark"],
    ["run the pump until the tank is full", "run the pump", "condition", "until the tank is full"],
  ])("in %j", (text, rest, slot, words) => {
    expect(clausesLeaving(text, rest)).toContainEqual([slot, words]);
  });

  it.each([
    "turn on the night light",
    "set the lamp to 50",
    "turn on the fan for 20 minutes",
    "turn on the kitchen light",
    "is the door open",
  ])("not in %j", (text) => {
    expect(clausesOf(text)).toEqual([]);
  });

  it("are said of every command that follows", () => {
    expect(splitCommands("in ten minutes turn off the fan and close the vent")).toEqual([
      "in ten minutes, turn off the fan",
      "in ten minutes, close the vent",
    ]);
    expect(splitCommands("when the tank is empty, stop the pump and turn on the siren")).toEqual([
      "when the tank is empty, stop the pump",
      "when the tank is empty, turn on the siren",
    ]);
    expect(splitCommands("turn on the light and turn it off in ten minutes")).toEqual([
      "turn on the light",
      "turn it off in ten minutes",
    ]);
  });

  it("cost little in a long text", () => {
    expect(clausesOf("at six ".repeat(100))).toEqual([]);
    expect(clausesOf("when it is ".repeat(16)).length).toBeLessThanOrEqual(12);
  });
});
