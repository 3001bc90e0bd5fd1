import { z } from "../../core/schema.ts";
import { ManifestInvalidError } from "./errors.ts";
import { describe, type ManifestProblem, manifestProblems, pathText } from "./manifest-problems.ts";

/**
 * manifest.json: what a model is, which files belong to it, and what goes in and out. Format 1.
 *
 * Limits:
 * 1. A manifest of at most `manifestBytesMax`; 64 files of at most 2 GiB each; 8 variants.
 * 2. 16 inputs and outputs of at most 8 dimensions; 16 label sets of at most 20,000 labels.
 * 3. A path stays inside the model's folder: no `..`, no `/` in front, no backslash, no hidden name.
 */
export const manifestFile = "manifest.json";
export const manifestBytesMax = 2 * 1024 * 1024;

const slug = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, "1 to 63 of a-z, 0-9 and -, not starting with -");
const name = z.string().regex(/^[\w.:/-]{1,100}$/, "1 to 100 letters, digits and _.:/-");
const prose = z.string().min(1).max(2_000);

/** Semantic versions without build metadata (semver.org): what is compared must be told apart. */
export const versionText = z
  .string()
  .max(64)
  .regex(
    /^(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8})(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/,
    "a version such as 1.2.0 or 1.2.0-rc.1",
  );

const filePath = z
  .string()
  .max(200)
  .regex(
    /^(?:[A-Za-z0-9_][\w.+-]{0,99}\/){0,4}[A-Za-z0-9_][\w.+-]{0,99}$/,
    "a relative path inside the folder: letters, digits and _.+- between single slashes, no name starting with a dot",
  )
  .refine((path) => path.toLowerCase() !== manifestFile, "any file but manifest.json itself");

const dimension = z.union([
  z
    .int()
    .min(0)
    .max(2 ** 31 - 1),
  name,
]);

const port = z.strictObject({
  name,
  type: z.enum(["float32", "int32", "int64", "uint8", "int8", "bool"]),
  dims: z.array(dimension).max(8),
});

const labelSet = z.array(z.string().max(200)).min(1).max(20_000);

const shape = z.strictObject({
  format: z.literal(1),
  id: slug,
  version: versionText,
  task: slug,
  languages: z
    .array(z.string().regex(/^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/, "a language tag such as en or pt-BR"))
    .max(200)
    .default([]),
  description: prose,
  licence: z.string().min(1).max(200),
  data: z
    .array(z.strictObject({ name: prose, licence: z.string().min(1).max(200) }))
    .max(200)
    .default([]),
  parameters: z.int().min(0).optional(),
  minimum: z.strictObject({ edgewise: versionText.optional(), node: versionText.optional() }).default({}),
  files: z
    .array(
      z.strictObject({
        path: filePath,
        bytes: z
          .int()
          .min(0)
          .max(2 ** 31),
        sha256: z.string().regex(/^[0-9a-f]{64}$/, "64 hexadecimal digits in lower case"),
      }),
    )
    .min(1)
    .max(64),
  variants: z
    .array(
      z.strictObject({
        name: slug,
        file: filePath,
        metrics: z.record(name, z.union([z.number(), z.string().max(200)])).default({}),
        latencyMs: z.number().min(0).optional(),
        providers: z.array(name).min(1).max(16).optional(),
      }),
    )
    .min(1)
    .max(8),
  inputs: z.array(port).min(1).max(16),
  outputs: z.array(port).min(1).max(16),
  batch: z
    .strictObject({
      axis: z.int().min(0).max(7),
      max: z.int().min(1).max(4_096),
      pad: z.record(name, z.int().min(0).max(7)).default({}),
    })
    .optional(),
  labels: z.record(name, labelSet).default({}),
  settings: z.record(z.string().min(1).max(100), z.json()).default({}),
  selfTest: filePath.optional(),
  signature: z
    .strictObject({
      algorithm: z.literal("ed25519"),
      keyId: z.string().regex(/^[0-9a-f]{16}$/, "16 hexadecimal digits in lower case"),
      value: z.string().regex(/^[A-Za-z0-9+/]{86}==$/, "64 bytes in base64"),
    })
    .optional(),
});

export type Manifest = z.infer<typeof shape>;

/** A manifest, and the JSON it was read from with nothing filled in: the signature is over that. */
export interface ManifestDocument {
  manifest: Manifest;
  signed: Manifest;
}

/**
 * The manifest in `text`, checked in itself (its files are `verifyModel`'s work). `where` names it in messages.
 * Throws {@link ManifestInvalidError}.
 */
