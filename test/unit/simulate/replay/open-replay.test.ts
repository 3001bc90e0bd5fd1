import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ReplayFormatError, ReplayUnreadableError } from "../../../../src/simulate/replay/errors.ts";
import { openReplay } from "../../../../src/simulate/replay/open-replay.ts";
import type { ReplayOptions, ReplayRecord } from "../../../../src/simulate/replay/record.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "replay-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  utimesSync(file, new Date("2026-01-05T12:00:00Z"), new Date("2026-01-05T12:00:00Z"));
  return file;
}

async function collect(files: string[], options?: ReplayOptions): Promise<ReplayRecord[]> {
  const records: ReplayRecord[] = [];
  for await (const record of openReplay(files, options)) records.push(record);
  return records;
}

/** Time in ISO form and payload of each record of one file. */
async function read(name: string, content: string | Buffer, options?: ReplayOptions) {
  const records = await collect([write(name, content)], options);
  return records.map(
    ({ at, payload }) => [at === undefined ? undefined : new Date(at).toISOString(), payload] as const,
  );
}

const at = (time: string) => `2026-01-05T${time}.000Z`;

describe("tables", () => {
  it("with a header that lacks the name of the row numbers are read", async () => {
    const content =
      '"date","Temperature","Occupancy"\n"1","2026-01-05 10:00:00",23.18,1\n"2",2026-01-05 10:01:00,23.2,0\n';
    expect(await read("room.txt", content)).toEqual([
      [at("10:00:00"), '{"Temperature":23.18,"Occupancy":1}'],
      [at("10:01:00"), '{"Temperature":23.2,"Occupancy":0}'],
    ]);
  });

  it.each([
    [
      "semicolons and decimal commas",
      "Zeit;T;Text\n2026-01-05 10:00:00;21,5;an\n2026-01-05 10:00:01;22;\n",
      ['{"T":21.5,"Text":"an"}', '{"T":22}'],
    ],
    ["tabs", "time\tv\n2026-01-05T10:00:00Z\t1\n2026-01-05T10:00:01Z\t2\n", ['{"v":1}', '{"v":2}']],
    [
      "quotes, doubled quotes and delimiters inside",
      'time,v,n\n2026-01-05T10:00:00Z,1,"a ""b"", c"\n2026-01-05T10:00:01Z,2,\n',
      ['{"v":1,"n":"a \\"b\\", c"}', '{"v":2}'],
    ],
    [
      "line breaks inside quotes",
      'time,n\n2026-01-05T10:00:00Z,"a\nb"\n2026-01-05T10:00:01Z,c\n',
      ['{"n":"a\\nb"}', '{"n":"c"}'],
    ],
    [
      "Windows line ends, a byte order mark and no last line end",
      "\ufefftime,v\r\n2026-01-05T10:00:00Z,1\r\n2026-01-05T10:00:01Z,NaN",
      ['{"v":1}', "{}"],
    ],
    ["no header", "2026-01-05 10:00:00,5\n2026-01-05 10:00:01,6\n", ['{"column2":5}', '{"column2":6}']],
    [
      "date and time apart",
      "Date;Time;v\n2026-01-05;10.00.00;1\n2026-01-05;10.00.01;2\n",
      ['{"v":1}', '{"v":2}'],
    ],
    [
      "times in seconds under a name of their own",
      "v,unix_time\n1,1767607200\n2,1767607201\n",
      ['{"v":1}', '{"v":2}'],
    ],
    [
      "neither a header nor words for the time",
      "1767607200;1\n1767607201;2\n",
      ['{"column2":1}', '{"column2":2}'],
    ],
    ["numbers for names", "time,0\n2026-01-05T10:00:00Z,1\n2026-01-05T10:00:01Z,2\n", ['{"0":1}', '{"0":2}']],
    ["an unnamed index", ",time,v\n0,1767607200,1\n1,1767607201,2\n", ['{"v":1}', '{"v":2}']],
  ])("with %s are read", async (_, content, payloads) => {
    expect(await read("table.csv", content)).toEqual([
      [at("10:00:00"), payloads[0]],
      [at("10:00:01"), payloads[1]],
    ]);
  });

  it("take seconds from the start as times, from the start asked for", async () => {
    const startAt = Date.UTC(2026, 0, 5, 10);
    expect(await read("t.csv", "t,v\n0,1\n0.5,2\n", { startAt })).toEqual([
      [at("10:00:00"), '{"v":1}'],
      ["2026-01-05T10:00:00.500Z", '{"v":2}'],
    ]);
  });

  it("without times get them only when an interval is given", async () => {
    expect(await read("n.csv", "a,b\n1,2\n3,4\n")).toEqual([
      [undefined, '{"a":1,"b":2}'],
      [undefined, '{"a":3,"b":4}'],
    ]);
    const timed = await read("n.csv", "a,b\n1,2\n3,4\n", { intervalMs: 1000, startAt: Date.UTC(2026, 0, 5) });
    expect(timed.map(([time]) => time)).toEqual([at("00:00:00"), at("00:00:01")]);
  });

  it("give the columns asked for, and none that is to be skipped", async () => {
    const content = "when,a,b,label\n2026-01-05T10:00:00Z,1,2,0\n2026-01-05T10:00:00Z,1,2,1\n";
    const payloads = async (options: ReplayOptions) =>
      (await read("c.csv", content, options)).map(([, payload]) => payload);
    expect(await payloads({ skipColumns: ["label"] })).toEqual(['{"a":1,"b":2}', '{"a":1,"b":2}']);
    expect(await payloads({ columns: ["b"], timeColumn: "when" })).toEqual(['{"b":2}', '{"b":2}']);
  });

  it("take a column that was asked for as values, whatever it is called", async () => {
    const records = await collect([write("t.csv", "t,h\n21.5,40\n")], { columns: ["t"] });
    expect(records).toEqual([{ at: undefined, topic: "replay/t", payload: '{"t":21.5}' }]);
  });

  it("name what is wrong, the file and the line", async () => {
    const rows = "time,v\n2026-01-05T10:00:00Z,1\n";
    await expect(read("bad.csv", `${rows}2026-01-05T10:00:01Z,2,3\n`)).rejects.toThrow(
      /bad\.csv:3: found 3 cells where there should be 2/,
    );
    await expect(read("bad.csv", `${rows}later,2\n`)).rejects.toThrow(/bad\.csv:3: "later" is not a time/);
    await expect(read("bad.csv", `${rows}"open,2\n`)).rejects.toThrow(/bad\.csv:3: a quote is not closed/);
    await expect(read("bad.csv", `${rows}"a"b,2\n`)).rejects.toThrow(
      /bad\.csv:3: there is text behind a closing quote/,
    );
    await expect(read("bad.csv", rows, { columns: ["w"] })).rejects.toMatchObject({
      code: "simulate.replayFormat",
      hint: "the columns are: time, v",
    });
  });

  it("go on without a bad line where told to", async () => {
    const errors: Error[] = [];
    const records = await read("cut.csv", "time,v\n2026-01-05T10:00:00Z,1\n2026-01-05T10:0", {
      onBadLine: (error) => errors.push(error),
    });
    expect(records).toHaveLength(1);
    expect(errors.map((error) => error instanceof ReplayFormatError && error.line)).toEqual([3]);
  });

  it("with only a header, or nothing, give nothing", async () => {
    expect(await read("empty.csv", "")).toEqual([]);
    expect(await read("head.csv", "time,v\n")).toEqual([]);
  });
});

