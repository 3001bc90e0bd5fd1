import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable, Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseLog } from "../../../../src/cli/logs/parse.ts";

let directory = "";

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "edgewise-parse-"));
});

afterEach(async () => {
  await rm(directory, { recursive: true, force: true });
});

interface Wish {
  content: string | Buffer;
  isJson?: boolean;
  isBare?: boolean;
  withTemplates?: boolean;
  viaStdin?: boolean;
}

async function parse({ content, isJson = false, isBare = false, withTemplates = false, viaStdin }: Wish) {
  const file = join(directory, "a.log");
  await writeFile(file, content);
  const chunks: string[] = [];
  await parseLog({
    file: viaStdin ? "-" : file,
    isBare,
    isJson,
    withTemplates,
    zone: "utc",
    nowMs: Date.UTC(2024, 5, 1),
    stdin: Readable.from([content]),
    stdout: new Writable({
      write(chunk, _encoding, done) {
        chunks.push(String(chunk));
        done();
      },
    }),
    signal: new AbortController().signal,
  });
  return chunks.join("").split("\n").slice(0, -1);
}

describe("the parsing of a log file", () => {
  it("names the template of each line as it is known at the end of the log", async () => {
    const names = ["ann", "bob", "cy", "dee", "eve", "fay"];
    const content = names.map((name) => `pump was restarted by ${name}\n`).join("");
    expect(await parse({ content })).toEqual(names.map(() => "1\tpump was restarted by <*>"));
  });

  it("reads standard input in the same way", async () => {
    expect(await parse({ content: "a 1\nb b\na 2", viaStdin: true })).toEqual([
      "1\ta <*>",
      "2\tb b",
      "1\ta <*>",
    ]);
  });

  it("gives parameters, severity and time as JSON", async () => {
    const content = "2024-05-01T10:00:00Z ERROR net: latency 3.5 ms, temp=83 of node-7\n";
    const [line] = await parse({ content, isJson: true });
    expect(JSON.parse(line ?? "")).toEqual({
      line: 1,
      id: 1,
      template: "latency <*>.<*> ms, temp=<*> of node-<*>",
      parameters: [
        { text: "3.5", type: "duration", value: 3.5, unit: "ms", name: "latency" },
        { text: "83", type: "number", value: 83, name: "temp" },
        { text: "7", type: "number", value: 7, name: "node" },
      ],
      severity: "error",
      time: "2024-05-01T10:00:00.000Z",
      program: "net",
      message: "latency 3.5 ms, temp=83 of node-7",
    });
  });

  it("takes lines as bare messages when told so", async () => {
    const content = "2024-05-01T10:00:00Z ERROR up\n";
    expect(await parse({ content })).toEqual(["1\tup"]);
    expect(await parse({ content, isBare: true })).toEqual(["1\t<*>-<*>-<*>:<*>:<*> ERROR up"]);
  });

  it("ends with the table of templates when asked for", async () => {
    expect(await parse({ content: "x went up\ny 1\ny 2\n", withTemplates: true })).toEqual([
      "1\tx went up",
      "2\ty <*>",
      "2\ty <*>",
      "",
      "2 templates",
      "       2\t2\ty <*>",
      "       1\t1\tx went up",
    ]);
  });

  it("numbers empty lines and keeps control characters out of the output", async () => {
    const [first, second, third] = await parse({
      content: "\n\u001b[31mred\u001b[0m alert\u0007\r\nend",
      isJson: true,
    });
    expect(JSON.parse(first ?? "")).toMatchObject({ line: 1, template: "" });
    expect(JSON.parse(second ?? "")).toMatchObject({ line: 2, template: "red alert" });
    expect(JSON.parse(third ?? "")).toMatchObject({ line: 3, message: "end" });
  });

  it.each([
    ["binary data", Buffer.from([1, 2, 0, 3]), /holds binary data/],
    ["a compressed log", Buffer.from([0x1f, 0x8b, 8, 0]), /is compressed/],
  ])("refuses %s", async (_what, content, message) => {
    await expect(parse({ content })).rejects.toThrow(message);
    await expect(parse({ content, viaStdin: true })).rejects.toThrow(message);
  });

  it("says what is wrong with a file that is none", async () => {
    const run = {
      isBare: false,
      isJson: false,
      withTemplates: false,
      zone: "utc",
      nowMs: 0,
      stdin: Readable.from([]),
      stdout: new Writable(),
      signal: new AbortController().signal,
    } as const;
    await expect(parseLog({ ...run, file: directory })).rejects.toThrow(/is a directory/);
    await expect(parseLog({ ...run, file: join(directory, "no.log") })).rejects.toThrow(
      /cannot be read: ENOENT/,
    );
  });

  it("takes a line of a megabyte", async () => {
    const rows = await parse({ content: `${"word 7 ".repeat(150_000)}\nnext\n` });
    expect(rows).toHaveLength(2);
    expect(rows[0]?.length).toBeLessThan(4100);
  });
});
