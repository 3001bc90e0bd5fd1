import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CsvSplitter } from "../../../../src/cli/detect/csv-splitter.ts";

function records(...chunks: string[]) {
  const splitter = new CsvSplitter("t.csv");
  return [...chunks.flatMap((chunk) => [...splitter.split(chunk)]), ...splitter.end()];
}

const cells = (...chunks: string[]) => records(...chunks).map((record) => record.cells);

describe("cutting text into records", () => {
  it.each([
    ["commas", "a,b\n1,2\n3,4\n"],
    ["semicolons", "a;b\n1;2\n3;4\n"],
    ["tabs", "a\tb\n1\t2\n3\t4\n"],
    ["Windows line ends", "a,b\r\n1,2\r\n3,4\r\n"],
    ["no last line end", "a,b\n1,2\n3,4"],
    ["blank lines", "\na,b\n\n1,2\n\n\n3,4\n\n"],
    ["quotes", '"a","b"\n"1",2\n3,"4"\n'],
  ])("reads %s", (_, text) => {
    expect(cells(text)).toEqual([
      ["a", "b"],
      ["1", "2"],
      ["3", "4"],
    ]);
  });

  it("tells the delimiter from fewer lines where there are no more", () => {
    expect(cells("1;2")).toEqual([["1", "2"]]);
    expect(cells("a\tb\n1\t2")).toEqual([
      ["a", "b"],
      ["1", "2"],
    ]);
    expect(cells("")).toEqual([]);
  });

  it("keeps a line of a table with tabs that has nothing else, and a quoted nothing", () => {
    expect(cells("a\tb\n1\t2\n\t\n3\t4")).toHaveLength(4);
    expect(cells('v\n1\n""\n2')).toEqual([["v"], ["1"], [""], ["2"]]);
  });

  it("reads quoted line breaks, with the line on which the record begins", () => {
    const found = records('a,b\n1,"x\ny"\n2,z\n');
    expect(found.map((record) => record.cells)).toEqual([
      ["a", "b"],
      ["1", "x\ny"],
      ["2", "z"],
    ]);
    expect(found.map(({ line }) => line)).toEqual([1, 2, 4]);
  });

  it("loses only the line on which a quote is never closed", () => {
    const rows = Array.from({ length: 300 }, (_, row) => `${row},1`);
    const found = records(["a,b", "1,2", '5,"6', ...rows].join("\n"));
    expect(found).toHaveLength(303);
    expect(found.filter(({ isBroken }) => isBroken)).toEqual([{ cells: [], line: 3, isBroken: true }]);
    expect(found.at(-1)?.cells).toEqual(["299", "1"]);
  });

  it("loses only the line with text behind a closing quote", () => {
    const found = records('a,b\n1,2\n"3"x,4\n5,6\n');
    expect(found.map(({ isBroken }) => isBroken)).toEqual([false, false, true, false]);
  });

  it("refuses a line that does not end", () => {
    expect(() => records("a,b\n1,2\n3,4\n", "x".repeat(1_100_000))).toThrow(/t\.csv:4: the line is longer/);
  });

  it("refuses what is no text in UTF-8", () => {
    expect(() => records("a,b\n1,2\n", "\u0000\u0001")).toThrow(/t\.csv:3: this is no text in UTF-8/);
  });

  it("does not depend on where the text was cut", () => {
    const text = 'time;a;b\r\n1;"x;""y""";2\r\n2;"p\r\nq";3\n\n3;"open;4\n4;5;6';
    const whole = records(text);
    fc.assert(
      fc.property(fc.array(fc.nat(text.length), { maxLength: 6 }), (cuts) => {
        const places = [0, ...cuts.sort((a, b) => a - b), text.length];
        const chunks = places.slice(1).map((end, index) => text.slice(places[index], end));
        expect(records(...chunks)).toEqual(whole);
      }),
    );
  });
});
