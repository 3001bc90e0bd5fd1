import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FileDetector } from "../../../../src/cli/detect/file-detector.ts";
import { createRowJson } from "../../../../src/cli/detect/row-json.ts";
import type { ColumnChoice, Table } from "../../../../src/cli/detect/table.ts";
import { ReplayFormatError } from "../../../../src/simulate/replay/errors.ts";
import { createRollingJudge } from "../../../support/rolling-judge.ts";

interface Seen {
  columns: string[];
  rows: { time: string | undefined; at: number; values: number[] }[];
  lines: string[];
  remarks: string[];
  leftOut: Table["leftOut"];
}

function detect(text: string, choice: ColumnChoice = {}, cuts: number[] = []): Seen {
  const seen: Seen = { columns: [], rows: [], lines: [], remarks: [], leftOut: [] };
  let write = createRowJson({ columns: [], file: undefined });
  const detector = new FileDetector({
    ...choice,
    file: "t.csv",
    zone: "utc",
    nearMs: Date.UTC(2026, 0, 5),
    openJudge: createRollingJudge,
    onTable(table) {
      seen.columns = table.values.map(({ name }) => name);
      seen.leftOut = table.leftOut;
      write = createRowJson({ columns: seen.columns, file: undefined });
    },
    onRow(row, judgement) {
      seen.rows.push({ time: row.time, at: row.at, values: [...row.values] });
      seen.lines.push(write(row, judgement));
    },
  });
  const places = [0, ...[...cuts].sort((a, b) => a - b), text.length];
  for (const [index, end] of places.slice(1).entries()) detector.take(text.slice(places[index], end));
  detector.end();
  return { ...seen, remarks: detector.remarks.tell() };
}

const at = (time: string) => Date.parse(`2026-01-05T${time}Z`);
const times = (text: string, choice?: ColumnChoice) => detect(text, choice).rows.map((row) => row.at);

describe("the time of rows", () => {
  it.each([
    ["ISO 8601", "time,v\n2026-01-05T10:00:00Z,1\n2026-01-05T10:00:01Z,2\n"],
    ["a space for the T", "when,v\n2026-01-05 10:00:00,1\n2026-01-05 10:00:01,2\n"],
    ["another zone", "t,v\n2026-01-05T11:00:00+01:00,1\n2026-01-05T11:00:01+01:00,2\n"],
    ["seconds since 1970", "timestamp,v\n1767607200,1\n1767607201,2\n"],
    ["milliseconds since 1970", "ts,v\n1767607200000,1\n1767607201000,2\n"],
    ["seconds under a longer name", "v,unix_time\n1,1767607200\n2,1767607201\n"],
    ["no header", "2026-01-05 10:00:00,1\n2026-01-05 10:00:01,2\n"],
    ["no header and seconds since 1970", "1767607200;1\n1767607201;2\n"],
    ["date and time apart", "date;time;v\n2026-01-05;10:00:00;1\n2026-01-05;10:00:01;2\n"],
    ["numbers as names of columns", "time,0\n2026-01-05T10:00:00Z,1\n2026-01-05T10:00:01Z,2\n"],
  ])("is found as %s", (_, text) => {
    const { rows } = detect(text);
    expect(rows.map((row) => row.at)).toEqual([at("10:00:00"), at("10:00:01")]);
    expect(rows.map(({ values }) => values)).toEqual([[1], [2]]);
    expect(rows[0]?.time).toBe("absolute");
  });

  it("is one a minute where nothing tells it", () => {
    const { rows } = detect("1\n2\n3\n");
    expect(rows.map((row) => [row.at, row.time])).toEqual([
      [0, undefined],
      [60_000, undefined],
      [120_000, undefined],
    ]);
  });

  it("counts from the start where the file does", () => {
    const { rows } = detect("t,v\n0,1\n0.5,2\n");
    expect(rows.map((row) => [row.at, row.time])).toEqual([
      [0, "elapsed"],
      [500, "elapsed"],
    ]);
  });

  it("goes on as before where a row tells none, and that is remarked once", () => {
    const text = ["10:00:00", "10:00:10", "", "soon", "10:00:40"]
      .map((time, row) => `${time && (time.includes(":") ? `2026-01-05 ${time}` : time)},${row}`)
      .join("\n");
    const { rows, remarks } = detect(`time,v\n${text}\n`);
    expect(rows.map((row) => row.at)).toEqual([0, 10, 20, 30, 40].map((s) => at("10:00:00") + s * 1_000));
    expect(remarks).toEqual(["2 rows told no time; the one that was due was taken (first: line 4)."]);
  });

  it("may go back or stand still, which is remarked once", () => {
    const text = [10, 20, 20, 15, 15, 30].map((second) => `2026-01-05 10:00:${second},1`).join("\n");
    expect(times(`time,v\n${text}`)).toEqual([10, 20, 20, 15, 15, 30].map((second) => at(`10:00:${second}`)));
    expect(detect(`time,v\n${text}`).remarks).toEqual([
      "2 rows had the time of the row before (first: line 4).",
      "1 row had an earlier time than the row before (line 5).",
    ]);
  });

  it("is taken from the column that was named", () => {
    const text =
      "made,sent,v\n2026-01-05 10:00:00,2026-01-05 10:00:07,1\n2026-01-05 10:00:01,2026-01-05 10:00:08,2\n";
    expect(times(text, { timeColumn: "sent" })[0]).toBe(at("10:00:07"));
  });
});

