import { describe, expect, it } from "vitest";
import { nameParts } from "../../../../src/commands/spoken/name-parts.ts";

const partsOf = (...names: string[]) => {
  const list = nameParts({ type: "text", values: names.map((name) => ({ in: name, out: name })) });
  return list.type === "text" ? list.values.map((value) => value.in) : undefined;
};

describe("parts of names", () => {
  it("are the name without its last word, and the last word", () => {
    expect(partsOf("booster pump", "dads bedside lamp")).toEqual(["booster", "pump", "dads bedside", "lamp"]);
  });

  it("are no names themselves, and no mere numbers or letters", () => {
    expect(partsOf("oven", "oven door", "press 12", "line b")).toEqual(["door", "press", "line"]);
  });

  it("are none where there are no names", () => {
    expect(partsOf()).toEqual([]);
    expect(nameParts(undefined)).toMatchObject({ type: "text", values: [] });
  });
});
