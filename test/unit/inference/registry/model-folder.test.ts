import { mkdirSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readModelFolder, verifyModel } from "../../../../src/inference/registry/model-folder.ts";
import {
  type ModelFiles,
  makeFolder,
  makeManifest,
  plainFiles,
  writeModel,
} from "../../../support/model-folder.ts";

function written(files: ModelFiles = plainFiles, values: Record<string, unknown> = {}): string {
  const folder = makeFolder();
  writeModel(folder, files, makeManifest(files, values));
  return folder;
}

async function verify(folder: string) {
  return verifyModel(await readModelFolder(folder));
}

describe("verifyModel", () => {
  it("hands a whole model over, ready to be opened", async () => {
    const folder = written();
    const source = await verify(folder);
    expect(source).toMatchObject({
      directory: folder,
      id: "tiny",
      task: "command",
      variants: [{ name: "fp32", file: "model.onnx" }],
      labels: { intent: ["on", "off"] },
    });
    expect(source.selfTest).toEqual([
      {
        inputs: { words: { type: "int32", dims: [1, 3], data: Int32Array.of(1, 2, 3) } },
        expect: { intent: { argmax: [1] } },
      },
    ]);
    expect(await source.readText("words/vocabulary.txt")).toBe("on\noff\n");
  });

  it.each<[string, (folder: string) => void, string]>([
    [
      "a missing vocabulary",
      (f) => rmSync(join(f, "words/vocabulary.txt")),
      "words/vocabulary.txt is missing.",
    ],
    ["a missing ONNX file", (f) => rmSync(join(f, "model.onnx")), "model.onnx is missing."],
    [
      "a half-written file",
      (f) => truncateSync(join(f, "model.onnx"), 1_000),
      "has 1000 bytes; its manifest says 32000",
    ],
    [
      "a flipped bit",
      (f) => writeFileSync(join(f, "words/vocabulary.txt"), "on\nofg\n"),
      "has another content",
    ],
    ["a missing manifest", (f) => rmSync(join(f, "manifest.json")), "manifest.json is missing."],
    ["a cut manifest", (f) => truncateSync(join(f, "manifest.json"), 500), "only a part of one"],
    [
      "a folder in place of a file",
      (f) => {
        rmSync(join(f, "model.onnx"));
        mkdirSync(join(f, "model.onnx"));
      },
      "is no plain file",
    ],
    [
      "a link that leads out of the folder",
      (f) => {
        rmSync(join(f, "model.onnx"));
        symlinkSync("/etc/hostname", join(f, "model.onnx"));
      },
      "is no plain file",
    ],
  ])("refuses a model with %s, naming the file", async (_title, spoil, message) => {
    const folder = written();
    spoil(folder);
    await expect(verify(folder)).rejects.toThrow(message);
    await expect(verify(folder)).rejects.toThrow(folder);
  });

  it.each<[string, unknown, string]>([
    ["that is no list", {}, "found an object; expected a list"],
    ["without cases", [], "expected at least 1 items"],
    [
      "that lacks an input",
      [{ inputs: {}, expect: { intent: { argmax: [0] } } }],
      "[0].inputs.words: found nothing; expected a tensor",
    ],
    [
      "with an input of another shape",
      [{ inputs: { words: { dims: [1, 4], data: [1, 2, 3, 4] } }, expect: {} }],
      "[0].inputs.words: found dims [1, 4]; expected dims [batch, 3]",
    ],
    [
      "with too few numbers",
      [{ inputs: { words: { dims: [2, 3], data: [1] } }, expect: {} }],
      "found 1 numbers; expected 6",
    ],
    [
      "with numbers that the type cannot hold",
      [{ inputs: { words: { dims: [1, 3], data: [1, 2.5, 3] } }, expect: {} }],
      "found 2.5; expected whole numbers from -2147483648 to 2147483647 (int32)",
    ],
    [
      "that expects an output which is none",
      [{ inputs: { words: { dims: [1, 3], data: [1, 2, 3] } }, expect: { tag: { argmax: [0] } } }],
      "[0].expect.tag: found no such output; expected intent",
    ],
  ])("refuses a self-test %s", async (_title, cases, message) => {
    const files = { ...plainFiles, "self-test.json": JSON.stringify(cases) };
    await expect(verify(written(files))).rejects.toThrow(message);
  });

  it("does without a self-test where the manifest names none", async () => {
    expect((await verify(written(plainFiles, { selfTest: undefined }))).selfTest).toEqual([]);
  });

  it("reads no text that the manifest does not list or that was changed since", async () => {
    const folder = written();
    const source = await verify(folder);
    await expect(source.readText("../secret")).rejects.toThrow('lists no file "../secret"');
    writeFileSync(join(folder, "words/vocabulary.txt"), "no\noff\n");
    await expect(source.readText("words/vocabulary.txt")).rejects.toThrow("another content");
  });
});
