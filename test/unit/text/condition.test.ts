import { describe, expect, it } from "vitest";
import { readCondition } from "../../../src/text/condition.ts";

/** A condition in one line: `when the tank | empty`, `if it | below 5 °`, with `not` and `for 600 s`. */
function line(words: string): string | undefined {
  const found = readCondition(words);
  if (!found.ok) return undefined;
  const { conjunction, subject, test, forMs } = found.value;
  const unit = test.kind !== "state" && test.unit ? ` ${test.unit}` : "";
  const not = test.kind !== "number" && test.isNegated ? "not " : "";
  const what =
    test.kind === "state"
      ? test.state
      : test.kind === "number"
        ? `${test.comparison} ${test.value}${unit}`
        : `${test.from} to ${test.to}${unit}`;
  return `${conjunction} ${subject} | ${not}${what}${forMs === undefined ? "" : ` for ${forMs / 1000} s`}`;
}

describe("readCondition", () => {
  it.each([
    ["when the tank is empty", "when the tank | empty"],
    ["once the washing machine is done", "when the washing machine | done"],
    ["when the dryer has finished", "when the dryer | done"],
    ["as soon as the front door opens", "when the front door | open"],
    ["when the gate is opened", "when the gate | open"],
    ["when nobody is home", "when nobody | home"],
    ["when everyone has left", "when everyone | away"],
    ["when Anna comes home", "when anna | home"],
    ["unless someone is home", "unless someone | home"],
    ["while it's raining", "while it | raining"],
    ["while it rains", "while it | raining"],
    ["when it stops raining", "when it | not raining"],
    ["while the pump is running", "while the pump | running"],
    ["when the machine stops", "when the machine | stopped"],
    ["if the alarm goes off", "if the alarm | triggered"],
    ["when the light turns on", "when the light | on"],
    ["if the window isn't closed", "if the window | not closed"],
    ["if the garage is still open", "if the garage | open"],
    ["when the door has been open for ten minutes", "when the door | open for 600 s"],
    [
      "if there is no motion in the office for 20 minutes",
      "if motion in the office | not detected for 1200 s",
    ],
    ["when motion is detected in the hall", "when motion in the hall | detected"],
    ["if it gets below five degrees", "if it | below 5 °"],
    ["if it's colder than 5 outside", "if it outside | below 5"],
    ["if it is above 30 in the greenhouse", "if it in the greenhouse | above 30"],
    ["when humidity exceeds 80%", "when humidity | above 80 %"],
    ["when the pressure drops below 2.5 bar", "when the pressure | below 2.5 bar"],
    ["when the tank reaches 90 percent", "when the tank | atLeast 90 %"],
    ["when the battery falls to 10 %", "when the battery | atMost 10 %"],
    ["when the battery is at least 80%", "when the battery | atLeast 80 %"],
    ["if the freezer is warmer than minus 10", "if the freezer | above -10"],
    ["if the wind picks up past 50", "if the wind | above 50"],
    ["if press 2 vibration goes over 9", "if press 2 vibration | above 9"],
    ["when the oven heats up to 180 degrees", "when the oven | atLeast 180 °"],
    ["when the room is 25 degrees or more", "when the room | atLeast 25 °"],
    ["if there is less than 20 percent in the tank", "if tank | below 20 %"],
    ["should the wind get over 50", "if the wind | above 50"],
    ["should the tank be empty", "if the tank | empty"],
    ["should the freezer warm past minus 10", "if the freezer | above -10"],
    ["the next time the door opens", "when the door | open"],
    ["next time someone moves", "when someone | moving"],
    ["if the panels make more than 2000 watts", "if the panels | above 2000 W"],
    ["once the turbine produces over 3 kW", "when the turbine | above 3 kW"],
    ["if the heater draws less than 10 watts", "if the heater | below 10 W"],
    ["when someone opens the bathroom window", "when the bathroom window | open"],
    ["as soon as anybody turns the oven on", "when the oven | on"],
    ["when somebody walks into the hall", "when someone in the hall | detected"],
    ["if nobody is in the office", "if someone in the office | not detected"],
    ["once I leave the garage", "when someone in the garage | not detected"],
    ["if line 3 jams", "if line 3 | jams"],
    ["when the motor has overheated", "when the motor | overheated"],
    ["until the tank is half full", "until the tank | equals 50 %"],
    ["if the soil moisture is between 20 and 30 percent", "if the soil moisture | 20 to 30 %"],
    ["if it is not between 20 and 30", "if it | not 20 to 30"],
    ["the tank is empty", undefined],
    ["when", undefined],
    ["when blue", undefined],
    ["until sunset", undefined],
    ["", undefined],
    ["🤖", undefined],
  ])("reads %j as %j", (words, expected) => {
    expect(line(words)).toBe(expected);
  });

  it("says what it could not read", () => {
    expect(readCondition("when blue")).toEqual({
      ok: false,
      reason: { code: "notRead", message: 'I cannot tell what has to be so in "when blue".' },
    });
  });
});
