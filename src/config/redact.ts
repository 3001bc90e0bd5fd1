import { settingMeta, type z } from "../core/schema.ts";
import { isTable, setOwn, withoutCredentials } from "./raw-config.ts";
import { childrenOf } from "./schema-walk.ts";

/** A copy of a configuration that may be printed: secrets read `"(secret)"`, in URLs too. */
export function redact(schema: z.ZodType, value: unknown): unknown {
  return redactWith([schema], value);
}

function redactWith(schemas: readonly z.ZodType[], value: unknown): unknown {
  const isSecret = schemas.some((schema) => settingMeta(schema).secret);
  if (isSecret && !isEmpty(value)) return "(secret)";
  if (typeof value === "string") return withoutCredentials(value);
  if (Array.isArray(value))
    return value.map((item, index) => redactWith(childrenOf(schemas, index, value), item));
  if (!isTable(value)) return value;
  const redacted: Record<string, unknown> = {};
  for (const [key, child] of Object.entries(value)) {
    setOwn(redacted, key, redactWith(childrenOf(schemas, key, value), child));
  }
  return redacted;
}

/** Nothing given is nothing secret, and worth seeing. */
function isEmpty(value: unknown): boolean {
  return value === undefined || value === "" || (isTable(value) && Object.keys(value).length === 0);
}
