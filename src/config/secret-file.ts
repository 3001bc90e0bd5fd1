import { resolve } from "node:path";
import type { z } from "../core/schema.ts";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";
import { describeFound, isTable, type RawConfig, setOwn } from "./raw-config.ts";
import { childrenOf, fileKey, secretKeys } from "./schema-walk.ts";

/** Stands for a secret that is in a file. Read last, when it is known that nothing stronger takes its place. */
export class SecretFile {
  readonly file: string;
  /** Where `<key>File` was given. */
  readonly origin: string;
  /** Dotted path of `<key>File`. */
  readonly path: string;

  constructor(options: { file: string; origin: string; path: string }) {
    this.file = options.file;
    this.origin = options.origin;
    this.path = options.path;
  }
}

/**
 * Puts a {@link SecretFile} at `<key>` for every `<key>File` of a secret `<key>`, in lists and maps too. Done for each
 * source by itself: a secret given directly by a stronger source then replaces the file of a weaker one, and the
 * other way round. Relative files are in `directory`.
 */
export function referSecretFiles(schema: z.ZodType, raw: RawConfig, directory: string): RawConfig {
  const origins = new Map(raw.origins);
  const problems: ConfigProblem[] = [];
  const values = refer([schema], raw.values, [], (table, key, path) => {
    const given = [...path, fileKey(key)].join(".");
    const file = table[fileKey(key)];
    const origin = origins.get(given) ?? "configuration";
    if (typeof file !== "string" || file === "") {
      const message = `found ${describeFound(file)}; expected the path of a file`;
      problems.push({ origin, path: given, message });
    } else if (Object.hasOwn(table, key)) {
      problems.push({ origin, path: given, message: `give either ${key} or ${fileKey(key)}` });
    }
    origins.set([...path, key].join("."), origin);
    return new SecretFile({ file: resolve(directory, String(file)), origin, path: given });
  });
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  return { values: values as Record<string, unknown>, origins };
}

function refer(
  schemas: readonly z.ZodType[],
  value: unknown,
  path: readonly string[],
  referenceTo: (table: Record<string, unknown>, key: string, path: readonly string[]) => SecretFile,
): unknown {
  const child = (key: string, inner: unknown) =>
    refer(childrenOf(schemas, key, value), inner, [...path, key], referenceTo);
  if (Array.isArray(value)) return value.map((item, index) => child(String(index), item));
  if (!isTable(value)) return value;
  const referred: Record<string, unknown> = {};
  const secrets = secretKeys(schemas, value).filter((key) => Object.hasOwn(value, fileKey(key)));
  for (const [key, inner] of Object.entries(value)) {
    if (!secrets.some((secret) => fileKey(secret) === key)) setOwn(referred, key, child(key, inner));
  }
  for (const key of secrets) setOwn(referred, key, referenceTo(value, key, path));
  return referred;
}
