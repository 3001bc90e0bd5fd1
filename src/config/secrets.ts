import { readFileSync } from "node:fs";
import { join } from "node:path";
import { errorMessage } from "../core/errors.ts";
import { settingMeta, type z } from "../core/schema.ts";
import { ConfigInvalidError } from "./errors.ts";
import { leaves, schemasAt, tableShape, unwrap } from "./schema-walk.ts";
import { isTable, type RawConfig, setOwn } from "./sources.ts";

/** Secrets are at most this long; a larger file is surely the wrong one. */
const secretBytesMax = 64 * 1024;

/**
 * Replaces every `<key>File` beside a secret `<key>` by the content of that file (one trailing newline cut),
 * and fills secrets that are not given at all from systemd credentials named by their dotted path
 * (systemd.io/CREDENTIALS), e.g. `LoadCredential=bus.password:/etc/…`.
 */
export function resolveSecrets(
  schema: z.ZodType,
  raw: RawConfig,
  credentialsDirectory: string | undefined,
): void {
  replaceFiles(schema, raw.values, [], raw.origins);
  if (!credentialsDirectory) return;
  for (const leaf of leaves(schema)) {
    if (!leaf.meta.secret) continue;
    const credential = readCredential(join(credentialsDirectory, leaf.path.join(".")));
    if (credential === undefined) continue;
    fillMissing(raw.values, leaf.path, credential);
  }
}

function replaceFiles(
  schema: z.ZodType,
  value: unknown,
  path: readonly string[],
  origins: ReadonlyMap<string, string>,
): void {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) {
      for (const itemSchema of schemasAt(schema, [String(index)])) {
        replaceFiles(itemSchema, item, [...path, String(index)], origins);
      }
    }
    return;
  }
  if (!isTable(value)) return;
  for (const candidate of schemasAt(schema, [])) {
    for (const [key, child] of Object.entries(tableShape(candidate) ?? {})) {
      const fileKey = `${key}File`;
      if (settingMeta(child).secret && typeof value[fileKey] === "string") {
        const origin = origins.get([...path, fileKey].join(".")) ?? "configuration";
        setOwn(value, key, readSecret(value[fileKey], origin, [...path, fileKey].join(".")));
        delete value[fileKey];
      }
      if (value[key] !== undefined) replaceFiles(child, value[key], [...path, key], origins);
    }
  }
}

function readSecret(file: string, origin: string, path: string): string {
  try {
    return readFileSync(file, "utf8")
      .slice(0, secretBytesMax)
      .replace(/\r?\n$/, "");
  } catch (error) {
    throw new ConfigInvalidError([
      { origin, path, message: `the secret file cannot be read (${errorMessage(error)})` },
    ]);
  }
}

function readCredential(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
      .slice(0, secretBytesMax)
      .replace(/\r?\n$/, "");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new ConfigInvalidError([
      { origin: file, path: "", message: `the credential cannot be read (${errorMessage(error)})` },
    ]);
  }
}

function fillMissing(values: Record<string, unknown>, path: readonly string[], secret: string): void {
  let table = values;
  for (const key of path.slice(0, -1)) {
    if (!isTable(table[key])) setOwn(table, key, {});
    table = table[key] as Record<string, unknown>;
  }
  const last = path.at(-1) as string;
  if (table[last] === undefined) setOwn(table, last, secret);
}

/** A copy of a configuration that may be printed: every secret reads `"(secret)"`. */
export function redact(schema: z.ZodType, value: unknown): unknown {
  if (settingMeta(schema).secret && value !== undefined && value !== "") return "(secret)";
  if (Array.isArray(value)) {
    return value.map((item, index) => redactAny(schemasAt(schema, [String(index)]), item));
  }
  if (!isTable(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [key, redactAny(childSchemas(schema, key), child)]),
  );
}

function redactAny(schemas: readonly z.ZodType[], value: unknown): unknown {
  let redacted = value;
  for (const schema of schemas) redacted = redact(schema, redacted);
  return redacted;
}

/** Like {@link schemasAt} for one key, but keeps the wrapper that carries the meta. */
function childSchemas(schema: z.ZodType, key: string): z.ZodType[] {
  const inner = unwrap(schema);
  const { type, options, valueType } = inner.def as unknown as {
    type: string;
    options?: z.ZodType[];
    valueType?: z.ZodType;
  };
  if (type === "union") return (options ?? []).flatMap((option) => childSchemas(option, key));
  if (type === "record" && valueType) return [valueType];
  const child = tableShape(inner)?.[key];
  return child ? [child] : [];
}
