import { createHash, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { keyIdOf } from "../../src/core/ed25519.ts";
import { signManifest, type TrustedKey } from "../../src/inference/registry/signature.ts";

/** A folder that is removed at the end of the test. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "edgewise-models-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestKey extends TrustedKey {
  privateKey: KeyObject;
  pem: string;
}

export function makeKey(): TestKey {
  const { publicKey, privateKey } = generateKeyPairSync("ed25519");
  const pem = publicKey.export({ type: "spki", format: "pem" }).toString();
  return { keyId: keyIdOf(publicKey), key: publicKey, privateKey, pem };
}

/** A manifest as JSON, with anything in it for a test to spoil. */
export type LooseManifest = Record<string, unknown> & {
  id: string;
  version: string;
  files: { path: string; bytes: number; sha256: string }[];
};

/** Content by path; `model.onnx` is no model that could be opened unless a test says so. */
export type ModelFiles = Readonly<Record<string, string | Buffer>>;

export const plainFiles: ModelFiles = {
  "model.onnx": Buffer.from("weights ".repeat(4_000)),
  "words/vocabulary.txt": "on\noff\n",
  "self-test.json": JSON.stringify([
    { inputs: { words: { dims: [1, 3], data: [1, 2, 3] } }, expect: { intent: { argmax: [1] } } },
  ]),
};

export function makeManifest(
  files: ModelFiles = plainFiles,
  values: Record<string, unknown> = {},
): LooseManifest {
  return {
    format: 1,
    id: "tiny",
    version: "1.0.0",
    task: "command",
    languages: ["en"],
    description: "A model for tests",
    licence: "Apache-2.0",
    data: [{ name: "made up", licence: "CC0-1.0" }],
    parameters: 12,
    minimum: { edgewise: "0.1.0" },
    files: Object.entries(files).map(([path, content]) => ({
      path,
      bytes: Buffer.byteLength(content),
      sha256: createHash("sha256").update(content).digest("hex"),
    })),
    variants: [{ name: "fp32", file: "model.onnx", metrics: { accuracy: 0.9 }, latencyMs: 0.1 }],
    inputs: [{ name: "words", type: "int32", dims: ["batch", 3] }],
    outputs: [{ name: "intent", type: "float32", dims: ["batch", 2] }],
    labels: { intent: ["on", "off"] },
    settings: { threshold: 0.5 },
    selfTest: "self-test.json",
    ...values,
  };
}

export function signed(manifest: LooseManifest, { privateKey, keyId }: TestKey): LooseManifest {
  return { ...manifest, signature: signManifest(manifest, privateKey, keyId) };
}

/** Writes a model into `directory`; the manifest that was written. */
export function writeModel(
  directory: string,
  files: ModelFiles = plainFiles,
  manifest: object = makeManifest(files),
): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true });
    writeFileSync(join(directory, path), content);
  }
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "manifest.json"), JSON.stringify(manifest, undefined, 2));
}