export function parseManifest(text: string, where: string = manifestFile): ManifestDocument {
  const value = parseJson(text, where);
  if (typeof value === "object" && value !== null && "format" in value && value.format !== 1) {
    const found = `format ${describe(value.format)}`;
    throw new ManifestInvalidError(where, [
      { path: "format", found, allowed: "format 1, the newest that this edgewise knows" },
    ]);
  }
  const parsed = shape.safeParse(value);
  if (!parsed.success) throw new ManifestInvalidError(where, manifestProblems(parsed.error.issues, value));
  const problems = [
    ...fileProblems(parsed.data),
    ...tensorProblems(parsed.data),
    ...batchProblems(parsed.data),
    ...labelProblems(parsed.data),
  ];
  if (problems.length > 0) throw new ManifestInvalidError(where, problems);
  return { manifest: parsed.data, signed: value as Manifest };
}

function parseJson(text: string, where: string): unknown {
  if (Buffer.byteLength(text) > manifestBytesMax) {
    const found = `${Buffer.byteLength(text)} bytes`;
    throw new ManifestInvalidError(where, [
      { path: "", found, allowed: `at most ${manifestBytesMax} bytes` },
    ]);
  }
  try {
    return JSON.parse(text);
  } catch {
    const found = text.trim() === "" ? "an empty file" : "a text that is no JSON, or only a part of one";
    throw new ManifestInvalidError(where, [{ path: "", found, allowed: "one JSON object" }]);
  }
}

/** Every file that is named is listed, and none is listed twice, not even on a disk that folds upper case. */
function fileProblems({ files, variants, selfTest }: Manifest): ManifestProblem[] {
  const listed = new Set<string>();
  const problems: ManifestProblem[] = [];
  for (const [index, { path }] of files.entries()) {
    if (listed.has(path.toLowerCase())) {
      problems.push({
        path: pathText(["files", index, "path"]),
        found: describe(path),
        allowed: "each file once",
      });
    }
    listed.add(path.toLowerCase());
  }
  const folders = new Set(files.flatMap(({ path }) => foldersOf(path.toLowerCase())));
  for (const [index, { path }] of files.entries()) {
    if (!folders.has(path.toLowerCase())) continue;
    problems.push({
      path: pathText(["files", index, "path"]),
      found: describe(path),
      allowed: "a file or a folder, not both",
    });
  }
  const named = [
    ...variants.map(({ file }, index) => ({ path: pathText(["variants", index, "file"]), file })),
    ...(selfTest === undefined ? [] : [{ path: "selfTest", file: selfTest }]),
  ];
  const paths = new Set(files.map(({ path }) => path));
  for (const { path, file } of named) {
    if (!paths.has(file)) problems.push({ path, found: describe(file), allowed: "a file listed in files" });
  }
  return [...problems, ...repeated("variants", variants)];
}

function foldersOf(path: string): string[] {
  const segments = path.split("/");
  return segments.slice(1).map((_, index) => segments.slice(0, index + 1).join("/"));
}

function tensorProblems({ inputs, outputs }: Manifest): ManifestProblem[] {
  return [...repeated("inputs", inputs), ...repeated("outputs", outputs)];
}

function repeated(list: string, items: readonly { name: string }[]): ManifestProblem[] {
  const names = items.map((item) => item.name);
  return names.flatMap((item, index) =>
    names.indexOf(item) < index
      ? [{ path: pathText([list, index, "name"]), found: describe(item), allowed: "each name once" }]
      : [],
  );
}

function batchProblems({ batch, inputs, outputs }: Manifest): ManifestProblem[] {
  if (!batch) return [];
  const problems: ManifestProblem[] = [];
  const isTooFlat = [...inputs, ...outputs].some(({ dims }) => dims.length <= batch.axis);
  if (isTooFlat) {
    problems.push({
      path: "batch.axis",
      found: String(batch.axis),
      allowed: "an axis that every input and output has",
    });
  }
  for (const [input, axis] of Object.entries(batch.pad)) {
    const dims = inputs.find((one) => one.name === input)?.dims;
    if (dims && axis < dims.length && axis !== batch.axis) continue;
    problems.push({
      path: `batch.pad.${input}`,
      found: `axis ${axis}`,
      allowed: dims ? "an axis of that input other than batch.axis" : "the name of an input",
    });
  }
  return problems;
}

/** Labels are looked up by the position of a score: one too few would name the wrong thing, or nothing. */
function labelProblems({ labels, outputs }: Manifest): ManifestProblem[] {
  return Object.entries(labels).flatMap(([output, names]) => {
    const last = outputs.find((one) => one.name === output)?.dims.at(-1);
    if (typeof last !== "number" || last === names.length) return [];
    return [
      {
        path: `labels.${output}`,
        found: `${names.length} labels`,
        allowed: `${last}, as many as the output ${output} has scores`,
      },
    ];
  });
}
