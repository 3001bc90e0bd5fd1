import { parse } from "yaml";
import type { z } from "../core/schema.ts";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { leaves } from "./schema-walk.ts";
import { type RawConfig, setOwn } from "./sources.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that begin like a setting but are read elsewhere. */
export const reservedVariables = ["EDGEWISE_CONFIG", "EDGEWISE_TOKEN", "EDGEWISE_URL"] as const;

/** `bus.payloadBytesMax` → `EDGEWISE_BUS_PAYLOAD_BYTES_MAX`. */
export function variableName(path: readonly string[]): string {
  const words = path.map((key) => key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase());
  return `EDGEWISE_${words.join("_")}`;
}

/**
 * Settings given as `EDGEWISE_<SECTION>_<KEY>`. Values are read as YAML, so `5`, `true` and `[a, b]` mean what
 * they look like; texts stay texts where the setting is a text. A variable that names no setting is an error:
 * a misspelt override that is silently ignored would be worse.
 */
export function readEnvironment(schema: z.ZodType, environment: Environment): RawConfig {
  const byName = new Map(leaves(schema).map((leaf) => [variableName(leaf.path), leaf]));
  const values: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  for (const [name, text] of Object.entries(environment)) {
    if (!name.startsWith("EDGEWISE_") || text === undefined) continue;
    if ((reservedVariables as readonly string[]).includes(name)) continue;
    const leaf = byName.get(name) ?? byName.get(name.replace(/_FILE$/, ""));
    if (!leaf || (!byName.has(name) && !leaf.meta.secret)) {
      const suggestion = nearest(name, [...byName.keys()]);
      problems.push({
        origin: `environment variable ${name}`,
        path: "",
        message: `there is no such setting${suggestion ? `; did you mean ${suggestion}?` : ""}`,
      });
      continue;
    }
    const isFile = !byName.has(name);
    const path = isFile ? [...leaf.path.slice(0, -1), `${leaf.path.at(-1)}File`] : leaf.path;
    setAt(values, path, isFile || leaf.meta.secret || acceptsText(leaf.schema, text) ? text : parse(text));
    origins.set(path.join("."), `environment variable ${name}`);
  }
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  return { values, origins };
}

/** Settings given as `--set bus.port=1884`. */
export function readFlags(schema: z.ZodType, flags: readonly string[]): RawConfig {
  const values: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  const paths = leaves(schema).map((leaf) => leaf.path.join("."));
  for (const flag of flags) {
    const [, dotted = "", text = ""] = /^([^=]+)=(.*)$/s.exec(flag) ?? [];
    const leaf = leaves(schema).find(({ path }) => path.join(".") === dotted);
    if (!leaf) {
      const suggestion = nearest(dotted || flag, paths);
      throw new ConfigInvalidError([
        {
          origin: `flag --set ${flag}`,
          path: "",
          message: `expected SETTING=VALUE with a setting that exists${suggestion ? `; did you mean ${suggestion}?` : ""}`,
        },
      ]);
    }
    setAt(values, leaf.path, leaf.meta.secret || acceptsText(leaf.schema, text) ? text : parse(text));
    origins.set(dotted, `flag --set ${flag}`);
  }
  return { values, origins };
}

function acceptsText(schema: z.ZodType, text: string): boolean {
  return schema.safeParse(text).success;
}

function setAt(values: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let table = values;
  for (const key of path.slice(0, -1)) {
    if (!Object.hasOwn(table, key)) setOwn(table, key, {});
    table = table[key] as Record<string, unknown>;
  }
  setOwn(table, path.at(-1) as string, value);
}