describe("series of one number a line", () => {
  it("give each number as it is written", async () => {
    expect(await read("s.csv", "-0.71192\n1e-3\n\n5\n", { intervalMs: 1000 })).toEqual([
      ["1970-01-01T00:00:00.000Z", "-0.71192"],
      ["1970-01-01T00:00:01.000Z", "1e-3"],
      ["1970-01-01T00:00:02.000Z", "5"],
    ]);
  });

  it("name a line that is no number", async () => {
    const numbers = Array.from({ length: 20 }, (_, row) => row).join("\n");
    await expect(read("s.csv", `${numbers}\nabc\n`)).rejects.toThrow(/s\.csv:21: "abc" is not a number/);
  });
});

describe("JSON", () => {
  it("lines keep their text, with the time of the field that holds it", async () => {
    expect(
      await read("a.jsonl", '{"ts":"2026-01-05T10:00:00Z","v":1.50}\n\n{"time":1767607201,"v":2}\n{"v":3}\n'),
    ).toEqual([
      [at("10:00:00"), '{"ts":"2026-01-05T10:00:00Z","v":1.50}'],
      [at("10:00:01"), '{"time":1767607201,"v":2}'],
      [undefined, '{"v":3}'],
    ]);
  });

  it("lists are cut into their elements, however they are laid out", async () => {
    const content = '[\n  {"v": 1, "s": "],[{\\"\\\\"},\n  {"v": [2, {"w": 3}]}\n,{"v":4}]\n';
    expect((await read("a.json", content)).map(([, payload]) => JSON.parse(payload))).toEqual([
      { v: 1, s: '],[{"\\' },
      { v: [2, { w: 3 }] },
      { v: 4 },
    ]);
    expect(await read("a.json", "[]")).toEqual([]);
  });

  it("lists larger than one piece of the file are cut at the right places", async () => {
    const rows = Array.from({ length: 5_000 }, (_, v) => ({ v, text: "ä".repeat(v % 50) }));
    const records = await read("big.json", JSON.stringify(rows, null, 1));
    expect(records.map(([, payload]) => JSON.parse(payload))).toEqual(rows);
  });

  it("of recorded messages goes back to its topics", async () => {
    const lines = [
      {
        tst: "2026-01-05T10:00:00Z",
        topic: "zigbee2mqtt/lamp",
        qos: 0,
        retain: 0,
        payload: '{"state":"ON"}',
      },
      { tst: "2026-01-05T10:00:01Z", topic: "farm/soil", payload: 41 },
    ];
    const records = await collect([write("rec.jsonl", lines.map((line) => JSON.stringify(line)).join("\n"))]);
    expect(records.map(({ topic, payload }) => [topic, payload])).toEqual([
      ["zigbee2mqtt/lamp", '{"state":"ON"}'],
      ["farm/soil", "41"],
    ]);
  });

  it("of log records is a log", async () => {
    const records = await collect([write("app.jsonl", '{"level":30,"time":1767607200000,"msg":"x"}\n')]);
    expect(records).toEqual([
      {
        at: 1_767_607_200_000,
        topic: "replay/app/log",
        payload: '{"level":30,"time":1767607200000,"msg":"x"}',
      },
    ]);
  });

  it("that is broken is told with its line", async () => {
    await expect(read("a.jsonl", '{"v":1}\n{"v":\n')).rejects.toThrow(/a\.jsonl:2: not valid JSON/);
    await expect(read("a.jsonl", '{"v":1}\n7\n')).rejects.toThrow(/a\.jsonl:2: not a JSON object/);
    await expect(read("a.json", '[{"v":1},\n{"v":2}')).rejects.toThrow(/a\.json:2: the list is not closed/);
    await expect(read("a.jsonl", '{"topic":"a/#","payload":"1"}\n')).rejects.toThrow(
      /a\.jsonl:1: the topic contains a wildcard/,
    );
    await expect(read("a.jsonl", '{"v":1}\n', { timeColumn: "when" })).rejects.toThrow(
      /a\.jsonl:1: "when" is not a time here/,
    );
  });
});

