import { describe, expect, it } from "vitest";
import { cellValue } from "../../../../src/cli/detect/cell-value.ts";

describe("the value of a cell", () => {
  it.each([
    ["21.5", 21.5],
    ["-1e-3", -0.001],
    ["+4", 4],
    ["21,5", 21.5],
    ["1,234.5", 1234.5],
    ["1,234", 1234],
    ["21.5 °C", 21.5],
    ["55%", 55],
    ["on", 1],
    ["False", 0],
  ])("%s is %d", (cell, value) => expect(cellValue(cell, ",")).toBe(value));

  it.each([
    "",
    " ",
    "\t",
    "NaN",
    "nan",
    "-nan",
    "null",
    "None",
    "NA",
    "n/a",
    "#N/A",
    "?",
    "-",
    "unavailable",
    "inf",
    "-Infinity",
  ])("%j is missing", (cell) => expect(cellValue(cell, ",")).toBeNaN());

  it.each([
    "error",
    "2026-01-05 10:00",
    "1.2.3",
    "0x",
    "12 monkeys and more of them than a unit has letters",
  ])("%s is no number", (cell) => expect(cellValue(cell, ",")).toBeUndefined());

  it("takes a comma for the decimal one where something else delimits", () => {
    expect(cellValue("1,234", ";")).toBe(1.234);
    expect(cellValue("1.234,5", ";")).toBe(1234.5);
    expect(cellValue("1.234", ";")).toBe(1.234);
  });
});
