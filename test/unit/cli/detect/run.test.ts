import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type DetectRun, runDetect } from "../../../../src/cli/detect/run.ts";
import { createStyle } from "../../../../src/cli/style.ts";
import { createRollingJudge } from "../../../support/rolling-judge.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";
import { createFolder, type TestFolder } from "../support.ts";

let folder: TestFolder;
beforeEach(() => {
  folder = createFolder();
});
afterEach(() => folder.remove());

/** Takes what is written, and asks to wait after each write as a slow reader does. */
class SlowSink extends Writable {
  text = "";
  waitingMax = 0;

  constructor() {
    super({ highWaterMark: 1, decodeStrings: false });
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk;
    this.waitingMax = Math.max(this.waitingMax, this.writableLength);
    setImmediate(done);
  }
}

async function run(files: string[], given: Partial<DetectRun> & { input?: Iterable<string> } = {}) {
  const stdout = new SlowSink();
  let err = "";
  const stderr = new Writable({
    decodeStrings: false,
    write(text: string, _encoding, done) {
      err += text;
      done();
    },
  });
  const { input = [], ...options } = given;
  await runDetect({
    files,
    json: false,
    zone: "utc",
    openJudge: createRollingJudge,
    clock: createVirtualClock(),
    style: createStyle(false),
    stdin: Readable.from(input, { objectMode: false }),
    stdout,
    stderr,
    signal: new AbortController().signal,
    ...options,
  });
  return { out: stdout.text, err, waitingMax: stdout.waitingMax };
}

const start = Date.UTC(2026, 0, 5, 10);
const time = (row: number) => new Date(start + row * 60_000).toISOString();
const series = Array.from({ length: 60 }, (_, row) => 20 + (row % 3) / 10);
const pump = ["time,flow", ...series.map((value, row) => `${time(row)},${row === 40 ? 35 : value}`)].join(
  "\n",
);

