import { type SettingMeta, settingMeta, z } from "../core/schema.ts";

/** One setting that holds a value (not a table of others), as found by walking the composed schema. */
export interface Leaf {
  /** e.g. `["bus", "payloadBytesMax"]`. */
  path: readonly string[];
  schema: z.ZodType;
  meta: Partial<SettingMeta>;
}

interface Definition {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  valueType?: z.ZodType;
  options?: z.ZodType[];
  defaultValue?: unknown;
}

function definition(schema: z.ZodType): Definition {
  return schema.def as unknown as Definition;
}

/** The schema inside defaults, optionals and the input side of transforms. */
export function unwrap(schema: z.ZodType): z.ZodType {
  const { innerType, in: input } = definition(schema);
  if (innerType) return unwrap(innerType);
  return input ? unwrap(input) : schema;
}

/** The keys of a table with their schemas, or undefined when `schema` is not a table with fixed keys. */
export function tableShape(schema: z.ZodType): Record<string, z.ZodType> | undefined {
  const inner = definition(unwrap(schema));
  return inner.type === "object" ? inner.shape : undefined;
}

/** Every leaf setting in order of declaration. Lists and maps count as one leaf. */
export function leaves(schema: z.ZodType, path: readonly string[] = []): Leaf[] {
  const shape = tableShape(schema);
  if (!shape) return [{ path, schema, meta: settingMeta(schema) }];
  return Object.entries(shape).flatMap(([key, child]) => leaves(child, [...path, key]));
}

/** The schemas a value at `path` may have: more than one behind a union, none where nothing is allowed. */
export function schemasAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType[] {
  const inner = unwrap(schema);
  const { type, options, shape, element, valueType } = definition(inner);
  if (type === "union") return (options ?? []).flatMap((option) => schemasAt(option, path));
  const [key, ...rest] = path;
  if (key === undefined) return [inner];
  if (type === "object") {
    const child = shape?.[String(key)];
    return child ? schemasAt(child, rest) : [];
  }
  if (type === "array" && element) return schemasAt(element, rest);
  if (type === "record" && valueType) return schemasAt(valueType, rest);
  return [];
}

/** What a person may write for `schema`, in words: `a whole number from 1 to 65535`, `one of "a", "b"`. */
export function describeAllowed(schema: z.ZodType): string {
  const inner = unwrap(schema);
  const json = z.toJSONSchema(inner, { io: "input", unrepresentable: "any" }) as Record<string, unknown>;
  return describeJsonSchema(json);
}

function describeJsonSchema(json: Record<string, unknown>): string {
  if (json.const !== undefined) return JSON.stringify(json.const);
  const choices = json.enum as unknown[] | undefined;
  if (choices) return `one of ${choices.map((choice) => JSON.stringify(choice)).join(", ")}`;
  const alternatives = (json.anyOf ?? json.oneOf) as Record<string, unknown>[] | undefined;
  if (alternatives) return [...new Set(alternatives.map(describeJsonSchema))].join(", or ");
  switch (json.type) {
    case "integer":
    case "number":
      return describeNumber(json);
    case "string":
      return json.pattern ? "a text in the expected form" : "a text";
    case "boolean":
      return "true or false";
    case "array":
      return `a list of ${pluralise(describeJsonSchema((json.items ?? {}) as Record<string, unknown>))}`;
    case "object":
      return "a table of settings";
    case "null":
      return "nothing (null)";
    default:
      return "any value";
  }
}

function describeNumber(json: Record<string, unknown>): string {
  const noun = json.type === "integer" ? "a whole number" : "a number";
  const low = json.minimum as number | undefined;
  const above = json.exclusiveMinimum as number | undefined;
  const high = json.maximum as number | undefined;
  const isLowNatural = low !== undefined && low > Number.MIN_SAFE_INTEGER;
  const isHighNatural = high !== undefined && high < Number.MAX_SAFE_INTEGER;
  const from = isLowNatural
    ? `from ${low}`
    : above !== undefined && above > Number.MIN_SAFE_INTEGER
      ? `above ${above}`
      : "";
  const to = isHighNatural ? `${isLowNatural ? "to" : "up to"} ${high}` : isLowNatural ? "up" : "";
  return [noun, from, to].filter(Boolean).join(" ");
}

function pluralise(phrase: string): string {
  return phrase.replace(/^an? /, "").replace(/^(text|table|number|whole number)\b/, "$1s");
}
