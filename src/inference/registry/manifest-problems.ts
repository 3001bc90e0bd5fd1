import type { z } from "../../core/schema.ts";

/** One thing wrong with a manifest: where, what stands there, what may stand there. */
export interface ManifestProblem {
  /** e.g. `files[2].sha256`; empty for the manifest as a whole. */
  path: string;
  found: string;
  allowed: string;
}

type Issue = z.core.$ZodIssue;

/** More than this many problems are not listed: the first ones tell. */
const problemsMax = 20;

/** What zod found wrong with `value`, in words a publisher can act on. */
export function manifestProblems(issues: readonly Issue[], value: unknown): ManifestProblem[] {
  return issues.slice(0, problemsMax).flatMap((issue) => describeIssue(issue, value));
}

function describeIssue(issue: Issue, value: unknown): ManifestProblem[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.slice(0, problemsMax).map((key) => ({
      path: pathText([...issue.path, key]),
      found: "an unknown key",
      allowed: "only the keys of format 1",
    }));
  }
  return [{ path: pathText(issue.path), found: describe(at(value, issue.path)), allowed: allowedBy(issue) }];
}

export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((key, position) =>
      typeof key === "number" ? `[${key}]` : `${position === 0 ? "" : "."}${shown(String(key))}`,
    )
    .join("");
}

function at(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null && Object.hasOwn(inner, key)
        ? (inner as Record<PropertyKey, unknown>)[key]
        : undefined,
    value,
  );
}

/** A value of the manifest as it is shown: short, and of a large one only what it is. */
export function describe(value: unknown): string {
  if (value === undefined) return "nothing";
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  if (typeof value === "string") return JSON.stringify(shown(value));
  return String(value);
}

const shownMax = 80;

function shown(text: string): string {
  return text.length > shownMax ? `${text.slice(0, shownMax)}…` : text;
}

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return nouns[issue.expected] ?? issue.expected;
    case "invalid_value":
      return issue.values.map((value) => JSON.stringify(value)).join(" or ");
    case "too_small":
      return `at least ${String(issue.minimum)}${unitOf(issue.origin)}`;
    case "too_big":
      return `at most ${String(issue.maximum)}${unitOf(issue.origin)}`;
    case "invalid_union":
      return "a whole number or a name";
    default:
      return issue.message;
  }
}

const nouns: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
};

function unitOf(origin: string): string {
  if (origin === "string") return " characters";
  return origin === "array" ? " items" : origin === "record" || origin === "object" ? " keys" : "";
}
