import type { z } from "../core/schema.ts";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { type RawConfig, setAt } from "./raw-config.ts";
import { fileKey, type Leaf, leaves, takesText } from "./schema-walk.ts";
import { parseYaml } from "./yaml-text.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables that begin like a setting but are read elsewhere. */
const reservedVariables: readonly string[] = ["EDGEWISE_CONFIG", "EDGEWISE_TOKEN", "EDGEWISE_URL"];

/** `bus.payloadBytesMax` → `EDGEWISE_BUS_PAYLOAD_BYTES_MAX`. */
export function variableName(path: readonly string[]): string {
  const words = path.map((key) => key.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase());
  return `EDGEWISE_${words.join("_")}`;
}

/**
 * Settings given as `EDGEWISE_<SECTION>_<KEY>`. Values are read as YAML, so `5`, `true` and `[a, b]` mean what
 * they look like; texts stay texts where the setting is a text. An empty variable counts as not set. A variable
 * that names no setting is an error: a misspelt override that is silently ignored would be worse.
 */
export function readEnvironment(schema: z.ZodType, environment: Environment): RawConfig {
  const givable = givableSettings(schema).map((setting) => ({
    ...setting,
    name: variableName(setting.path),
  }));
  const byName = new Map(givable.map((setting) => [setting.name, setting]));
  const given = Object.entries(environment).flatMap(([name, text]) => {
    const isOurs = name.startsWith("EDGEWISE_") && !reservedVariables.includes(name);
    return isOurs && text ? [{ name, text }] : [];
  });
  return readGiven(
    given.map(({ name, text }) => {
      const origin = `environment variable ${name}`;
      const setting = byName.get(name);
      if (setting) return { origin, text, setting };
      return { origin, problem: `there is no such setting${didYouMean(name, [...byName.keys()])}` };
    }),
  );
}

/** Settings given as `--set bus.broker.port=1884`. The value may be a secret: no message repeats it. */
export function readFlags(schema: z.ZodType, flags: readonly string[]): RawConfig {
  const byPath = new Map(givableSettings(schema).map((setting) => [setting.path.join("."), setting]));
  return readGiven(
    flags.map((flag) => {
      const [, path, text = ""] = /^([^=]*)=(.*)$/s.exec(flag) ?? [];
      const setting = byPath.get(path ?? "");
      if (setting) return { origin: `flag --set ${path}`, text, setting };
      // Without "=" this may be the value of a flag before it.
      const shown = path ?? (flag.includes(".") ? nearest(flag, [...byPath.keys()]) : undefined);
      return {
        origin: shown ? `flag --set ${shown}` : "flag --set",
        problem:
          path === undefined
            ? "expected SETTING=VALUE"
            : `there is no such setting${didYouMean(path, [...byPath.keys()])}`,
      };
    }),
  );
}

interface GivableSetting {
  path: readonly string[];
  leaf: Leaf;
  /** The value is the path of a file with the secret. */
  isFile: boolean;
}

type Given = { origin: string; text: string; setting: GivableSetting } | { origin: string; problem: string };

/** Every setting, and `<key>File` of the secret ones. */
function givableSettings(schema: z.ZodType): GivableSetting[] {
  return leaves(schema).flatMap((leaf) => {
    const itself = { path: leaf.path, leaf, isFile: false };
    if (!leaf.meta.secret) return [itself];
    const filePath = [...leaf.path.slice(0, -1), fileKey(leaf.path.at(-1) ?? "")];
    return [itself, { path: filePath, leaf, isFile: true }];
  });
}

function readGiven(given: readonly Given[]): RawConfig {
  const values: Record<string, unknown> = {};
  const origins = new Map<string, string>();
  const problems: ConfigProblem[] = [];
  for (const one of given) {
    if ("problem" in one) {
      problems.push({ origin: one.origin, path: "", message: one.problem });
      continue;
    }
    const { origin, text, setting } = one;
    try {
      setAt(values, setting.path, setting.isFile ? text : toValue(setting.leaf.schema, text, origin));
      origins.set(setting.path.join("."), origin);
    } catch (error) {
      if (!(error instanceof ConfigInvalidError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  return { values, origins };
}

/** A text stays a text where one may be written, even if it looks like a number or is not the right text. */
function toValue(schema: z.ZodType, text: string, origin: string): unknown {
  return takesText(schema) ? text : parseYaml(text, () => origin).value;
}

function didYouMean(name: string, names: readonly string[]): string {
  const suggestion = nearest(name, names);
  return suggestion ? `; did you mean ${suggestion}?` : "";
}
