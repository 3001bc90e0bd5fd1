import { type SettingMeta, settingMeta, type z } from "../core/schema.ts";
import { isTable } from "./raw-config.ts";

/** One setting that holds a value (not a table of others), as found by walking the composed schema. */
export interface Leaf {
  /** e.g. `["bus", "payloadBytesMax"]`. */
  path: readonly string[];
  schema: z.ZodType;
  meta: Partial<SettingMeta>;
}

/** As much of the inside of a schema as is read here, whatever its type. */
export interface SchemaDefinition {
  type: string;
  innerType?: z.ZodType;
  in?: z.ZodType;
  shape?: Record<string, z.ZodType>;
  element?: z.ZodType;
  keyType?: z.ZodType;
  valueType?: z.ZodType;
  options?: z.ZodType[];
  entries?: Record<string, string>;
  values?: unknown[];
}

export function definition(schema: z.ZodType): SchemaDefinition {
  return schema.def as unknown as SchemaDefinition;
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

/**
 * What `schema` may be, unwrapped: more than one behind a union. The table `value`, where given, leaves those of a
 * discriminated union that it names, such as the sinks of `type: http`.
 */
export function alternatives(schema: z.ZodType, value?: unknown): z.ZodType[] {
  const inner = unwrap(schema);
  const { type, options } = definition(inner);
  if (type !== "union") return [inner];
  const all = (options ?? []).flatMap((option) => alternatives(option, value));
  const named = all.filter((option) => isNamedBy(option, value));
  return named.length > 0 ? named : all;
}

/** Whether every key of the table that can only have one value has it. */
function isNamedBy(schema: z.ZodType, value: unknown): boolean {
  if (!isTable(value)) return true;
  const literals = Object.entries(tableShape(schema) ?? {}).filter(
    ([, child]) => definition(child).type === "literal",
  );
  return literals.every(([key, child]) => definition(child).values?.includes(value[key]));
}

/** The schemas of what is at `key` of a value of `schema`, with their wrappers and so with their meta. */
export function childSchemas(schema: z.ZodType, key: PropertyKey, value?: unknown): z.ZodType[] {
  return alternatives(schema, value).flatMap((option) => {
    const { type, shape, element, valueType } = definition(option);
    if (type === "object" && shape && Object.hasOwn(shape, key)) return shape[String(key)] ?? [];
    if (type === "array") return element ?? [];
    return type === "record" ? (valueType ?? []) : [];
  });
}

export function childrenOf(schemas: readonly z.ZodType[], key: PropertyKey, value?: unknown): z.ZodType[] {
  return schemas.flatMap((schema) => childSchemas(schema, key, value));
}

/** The keys that a table may have, as far as they are fixed. */
export function tableKeys(schemas: readonly z.ZodType[], value?: unknown): string[] {
  return tableEntries(schemas, value).map(([key]) => key);
}

/** The keys of a table that are secrets. */
export function secretKeys(schemas: readonly z.ZodType[], value?: unknown): string[] {
  const secrets = tableEntries(schemas, value).filter(([, child]) => settingMeta(child).secret);
  return [...new Set(secrets.map(([key]) => key))];
}

function tableEntries(schemas: readonly z.ZodType[], value: unknown): [string, z.ZodType][] {
  return schemas
    .flatMap((schema) => alternatives(schema, value))
    .flatMap((table) => Object.entries(tableShape(table) ?? {}));
}

/** Like {@link childSchemas} over a whole path; none where nothing is allowed. `value` is the raw value at the start. */
export function schemasAt(schema: z.ZodType, path: readonly PropertyKey[], value?: unknown): z.ZodType[] {
  const [key, ...rest] = path;
  if (key === undefined) return [schema];
  const child = valueAt(value, [key]);
  return childSchemas(schema, key, value).flatMap((found) => schemasAt(found, rest, child));
}

/** Whether the value at `path` is a secret, or inside one. */
export function isSecretAt(schema: z.ZodType, path: readonly PropertyKey[]): boolean {
  return path.some((_, index) =>
    schemasAt(schema, path.slice(0, index + 1)).some((found) => settingMeta(found).secret === true),
  );
}

/** Whether some text, not only other types, may be written for `schema`. */
export function takesText(schema: z.ZodType): boolean {
  return alternatives(schema).some((option) => {
    const { type, values } = definition(option);
    return type === "string" || type === "enum" || values?.some((value) => typeof value === "string");
  });
}

/** The key under which the file of a secret is given instead of the secret. */
export function fileKey(key: string): string {
  return `${key}File`;
}

/** The raw value at `path`, or undefined. */
export function valueAt(values: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => {
    if (Array.isArray(value)) return value[Number(key)];
    return isTable(value) && Object.hasOwn(value, key) ? value[String(key)] : undefined;
  }, values);
}