describe("the values of rows", () => {
  it("are all columns with numbers, but row numbers and labels only when they are named", () => {
    const text = ",time,a,note,b,is_anomaly\n0,2026-01-05 10:00:00,1,ok,,0\n1,2026-01-05 10:00:01,2,ok,5,1\n";
    const { columns, rows, leftOut } = detect(text);
    expect(columns).toEqual(["a", "b"]);
    expect(rows.map(({ values }) => values)).toEqual([
      [1, Number.NaN],
      [2, 5],
    ]);
    expect(leftOut).toEqual([
      { name: "note", why: "text" },
      { name: "is_anomaly", why: "label" },
    ]);
    expect(detect(text, { valueColumns: ["is_anomaly", "b"] }).columns).toEqual(["b", "is_anomaly"]);
  });

  it("may be in a column that would else be taken for the time", () => {
    const { columns, rows } = detect("t,h\n21.5,40\n21.6,41\n", { valueColumns: ["t"] });
    expect(columns).toEqual(["t"]);
    expect(rows.map(({ values }) => values)).toEqual([[21.5], [21.6]]);
  });

  it("that cannot be read are missing, and every row is still one row", () => {
    const text = ["a,b", "1,2", "3", "4,5,6", "x,7", '"8,9', "10,11", ",", "NaN,12"].join("\n");
    const { rows, remarks } = detect(text);
    expect(rows.map(({ values }) => values)).toEqual([
      [1, 2],
      [3, Number.NaN],
      [4, 5],
      [Number.NaN, 7],
      [Number.NaN, Number.NaN],
      [10, 11],
      [Number.NaN, Number.NaN],
      [Number.NaN, 12],
    ]);
    expect(remarks).toEqual([
      "1 row had too few cells; the rest of them is missing (line 3).",
      "1 row had too many cells, of which the last were left out (line 4).",
      '1 value could not be read and was taken as missing ("x" in line 5).',
      "1 line had quotes that do not add up and was taken as missing (line 6).",
    ]);
  });

  it("of columns with the same name are told apart", () => {
    expect(detect("v,v,w\n1,2,3\n").columns).toEqual(["v", "v (2)", "w"]);
  });

  it("are read without a header, and from a single row", () => {
    expect(detect("1,2\n3,4\n").columns).toEqual(["column1", "column2"]);
    expect(detect("5").rows.map(({ values }) => values)).toEqual([[5]]);
  });

  it("are none in an empty file or one with only a header", () => {
    expect(detect("").rows).toEqual([]);
    expect(detect("time,v\n").rows).toEqual([]);
  });
});

