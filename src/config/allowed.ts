import { z } from "../core/schema.ts";
import { alternatives, definition, unwrap } from "./schema-walk.ts";

/** What a person may write for `schema`, in words: `a whole number from 1 to 65535`, `one of "a", "b"`. */
export function describeAllowed(schema: z.ZodType): string {
  return describeAny(alternatives(schema));
}

/** The same for a value that may be of any of `schemas`. */
export function describeAny(schemas: readonly z.ZodType[]): string {
  const options = schemas.flatMap((schema) => alternatives(schema));
  const choices = options.flatMap(choicesOf);
  const others = options.filter((option) => choicesOf(option).length === 0).map(describeOne);
  const parts = choices.length > 0 ? [describeChoices(choices), ...others] : others;
  return [...new Set(parts)].join(", or ");
}

/** The values that may be written, where they can be counted. */
export function choicesOf(schema: z.ZodType): unknown[] {
  const { type, entries, values } = definition(unwrap(schema));
  if (type === "enum") return Object.values(entries ?? {});
  return type === "literal" ? (values ?? []) : [];
}

function describeChoices(choices: readonly unknown[]): string {
  const shown = [...new Set(choices.map((choice) => JSON.stringify(choice)))];
  return shown.length === 1 ? (shown[0] ?? "") : `one of ${shown.join(", ")}`;
}

function describeOne(schema: z.ZodType): string {
  const { type, element, keyType, valueType } = definition(schema);
  switch (type) {
    case "string":
      return describeText(schema);
    case "number":
      return describeNumber(schema);
    case "boolean":
      return "true or false";
    case "array":
      return `a list of ${element ? pluralise(describeAllowed(element)) : "values"}${describeCount(schema)}`;
    case "record":
      return describeMap(keyType, valueType);
    case "object":
      return "a table of settings";
    default:
      return "any value";
  }
}

function describeMap(keyType: z.ZodType | undefined, valueType: z.ZodType | undefined): string {
  const values = valueType ? pluralise(describeAllowed(valueType)) : "any value";
  const keys = keyType ? choicesOf(keyType) : [];
  const by = keys.length > 0 ? ` by ${keys.join(", ")}` : "";
  return values === "any value" ? `a table${by}` : `a table of ${values}${by}`;
}

function describeText(schema: z.ZodType): string {
  const { minLength, maxLength, format } = jsonOf(schema);
  const noun = format === "uri" ? "a URL" : "a text";
  const least = typeof minLength === "number" && minLength > 1 ? minLength : undefined;
  const length =
    least !== undefined && maxLength !== undefined
      ? ` of ${least} to ${maxLength} characters`
      : maxLength !== undefined
        ? ` of at most ${maxLength} characters`
        : least !== undefined
          ? ` of at least ${least} characters`
          : "";
  const forms = ownMessages(schema).map((message) => message.replace(/^expected /, ""));
  return `${noun}${length}${forms.length > 0 ? ` (${forms.join("; ")})` : ""}`;
}

/** The messages that the author of a setting gave its checks: what a pattern means is not to be read off it. */
function ownMessages(schema: z.ZodType): string[] {
  const { checks } = schema.def as unknown as { checks?: { _zod: { def: { error?: () => unknown } } }[] };
  return (checks ?? []).flatMap(({ _zod: { def } }) => {
    // One that takes the issue says what is wrong with one value, not what is right.
    const message = def.error?.length === 0 ? def.error() : undefined;
    return typeof message === "string" ? message : [];
  });
}

function describeNumber(schema: z.ZodType): string {
  const { type, minimum, maximum, exclusiveMinimum } = jsonOf(schema);
  const noun = type === "integer" ? "a whole number" : "a number";
  const low = isNatural(minimum) ? minimum : undefined;
  const high = isNatural(maximum) ? maximum : undefined;
  if (low !== undefined) return `${noun} from ${low} ${high === undefined ? "up" : `to ${high}`}`;
  const above = isNatural(exclusiveMinimum) ? ` above ${exclusiveMinimum}` : "";
  return `${noun}${above}${high === undefined ? "" : ` up to ${high}`}`;
}

/** Whole numbers are bounded by what a double can hold, which is not worth saying. */
function isNatural(bound: unknown): bound is number {
  return typeof bound === "number" && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}

function describeCount(schema: z.ZodType): string {
  const { minItems, maxItems } = jsonOf(schema);
  if (minItems !== undefined && maxItems !== undefined) return ` (${minItems} to ${maxItems})`;
  if (minItems !== undefined) return ` (at least ${minItems})`;
  return maxItems === undefined ? "" : ` (at most ${maxItems})`;
}

interface JsonBounds {
  type?: string;
  format?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
}

function jsonOf(schema: z.ZodType): JsonBounds {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonBounds;
}

function pluralise(phrase: string): string {
  return phrase
    .replace(/^one of/, "any of")
    .replace(/^an? (text|URL|table|list|number|whole number)\b/, "$1s");
}
