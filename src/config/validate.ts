import type { z } from "../core/schema.ts";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";
import { nearest } from "./nearest.ts";
import { describeAllowed, schemasAt, tableShape } from "./schema-walk.ts";
import { describeFound, isTable, type RawConfig } from "./sources.ts";

/** The validated configuration, or a {@link ConfigInvalidError} that lists everything wrong with it. */
export function validate<T extends z.ZodType>(schema: T, raw: RawConfig): z.infer<T> {
  const result = schema.safeParse(raw.values);
  if (result.success) return result.data;
  const problems = result.error.issues.flatMap((issue) => describeIssue(schema, raw, issue));
  throw new ConfigInvalidError(problems);
}

function describeIssue(schema: z.ZodType, raw: RawConfig, issue: z.core.$ZodIssue): ConfigProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => describeUnknownKey(schema, raw, [...issue.path, key]));
  }
  if (issue.code === "invalid_union") {
    const deepest = deepestBranch(issue.errors);
    if (deepest) {
      return deepest.flatMap((inner) =>
        describeIssue(schema, raw, { ...inner, path: [...issue.path, ...inner.path] }),
      );
    }
  }
  const found = valueAt(raw.values, issue.path);
  const allowed = [...new Set(schemasAt(schema, issue.path).map(describeAllowed))].join(", or ");
  const isOwnMessage = issue.code === "custom" || issue.code === "invalid_format";
  return [
    {
      origin: originOf(raw, issue.path),
      path: issue.path.join("."),
      message: isOwnMessage
        ? `${issue.message}; found ${describeFound(found)}`
        : `found ${describeFound(found)}; expected ${allowed || issue.message}${suggestChoice(schema, issue.path, found)}`,
    },
  ];
}

/** In a union the branch that got furthest is what the person meant (they had its keys right). */
function deepestBranch(branches: readonly z.core.$ZodIssue[][]): readonly z.core.$ZodIssue[] | undefined {
  let best: { issues: readonly z.core.$ZodIssue[]; depth: number } | undefined;
  for (const issues of branches) {
    const depth = Math.max(0, ...issues.map((issue) => issue.path.length));
    const isUnknownKey = issues.every((issue) => issue.code === "unrecognized_keys");
    const reach = depth + (isUnknownKey ? 0.5 : 0);
    if (reach > 0 && (!best || reach > best.depth)) best = { issues, depth: reach };
  }
  return best?.issues;
}

function describeUnknownKey(schema: z.ZodType, raw: RawConfig, path: readonly PropertyKey[]): ConfigProblem {
  const key = String(path.at(-1));
  const keys = [
    ...new Set(schemasAt(schema, path.slice(0, -1)).flatMap((table) => Object.keys(tableShape(table) ?? {}))),
  ];
  const suggestion = nearest(key, keys);
  return {
    origin: originOf(raw, path),
    path: path.join("."),
    message: suggestion
      ? `there is no such setting; did you mean "${suggestion}"?`
      : `there is no such setting; allowed here: ${keys.join(", ")}`,
  };
}

function suggestChoice(schema: z.ZodType, path: readonly PropertyKey[], found: unknown): string {
  if (typeof found !== "string") return "";
  const choices = schemasAt(schema, path).flatMap(
    (candidate) => ((candidate.def as { entries?: Record<string, string> }).entries ?? {}) as object,
  );
  const suggestion = nearest(found, choices.flatMap(Object.values).map(String));
  return suggestion ? `; did you mean "${suggestion}"?` : "";
}

/** The nearest enclosing place that is known: a missing key is reported where its table is. */
function originOf(raw: RawConfig, path: readonly PropertyKey[]): string {
  for (let length = path.length; length > 0; length -= 1) {
    const origin = raw.origins.get(path.slice(0, length).join("."));
    if (origin) return origin;
  }
  return "configuration";
}

function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  let value = values;
  for (const key of path) {
    if (Array.isArray(value)) value = value[Number(key)];
    else if (isTable(value) && Object.hasOwn(value, key)) value = value[String(key)];
    else return undefined;
  }
  return value;
}
