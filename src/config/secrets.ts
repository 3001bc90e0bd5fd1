import { join } from "node:path";
import type { z } from "../core/schema.ts";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";
import { isTable, type RawConfig, setOwn } from "./raw-config.ts";
import { childrenOf, secretKeys, tableKeys, tableShape, takesText } from "./schema-walk.ts";
import { SecretFile } from "./secret-file.ts";
import { fileProblem, readTextFile, readTextFileIfThere } from "./text-file.ts";
import { parseYaml } from "./yaml-text.ts";

/** Secrets are at most this long; a larger file is surely the wrong one. */
const secretBytesMax = 64 * 1024;

/**
 * Reads the files of secrets (one newline at the end is cut) and fills secrets that are not given at all from
 * systemd credentials (systemd.io/CREDENTIALS) named by their dotted path, items of lists by their name:
 * `LoadCredential=bus.password:/etc/…`, `LoadCredential=sync.sinks.cloud.token:/etc/…`.
 */
export function readSecrets(
  schema: z.ZodType,
  raw: RawConfig,
  credentialsDirectory: string | undefined,
): RawConfig {
  const problems: ConfigProblem[] = [];
  const origins = new Map(raw.origins);
  const filling: Filling = {
    read(secret, schemas) {
      return collect(problems, () => readSecret(secret, schemas));
    },
    credential({ path, name }, schemas) {
      if (!credentialsDirectory) return undefined;
      const file = join(credentialsDirectory, name);
      const secret = collect(problems, () => readCredential(file, schemas));
      if (secret !== undefined) origins.set(path, `credential ${name}`);
      return secret;
    },
  };
  const values = fill([schema], raw.values, { path: "", name: "" }, filling);
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  return { values: values as Record<string, unknown>, origins };
}

/** Dotted path of a value, and the same with items of lists by name, as credentials call it. */
interface Place {
  path: string;
  name: string;
}

interface Filling {
  read(secret: SecretFile, schemas: readonly z.ZodType[]): unknown;
  credential(place: Place, schemas: readonly z.ZodType[]): unknown;
}

function fill(schemas: readonly z.ZodType[], value: unknown, place: Place, filling: Filling): unknown {
  if (value instanceof SecretFile) return filling.read(value, schemas);
  if (Array.isArray(value)) {
    return value.map((item, index) =>
      fill(childrenOf(schemas, index, value), item, placeOfItem(place, item, index), filling),
    );
  }
  // A section that is left out may have secrets in credentials nevertheless.
  const isLeftOut = value === undefined && schemas.some(tableShape);
  if (!isTable(value) && !isLeftOut) return value;
  const table = isTable(value) ? value : {};
  const secrets = secretKeys(schemas, table);
  const filled: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(table), ...tableKeys(schemas, table)])) {
    const isGiven = Object.hasOwn(table, key);
    const children = childrenOf(schemas, key, table);
    const inner = placeOfKey(place, key);
    const child =
      !isGiven && secrets.includes(key)
        ? filling.credential(inner, children)
        : fill(children, isGiven ? table[key] : undefined, inner, filling);
    if (child !== undefined) setOwn(filled, key, child);
  }
  return isLeftOut && Object.keys(filled).length === 0 ? undefined : filled;
}

function placeOfKey({ path, name }: Place, key: string): Place {
  return { path: path ? `${path}.${key}` : key, name: name ? `${name}.${key}` : key };
}

function placeOfItem({ path, name }: Place, item: unknown, index: number): Place {
  const called = isTable(item) && typeof item.name === "string" ? item.name : String(index);
  // A credential is one file, whatever an item is called.
  return { path: `${path}.${index}`, name: `${name}.${called.replaceAll(/[/\0]/g, "_")}` };
}

function collect<T>(problems: ConfigProblem[], read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigInvalidError)) throw error;
    problems.push(...error.problems);
    return undefined;
  }
}

function readSecret({ file, origin, path }: SecretFile, schemas: readonly z.ZodType[]): unknown {
  try {
    return toSecret(readTextFile(file, secretBytesMax), schemas, file);
  } catch (error) {
    if (error instanceof ConfigInvalidError) throw error;
    const message = `the secret file ${file} cannot be read (${fileProblem(error)})`;
    throw new ConfigInvalidError([{ origin, path, message }]);
  }
}

function readCredential(file: string, schemas: readonly z.ZodType[]): unknown {
  try {
    const text = readTextFileIfThere(file, secretBytesMax);
    return text === undefined ? undefined : toSecret(text, schemas, file);
  } catch (error) {
    if (error instanceof ConfigInvalidError) throw error;
    const message = `the credential cannot be read (${fileProblem(error)})`;
    throw new ConfigInvalidError([{ origin: file, path: "", message }]);
  }
}

/** A secret that is no text, such as the headers of a sink, is written in its file as YAML. */
function toSecret(text: string, schemas: readonly z.ZodType[], file: string): unknown {
  if (!schemas.some(takesText)) return parseYaml(text, (line) => `${file}:${line}`).value;
  const secret = text.replace(/\r?\n$/, "");
  if (secret === "") throw new Error("it is empty");
  return secret;
}
