import { describe, expect, it } from "vitest";
import { repaired, withoutNoise } from "../../../../src/commands/understand/noise.ts";

describe("noise in what was said", () => {
  it.each([
    ["um can you uh turn the the hall light off", "can you turn the hall light off"],
    ["erm start the uh the scraper", "start the scraper"],
    ["open the blind and and close the shutter", "open the blind and close the shutter"],
    ["turn off the hall light", "turn off the hall light"],
    ["play Duran Duran", "play Duran Duran"],
    ["dim the hum machine", "dim the hum machine"],
  ])("hears in %j only %j", (text, plain) => {
    expect(withoutNoise(text)).toBe(plain);
  });

  it.each([
    ["set the telly to 50 sorry 30 percent volume", "set the telly to 30 percent volume"],
    ["start press 1 no hang on press 2", "start press 2"],
    ["turn on the hall, no wait, the landing light", "turn on the landing light"],
  ])("takes %j as it was corrected", (text, meant) => {
    expect(repaired(text)).toBe(meant);
  });

  it.each(["turn on the hall light", "announce sorry I am late", "no wait", "sorry, the other one", "no"])(
    "corrects nothing in %j",
    (text) => {
      expect(repaired(text)).toBeUndefined();
    },
  );
});
