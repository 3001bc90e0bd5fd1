import { describe, expect, it } from "vitest";
import { tableOf } from "../../../../bench/detection/corpora/table-file.ts";

const read = (content: string, separator = ",") => tableOf(content, { path: "a.csv", separator });

describe("a table file", () => {
  it("gives columns by name as text and as numbers", () => {
    const file = read("time;level\n2020-01-01;1.5\n2020-01-02;\n", ";");
    expect(file.rows).toBe(2);
    expect(file.text("time")).toEqual(["2020-01-01", "2020-01-02"]);
    expect([...file.numbers("level")]).toEqual([1.5, Number.NaN]);
  });

  it("reads quoted cells with the separator inside them", () => {
    expect(read('name,pairs\nP-1,"[[1, 2], [3, 4]]"').text("pairs")).toEqual(["[[1, 2], [3, 4]]"]);
  });

  it("leaves out the names of rows that R writes", () => {
    expect([...read('"date","level"\n"140","monday",3').numbers("level")]).toEqual([3]);
  });

  it("refuses rows of another length and columns that are not there", () => {
    expect(() => read("a,b\n1,2\n1")).toThrow("a.csv: row 3 has not as many cells as the header has names");
    expect(() => read("a,b\n1,2").text("c")).toThrow("a.csv has no column c; it has a, b");
  });
});