describe("the output for a person", () => {
  it("has a line for each row, and one that is flagged stands out and says why", async () => {
    const { out, err } = await run([folder.write("pump.csv", pump)]);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(60);
    expect(lines[40]).toMatch(
      /^2026-01-05 10:40:00 {2}0\.9\d\d {2}ALARM {2}35\.00, expected 19\.8\d to 20\.3\d: above what it was$/,
    );
    expect(lines[39]).toMatch(/^2026-01-05 10:39:00 {2}0\.\d{3} {9}20\.00, expected 19\.8\d to 20\.3\d$/);
    expect(lines[0]).toMatch(/^2026-01-05 10:00:00 {2}0\.000 {9}20$/);
    expect(err).toBe("60 rows, 1 alarm.\n");
  });

  it("names the column that stands out where there are several", async () => {
    const text = ["t;a;b", ...series.map((value, row) => `${row};${value};${row === 50 ? 9 : value / 50}`)];
    const { out } = await run([folder.write("two.csv", text.join("\n"))]);
    expect(out.split("\n")[50]).toMatch(/^50 s {15,}0\.\d{3} {2}ALARM {2}b 9\.0+, expected /);
  });

  it("colours a flagged row, and shows no control characters of the file", async () => {
    const text = pump.replace("flow", "\u001b[2Jflow,n").replace(/\n/g, ",1\n").replace(",n,1", ",n");
    const { out } = await run([folder.write("p.csv", text)], { style: createStyle(true) });
    expect(out).toMatch(/\u001b\[1m\u001b\[31m2026-01-05 10:40:00 {2}0\.9\d\d {2}ALARM {2}\[2Jflow 35/);
    expect(out).not.toContain("\u001b[2J");
  });

  it("tells once what was wrong, behind the rows", async () => {
    const text = `${pump}\n${time(60)},oops\n${time(60)},\n`;
    const { out, err } = await run([folder.write("pump.csv", text)]);
    expect(out.trimEnd().split("\n")).toHaveLength(62);
    expect(out).toContain("no value");
    expect(err.split("\n")).toEqual([
      '1 value could not be read and was taken as missing ("oops" in line 62).',
      "1 row had the time of the row before (line 63).",
      "62 rows, 1 alarm.",
      "",
    ]);
  });

  it("tells which columns are not judged", async () => {
    const { err } = await run([folder.write("l.csv", "v,label,unit\n1,0,°C\n2,0,°C\n")]);
    expect(err).toContain('Not judged, because of text: "unit".\n');
    expect(err).toContain(
      'Not judged, because of a name that says what is wrong: "label"; --value takes them.\n',
    );
  });
});

describe("several files", () => {
  it("are judged each on its own, with the name on each line", async () => {
    const [a, b] = [folder.write("a.csv", pump), folder.write("b.csv", "v\n1\n")];
    const { out, err } = await run([a, b, a]);
    const lines = out.trimEnd().split("\n");
    expect(lines).toHaveLength(121);
    expect(lines.slice(61)).toEqual(lines.slice(0, 60));
    expect(lines[60]).toMatch(new RegExp(`^${b}: row 1 `));
    expect(err.trimEnd().split("\n").at(-1)).toBe("in all 121 rows, 2 alarms.");
  });

  it("have their name in each line of JSON", async () => {
    const file = folder.write("a.csv", "v\n1\n");
    const { out } = await run([file, file], { json: true });
    const line = JSON.parse(out.split("\n")[0] ?? "");
    expect(line).toMatchObject({ file, time: null, row: 1, flag: false, expected: null, column: "v" });
  });

  it("are looked for before the first is judged", async () => {
    const missing = join(folder.path, "none.csv");
    await expect(run([folder.write("a.csv", pump), missing])).rejects.toMatchObject({
      code: "simulate.replayUnreadable",
    });
  });
});

describe("streams", () => {
  it("are read from standard input", async () => {
    const { out } = await run(["-"], { input: [pump.slice(0, 333), pump.slice(333)], json: true });
    expect(out.trimEnd().split("\n")).toHaveLength(60);
    expect(out.split("\n")[40]).toContain('"flag":true');
  });

  it("are read no faster than the rows are taken", async () => {
    const piece = "1\n".repeat(5_000);
    const { out, waitingMax } = await run(["-"], { input: Array.from({ length: 20 }, () => piece) });
    expect(out.match(/\n/g)?.length).toBe(100_000);
    expect(waitingMax).toBeLessThan(out.length / 4);
  });

  it("end when the run is stopped, and what was judged is told", async () => {
    const stopping = new AbortController();
    async function* endless() {
      yield pump;
      for (;;) yield await new Promise<string>((resolve) => setImmediate(resolve, "1,2\n"));
    }
    const stdin = Readable.from(endless(), { objectMode: false });
    const stdout = new Writable({
      write(_text, _encoding, done) {
        stopping.abort();
        done();
      },
    });
    const { err } = await run(["-"], { stdin, stdout, signal: stopping.signal });
    expect(err).toMatch(/^Stopped: \d+ rows, 1 alarm\.\n$/);
    expect(stdin.destroyed).toBe(true);
  });
});

describe("a plot", () => {
  it("is drawn beside the rows", async () => {
    const plot = join(folder.path, "out.svg");
    await run([folder.write("pump.csv", pump)], { plot });
    const svg = readFileSync(plot, "utf8");
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).toContain("2026-01-05 10:40:00\nflow 35, expected 19.8");
    expect(svg).toContain("above what it was");
  });

  it("is of one file", async () => {
    const file = folder.write("pump.csv", pump);
    await expect(run([file, file], { plot: "x.svg" })).rejects.toThrow("--plot draws one file.");
    expect(existsSync("x.svg")).toBe(false);
  });

  it("that cannot be written fails by name", async () => {
    const plot = join(folder.path, "no", "out.svg");
    await expect(run([folder.write("pump.csv", pump)], { plot })).rejects.toMatchObject({
      code: "cli.plotUnwritable",
    });
  });
});
