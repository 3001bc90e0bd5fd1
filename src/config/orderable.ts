import { settingMeta, type z } from "../core/schema.ts";
import { isTable } from "./raw-config.ts";
import { edgewiseConfig } from "./schema.ts";
import { tableShape } from "./schema-walk.ts";

/**
 * Settings that no order may change, whatever the operator allows: they say who may do what, where this device can be
 * reached, what orders themselves are judged by, and what of the queue is given up: no rollback brings that back. Things and sentences have kinds of orders of their own.
 */
const neverOrdered: readonly string[] = [
  "daemon",
  "bus",
  "http",
  "sync.sinks",
  "sync.down",
  "inference.trustedKeys",
  "inference.allowUnsigned",
  "inference.backends",
  "inference.runtimePath",
  "commands.permissions",
  "commands.code",
  "commands.codeAttemptsMax",
  "commands.codeLockoutMs",
  "commands.entities",
  "commands.areas",
  "commands.ownIntents",
  "commands.sentences",
  "system.clock",
  "store.bytesMax",
  "store.outboxBytesMax",
  "store.outboxRecordsMax",
  "store.outboxAgeDaysMax",
  "store.outboxAgeDaysByClass",
  "store.recordBytesMax",
  "store.deadLettersCountMax",
  "store.staging",
  "store.thinning",
];

/** One setting in a tree of values, as a dotted path. */
export interface OrderedSetting {
  path: string;
  /** Why it may not be ordered; undefined when it may. */
  problem: string | undefined;
}

/** Every setting in `values`, judged. `allowed` are dotted paths, `.*` at the end for all below. */
export function orderedSettings(
  values: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
): OrderedSetting[] {
  return walk(edgewiseConfig, values, []).map(({ path, schema }) => ({
    path,
    problem: problemOf(path, schema, allowed),
  }));
}

interface Found {
  path: string;
  /** Undefined: there is no such setting. */
  schema: z.ZodType | undefined;
}

function walk(
  schema: z.ZodType,
  values: Readonly<Record<string, unknown>>,
  above: readonly string[],
): Found[] {
  const shape = tableShape(schema) ?? {};
  return Object.entries(values).flatMap(([key, value]) => {
    const path = [...above, key];
    const child = Object.hasOwn(shape, key) ? shape[key] : undefined;
    const isSection = child !== undefined && tableShape(child) !== undefined;
    if (isSection && isTable(value)) return walk(child, value, path);
    return [{ path: path.join("."), schema: child }];
  });
}

function problemOf(
  path: string,
  schema: z.ZodType | undefined,
  allowed: readonly string[],
): string | undefined {
  if (schema === undefined) return "there is no such setting";
  if (tableShape(schema) !== undefined) return "it is a table of settings, and no table was given";
  const { secret, reload } = settingMeta(schema);
  if (secret || neverOrdered.some((key) => path === key || path.startsWith(`${key}.`))) {
    return "it gives power, cuts connections or gives up records, and is never ordered";
  }
  if (!allowed.some((pattern) => fits(path, pattern))) return "sync.down.configurationKeys does not allow it";
  return reload === "live"
    ? undefined
    : "it needs a restart, and only what can change while running is ordered";
}

function fits(path: string, pattern: string): boolean {
  return pattern.endsWith(".*") ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}
