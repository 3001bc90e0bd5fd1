import { settingMeta, type z } from "../core/schema.ts";
import { choicesOf, describeAny } from "./allowed.ts";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { describeFound, isTable, type RawConfig } from "./raw-config.ts";
import {
  alternatives,
  definition,
  fileKey,
  isSecretAt,
  schemasAt,
  tableShape,
  valueAt,
} from "./schema-walk.ts";

/** The validated configuration, or a {@link ConfigInvalidError} that lists everything wrong with it. */
export function validate<T extends z.ZodType>(schema: T, raw: RawConfig): z.infer<T> {
  const result = schema.safeParse(raw.values);
  if (result.success) return result.data;
  throw new ConfigInvalidError(result.error.issues.flatMap((issue) => describeIssue({ schema, raw }, issue)));
}

interface Subject {
  schema: z.ZodType;
  raw: RawConfig;
}

type Issue = z.core.$ZodIssue;

function describeIssue(subject: Subject, issue: Issue): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => describeUnknownKey(subject, [...issue.path, key]));
  }
  if (issue.code === "invalid_union") {
    const meant = furthestBranch(issue.errors);
    if (meant) {
      return meant.flatMap((inner) =>
        describeIssue(subject, { ...inner, path: [...issue.path, ...inner.path] }),
      );
    }
  }
  if (isMissing(subject, issue.path)) return [describeMissing(subject, issue.path)];
  return [
    {
      origin: originOf(subject, issue.path),
      path: issue.path.join("."),
      message: describeValue(subject, issue),
    },
  ];
}

/** In a union the branch that got furthest is what the person meant: the one whose problems lie deepest. */
function furthestBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  let furthest: { issues: readonly Issue[]; depth: number } | undefined;
  for (const issues of branches) {
    // Wrong keys are found in a table whose other keys were right.
    const depths = issues.map(({ path, code }) => path.length + (code === "unrecognized_keys" ? 0.5 : 0));
    const depth = Math.max(0, ...depths);
    if (depth > 0 && (!furthest || depth > furthest.depth)) furthest = { issues, depth };
  }
  return furthest?.issues;
}

function describeUnknownKey(subject: Subject, path: readonly PropertyKey[]): ConfigProblem {
  const keys = keysAllowedAt(subject, path.slice(0, -1));
  const suggestion = nearest(String(path.at(-1)), keys);
  return {
    origin: originOf(subject, path),
    path: path.join("."),
    message: suggestion
      ? `there is no such setting; did you mean "${suggestion}"?`
      : `there is no such setting; allowed here: ${keys.join(", ")}`,
  };
}

function keysAllowedAt({ schema, raw }: Subject, path: readonly PropertyKey[]): string[] {
  const table = valueAt(raw.values, path);
  const keys = schemasAt(schema, path, raw.values)
    .flatMap((found) => alternatives(found, table))
    .flatMap((found) => {
      const { keyType } = definition(found);
      if (keyType) return choicesOf(keyType).map(String);
      return Object.entries(tableShape(found) ?? {}).flatMap(([key, child]) =>
        settingMeta(child).secret ? [key, fileKey(key)] : key,
      );
    });
  return [...new Set(keys)];
}

function isMissing({ raw }: Subject, path: readonly PropertyKey[]): boolean {
  const table = valueAt(raw.values, path.slice(0, -1));
  return isTable(table) && !Object.hasOwn(table, path.at(-1) ?? "");
}

/** Reported where its table is: there is no better place. */
function describeMissing({ schema, raw }: Subject, path: readonly PropertyKey[]): ConfigProblem {
  const key = String(path.at(-1));
  const schemas = schemasAt(schema, path, raw.values);
  const instead = schemas.some((found) => settingMeta(found).secret) ? ` (or "${fileKey(key)}")` : "";
  return {
    origin: originOf({ schema, raw }, path),
    path: path.slice(0, -1).join("."),
    message: `the required "${key}"${instead} is missing; expected ${describeAny(schemas)}`,
  };
}

function describeValue({ schema, raw }: Subject, issue: Issue): string {
  const { path, code, message } = issue;
  const found = valueAt(raw.values, path);
  const schemas = schemasAt(schema, path, raw.values);
  const isSecret = isSecretAt(schema, path);
  const shown = isSecret ? describeSecret(found) : describeFound(found);
  if (code === "invalid_key") return `a key that is not allowed: ${issue.issues[0]?.message ?? message}`;
  if (code === "custom" && typeof found === "object") return message;
  // The messages of zod itself begin so; the others were written for the setting.
  const isOwnMessage = (code === "custom" || code === "invalid_format") && !message.startsWith("Invalid ");
  if (isOwnMessage) return `found ${shown}; ${message}`;
  const expected = describeAny(schemas) || message;
  const isUnquoted = ["number", "boolean"].includes(typeof found) && /^a text/.test(expected);
  const quotes = isUnquoted ? "; put it in quotes" : "";
  return `found ${shown}; expected ${expected}${quotes}${isSecret ? "" : suggestChoice(schemas, found)}`;
}

function describeSecret(value: unknown): string {
  return typeof value === "string" || value === undefined
    ? "a secret (not shown)"
    : `a ${typeof value} (not shown)`;
}

function suggestChoice(schemas: readonly z.ZodType[], found: unknown): string {
  if (typeof found !== "string") return "";
  const choices = schemas.flatMap((schema) => alternatives(schema)).flatMap(choicesOf);
  const suggestion = nearest(found, choices.map(String));
  return suggestion ? `; did you mean "${suggestion}"?` : "";
}

/** The nearest enclosing place that is known. */
function originOf({ raw }: Subject, path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length -= 1) {
    const origin = raw.origins.get(path.slice(0, length).join("."));
    if (origin) return origin;
  }
  return "configuration";
}
