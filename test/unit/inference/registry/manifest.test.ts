import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EdgewiseError } from "../../../../src/core/errors.ts";
import { ManifestInvalidError } from "../../../../src/inference/registry/errors.ts";
import { parseManifest } from "../../../../src/inference/registry/manifest.ts";
import { makeManifest } from "../../../support/model-folder.ts";

type Spoilt = Record<"files" | "variants" | "inputs", object[]>;

function problemsOf(change: (manifest: Spoilt) => void): string {
  const manifest = makeManifest() as unknown as Spoilt;
  change(manifest);
  try {
    parseManifest(JSON.stringify(manifest), "m.json");
  } catch (error) {
    if (error instanceof ManifestInvalidError) return error.message;
    throw error;
  }
  return "";
}

describe("manifest", () => {
  it("reads one with every field, and fills in what may be left out", () => {
    const { manifest } = parseManifest(JSON.stringify(makeManifest()));
    expect(manifest.id).toBe("tiny");
    expect(manifest.labels.intent).toEqual(["on", "off"]);
    const { data: _data, languages: _languages, minimum: _minimum, ...least } = makeManifest();
    expect(parseManifest(JSON.stringify(least)).manifest).toMatchObject({
      data: [],
      languages: [],
      minimum: {},
    });
  });

  it.each([
    ["../outside.onnx"],
    ["/etc/passwd"],
    ["a/../../b"],
    ["a//b"],
    ["a\\b"],
    ["./a"],
    [".hidden"],
    ["a/.hidden"],
    ["a/"],
    ["C:evil"],
    ["a\u0000b"],
    [""],
    ["a\nb"],
    ["Manifest.json"],
    ["a/b/c/d/e/f"],
  ])("refuses the path %j, saying where it stands and what may stand there", (path) => {
    const message = problemsOf((manifest) => {
      Object.assign(manifest.files[1] as object, { path });
    });
    expect(message).toContain("m.json: files[1].path: found ");
    expect(message).toMatch(/relative path inside the folder|other than|but manifest.json/);
  });

  it.each<[string, (manifest: Spoilt) => void, string]>([
    [
      "a number where a text belongs",
      (m) => Object.assign(m, { task: 3 }),
      "m.json: task: found 3; expected a text",
    ],
    [
      "a missing field",
      (m) => Reflect.deleteProperty(m, "licence"),
      "m.json: licence: found nothing; expected a text",
    ],
    [
      "an unknown field",
      (m) => Object.assign(m, { licens: "MIT" }),
      "m.json: licens: found an unknown key; expected only the keys of format 1",
    ],
    [
      "a newer format",
      (m) => Object.assign(m, { format: 2 }),
      "found format 2; expected format 1, the newest that this edgewise knows",
    ],
    [
      "a version that is none",
      (m) => Object.assign(m, { version: "1.0" }),
      'version: found "1.0"; expected a version such as 1.2.0',
    ],
    [
      "a variant whose file is not listed",
      (m) => Object.assign(m.variants[0] as object, { file: "x.onnx" }),
      'variants[0].file: found "x.onnx"; expected a file listed in files',
    ],
    ["a self-test that is not listed", (m) => Object.assign(m, { selfTest: "test.json" }), "selfTest: found"],
    [
      "a file listed twice in another case",
      (m) => m.files.push({ path: "MODEL.onnx", bytes: 1, sha256: "0".repeat(64) }),
      'files[3].path: found "MODEL.onnx"; expected each file once',
    ],
    [
      "a file that is a folder elsewhere",
      (m) => m.files.push({ path: "words", bytes: 1, sha256: "0".repeat(64) }),
      "a file or a folder, not both",
    ],
    [
      "labels of another number than the output has scores",
      (m) => Object.assign(m, { labels: { intent: ["on"] } }),
      "labels.intent: found 1 labels; expected 2",
    ],
    [
      "an axis that an input lacks",
      (m) => Object.assign(m, { batch: { axis: 5, max: 4 } }),
      "batch.axis: found 5; expected an axis that every input and output has",
    ],
    [
      "padding of what is no input",
      (m) => Object.assign(m, { batch: { axis: 0, max: 4, pad: { x: 1 } } }),
      "batch.pad.x: found axis 1; expected the name of an input",
    ],
    [
      "two inputs of one name",
      (m) => m.inputs.push(m.inputs[0] as object),
      'inputs[1].name: found "words"; expected each name once',
    ],
    [
      "a checksum in upper case",
      (m) => Object.assign(m.files[0] as object, { sha256: "A".repeat(64) }),
      "files[0].sha256: found",
    ],
    [
      "no variant",
      (m) => Object.assign(m, { variants: [] }),
      "variants: found a list of 0; expected at least 1 items",
    ],
  ])("refuses %s", (_title, change, expected) => {
    expect(problemsOf(change)).toContain(expected);
  });

  it("names an empty file and one that was cut off", () => {
    expect(() => parseManifest("", "m.json")).toThrow(
      "m.json: found an empty file; expected one JSON object",
    );
    const text = JSON.stringify(makeManifest());
    expect(() => parseManifest(text.slice(0, text.length / 2), "m.json")).toThrow("only a part of one");
  });

  it("refuses one of more bytes than the limit without reading it", () => {
    expect(() => parseManifest(`{"a":"${"x".repeat(3_000_000)}"}`)).toThrow("expected at most 2097152 bytes");
  });

  it("answers any JSON with a manifest or a named error", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        try {
          parseManifest(text);
        } catch (error) {
          expect(error).toBeInstanceOf(EdgewiseError);
        }
      }),
    );
  });

  it("answers a manifest with any one value changed with a manifest or a named error", () => {
    const places = placesOf(makeManifest());
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue(), (path, value) => {
        const manifest = makeManifest();
        put(manifest, path, value);
        try {
          const read = parseManifest(JSON.stringify(manifest)).manifest;
          for (const { path: file } of read.files) expect(file).not.toMatch(/\.\.\/|^\/|\\|^\./);
        } catch (error) {
          expect(error).toBeInstanceOf(ManifestInvalidError);
          expect((error as ManifestInvalidError).message).toMatch(/found .*; expected /);
        }
      }),
      { numRuns: 300 },
    );
  });
});

function placesOf(value: unknown, path: (string | number)[] = []): (string | number)[][] {
  if (typeof value !== "object" || value === null) return [path];
  const keys = Array.isArray(value) ? value.map((_, index) => index) : Object.keys(value);
  const inner = keys.flatMap((key) => placesOf((value as Record<string, unknown>)[key], [...path, key]));
  return path.length === 0 ? inner : [path, ...inner];
}

function put(root: unknown, path: readonly (string | number)[], value: unknown): void {
  const table = path.slice(0, -1).reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], root);
  (table as Record<string, unknown>)[path.at(-1) as string] = value;
}