describe("a file that cannot be judged", () => {
  it.each([
    ["a column that is not there", "a,b\n1,2\n", { valueColumns: ["c"] }, /t\.csv:1: there is no column "c"/],
    ["a time that is not there", "a,b\n1,2\n", { timeColumn: "c" }, /t\.csv:1: there is no column "c"/],
    ["nothing but text", "a,b\nx,y\n", {}, /t\.csv:1: no column begins with a number/],
    ["nothing but the time", "time\n2026-01-05 10:00:00\n", {}, /no column begins with a number/],
    ["nothing but the time named", "a,b\n1,2\n", { timeColumn: "a", valueColumns: ["a"] }, /both the time/],
    ["a header with an open quote", '"a,b\n1,2\n', {}, /t\.csv:1: its quotes do not add up/],
  ])("has %s", (_, text, choice, message) => {
    expect(() => detect(text, choice)).toThrow(message);
  });
});

it("a refusal names the columns there are, and lets none of them act on a terminal", () => {
  const names = Array.from({ length: 30 }, (_, column) => `\u001b[2Jname${column}`);
  try {
    detect(`${names.join(",")}\n${names.map(() => "x").join(",")}\n`);
    expect.unreachable();
  } catch (error) {
    const { hint } = error as ReplayFormatError;
    expect(hint).toMatch(/there are: \[2Jname0, .* and 10 more$/);
    expect(hint).not.toContain("\u001b");
  }
});

describe("anything", () => {
  it("gives a row for each line behind the header, whatever is in it", () => {
    const cell = fc.oneof(
      fc.double().map(String),
      fc.string(),
      fc.constantFrom("", "NaN", "on", "1,5", "\t"),
    );
    const line = fc.array(cell, { minLength: 1, maxLength: 4 }).map((parts) => parts.join(","));
    fc.assert(
      fc.property(fc.array(line.filter((text) => !/["\r\n\0]/.test(text) && text.trim() !== "")), (lines) => {
        const { rows } = detect(
          ["time,v", "2026-01-05 10:00:00,1", "2026-01-05 10:00:01,2", ...lines].join("\n"),
        );
        expect(rows).toHaveLength(lines.length + 2);
        expect(
          rows.every((row) => Number.isFinite(row.at) && Number.isFinite(new Date(row.at).getTime())),
        ).toBe(true);
      }),
    );
  });

  it("is judged or refused by name, quotes and all", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('"', ",", ";", "\n", "\r", "1", "a", " ", "2026-01-05"), { maxLength: 60 }),
        (parts) => {
          try {
            detect(parts.join(""));
          } catch (error) {
            expect(error).toBeInstanceOf(ReplayFormatError);
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("judging", () => {
  const generated = (rows: number) => {
    const lines = Array.from({ length: rows }, (_, row) => {
      const time = new Date(at("10:00:00") + row * 60_000 + (row % 7) * 1_300).toISOString();
      const noise = ((row * 7_919) % 101) / 100;
      const value = row % 97 === 50 ? 60 : 20 + Math.sin(row / 15) + noise;
      return `${time},${row % 41 === 7 ? "" : value.toFixed(3)},${row % 53 === 9 ? "oops" : (row % 5) + noise}`;
    });
    return ["time,temperature,flow", ...lines].join("\n");
  };

  it("says of a row only what its past tells: a file cut short gives the beginning of the output", () => {
    const text = generated(400);
    const whole = detect(text).lines;
    expect(whole.filter((line) => line.includes('"flag":true')).length).toBeGreaterThan(2);
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.nat(text.length), { maxLength: 4 }),
        (rows, cuts) => {
          const part = text
            .split("\n")
            .slice(0, rows + 1)
            .join("\n");
          const places = cuts.filter((cut) => cut < part.length);
          expect(detect(part, {}, places).lines).toEqual(whole.slice(0, rows));
        },
      ),
      { numRuns: 30 },
    );
  });

  it("gives one line of JSON for each row, missing values or not", () => {
    const lines = detect(generated(200)).lines.map((line) => JSON.parse(line));
    expect(lines.map(({ row }) => row)).toEqual(Array.from({ length: 200 }, (_, row) => row + 1));
    expect(lines.every(({ score }) => score >= 0 && score <= 1)).toBe(true);
    expect(lines[50]).toMatchObject({
      time: "2026-01-05T10:50:01.300Z",
      row: 51,
      flag: true,
      direction: "high",
      kind: "level",
      column: "temperature",
      value: 60,
      reason: "above what it was",
    });
    expect(lines[50].expected.low).toBeLessThan(lines[50].expected.typical);
    expect(lines[0]).toMatchObject({ expected: null, kind: null, flag: false });
  });
});