describe("logs", () => {
  it("give each line as it is, with the time it begins with", async () => {
    const content = [
      "Jan  4 10:00:00 gw sshd[1]: hello",
      "    at a place in the code",
      "[Mon Jan 05 10:00:00 2026] [error] boom",
      "2026-01-05 10:00:01,500 - INFO - x",
      "<34>1 2026-01-05T10:00:02Z h a - - - x",
    ];
    expect(await read("gw.log", content.join("\n"))).toEqual([
      ["2026-01-04T10:00:00.000Z", content[0]],
      ["2026-01-04T10:00:00.000Z", content[1]],
      [at("10:00:00"), content[2]],
      ["2026-01-05T10:00:01.500Z", content[3]],
      [at("10:00:02"), content[4]],
    ]);
  });

  it("are told from tables by their look, and keep bytes that are no UTF-8", async () => {
    const records = await collect([
      write("messages", Buffer.from("one, two\nthree, four, f\xfcnf\n", "latin1")),
    ]);
    expect(records.map(({ topic, payload }) => [topic, payload])).toEqual([
      ["replay/messages/log", "one, two"],
      ["replay/messages/log", "three, four, f\ufffdnf"],
    ]);
  });
});

describe("several files", () => {
  it("are merged by time", async () => {
    const a = write("a.csv", "time,v\n2026-01-05T10:00:00Z,1\n2026-01-05T10:00:02Z,3\n");
    const b = write("b.log", "2026-01-05T10:00:01Z two\nmore of two\n2026-01-05T10:00:03Z four\n");
    const records = await collect([b, a], { topicPrefix: "lab/x" });
    expect(records.map(({ topic, payload }) => `${topic} ${payload}`)).toEqual([
      'lab/x/a {"v":1}',
      "lab/x/b/log 2026-01-05T10:00:01Z two",
      "lab/x/b/log more of two",
      'lab/x/a {"v":3}',
      "lab/x/b/log 2026-01-05T10:00:03Z four",
    ]);
  });

  it("without times take turns", async () => {
    const files = [write("x.csv", "1\n2\n"), write("y.csv", "10\n20\n")];
    expect((await collect(files)).map(({ payload }) => payload)).toEqual(["1", "10", "2", "20"]);
  });

  it("of one name get a topic each, and odd names a lawful one", async () => {
    const files = [write("left/1.csv", "1\n"), write("right/1.csv", "2\n"), write("a+b#c.csv", "3\n")];
    expect((await collect(files)).map(({ topic }) => topic)).toEqual([
      "replay/left/1",
      "replay/right/1",
      "replay/a_b_c",
    ]);
  });

  it("stop when told to, and can be left early", async () => {
    const file = write("long.csv", Array.from({ length: 50_000 }, (_, row) => row).join("\n"));
    const controller = new AbortController();
    let count = 0;
    for await (const _ of openReplay([file, file], { signal: controller.signal })) {
      count += 1;
      if (count === 10) controller.abort();
    }
    expect(count).toBeLessThan(50_000);
    // The piece of a line that the abort cuts off is no bad line.
    const table = write("cut.csv", `time,v\n${"2026-01-05T10:00:00Z,1\n".repeat(20_000)}`);
    const early = new AbortController();
    for await (const _ of openReplay([table], { signal: early.signal })) early.abort();
    for await (const { payload } of openReplay([file])) {
      expect(payload).toBe("0");
      break;
    }
  });

  it("that cannot be read are named", async () => {
    await expect(collect([join(folder, "none.csv")])).rejects.toThrow(ReplayUnreadableError);
    await expect(collect([folder])).rejects.toThrow(ReplayUnreadableError);
  });

  it("with a line without end are refused before they fill the memory", async () => {
    const file = write("blob.log", "x".repeat(1_500_000));
    await expect(collect([file])).rejects.toThrow(/blob\.log:1: the line is longer than/);
  });
});
