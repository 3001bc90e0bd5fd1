import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mainProgram } from "../support/daemon.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "edgewise-intents-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: string | Buffer): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function evaluate(train: string, test: string, ...args: string[]) {
  const data = `daemon.dataDirectory=${folder}`;
  return spawnSync(
    process.execPath,
    [mainProgram, "intents", "eval", "--train", train, "--test", test, "--set", data, ...args],
    { encoding: "utf8" },
  );
}

const train = [
  "what does the mattress cost\tprice",
  "how much is the big one\tprice",
  "tell me the price please\tprice",
  "is there a discount on the price\tprice",
  "can i send it back\treturn",
  "i want to return my order\treturn",
  "how do returns work\treturn",
  "it does not fit, take it back\treturn",
  "when will my parcel come\tdelivery",
  "how long does delivery take\tdelivery",
  "where is my order now\tdelivery",
  "do you deliver on saturdays\tdelivery",
].join("\n");

const test = [
  "how much does the small one cost\tprice",
  "i would like to return this\treturn",
  "how long until it is delivered\tdelivery",
  "who won the match last night\t__oos__",
].join("\n");

describe("edgewise intents eval", () => {
  it("learns and tests with the bundled model, without a daemon", () => {
    const run = evaluate(write("train.tsv", train), write("test.tsv", test), "--json");
    expect(run.stderr).toBe("");
    expect(run.status).toBe(0);
    const lines = run.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(5);
    expect(lines[0]).toMatchObject({
      text: "how much does the small one cost",
      gold: "price",
      best: "price",
    });
    for (const { score, isInScope, intent, best } of lines.slice(0, 4)) {
      expect(isInScope).toBe(score >= 0.5);
      expect(intent).toBe(isInScope ? best : "__oos__");
    }
    const { summary } = lines[4];
    expect(summary).toMatchObject({ intents: 3, examples: 12, tested: 4, accuracyWithoutRejection: 1 });
    expect(summary.model).toMatch(/^command-en@/);
  });

  it("tells a person what it found", () => {
    const run = evaluate(write("train.tsv", train), write("test.tsv", test));
    expect(run.stdout).toContain("3 intents learnt from 12 examples");
    expect(run.stdout).toMatch(/In-scope accuracy: \d+\.\d %/);
    expect(run.stdout).toMatch(/Out-of-scope recall: \d+\.\d %/);
    expect(run.stdout).toMatch(/Time: \d+.* to embed, \d+.* to learn/);
  });

  it.each([
    ["a line without a tab", "good\tprice\nno tab here\n", "train.tsv:2: it has no tab"],
    ["nothing to learn", "hm\t__oos__\n", "all of its texts are __oos__"],
    ["no text", "\n", "it holds no text"],
    ["other bytes than UTF-8", Buffer.from([0x61, 0xff, 0x09, 0x62]), "cannot be read"],
  ])("refuses a training file with %s, and says what to do", (_, content, message) => {
    const run = evaluate(write("train.tsv", content), write("test.tsv", test));
    expect(run.status).toBe(1);
    expect(run.stderr).toContain(message);
    expect(run.stderr).toMatch(/→ \w/);
  });

  it("names a file that is missing, and a model that is", () => {
    const file = write("train.tsv", train);
    expect(evaluate(join(folder, "none.tsv"), file).stderr).toContain("none.tsv cannot be read");
    const run = evaluate(file, write("test.tsv", test), "--model", "nobody", "--json");
    expect(run.status).toBe(1);
    expect(JSON.parse(run.stdout).error.message).toContain("nobody");
  });
});
