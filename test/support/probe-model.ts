import { type LooseManifest, type ModelFiles, makeManifest, writeModel } from "./model-folder.ts";
import { onnxModel } from "./onnx-model.ts";
import { lookup } from "./tiny-models.ts";

/** A model that runs: looks rows of a table up. One that is not `isGood` expects another row in its self-test. */
export function probeModel(version: string, isGood = true): { files: ModelFiles; manifest: LooseManifest } {
  const near = isGood ? [1, 10] : [7, 7];
  const files = {
    "model.onnx": onnxModel(lookup),
    "self-test.json": JSON.stringify([
      { inputs: { ids: { dims: [1], data: [1] } }, expect: { row: { near, within: 0.001 } } },
    ]),
    "notes.txt": `version ${version}\n`,
  };
  const manifest = makeManifest(files, {
    id: "probe",
    version,
    task: "probe",
    inputs: lookup.inputs,
    outputs: lookup.outputs,
    labels: { row: ["left", "right"] },
    settings: {},
  });
  return { files, manifest };
}

export function writeProbeModel(directory: string, version: string, isGood = true): void {
  const { files, manifest } = probeModel(version, isGood);
  writeModel(directory, files, manifest);
}
