import { describe, expect, it } from "vitest";
import { withCompounds } from "../../../../src/commands/understand/compounds.ts";

const names = ["infeed conveyor", "greenhouse 1 fan", "coolant pump 2", "dock door 1", "living room"];
const known = { own: new Set(names.flatMap((name) => name.split(" "))), vocabulary: undefined };
const read = (text: string) => withCompounds(text, names, known);

describe("names written in more or fewer words", () => {
  it.each([
    ["stop the in feed conveyor", "stop the infeed conveyor"],
    ["green house 1 fan on", "greenhouse 1 fan on"],
    ["start cool ant pump 2", "start coolant pump 2"],
    ["open dockdoor 1", "open dock door 1"],
    ["livingroom lamp", "living room lamp"],
  ])("reads %j", (text, meant) => {
    expect(read(text)).toBe(meant);
  });

  it("leaves words alone that stand together by chance", () => {
    expect(read("turn on the living room fan in the dock")).toBe("turn on the living room fan in the dock");
  });
});
