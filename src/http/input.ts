import { z } from "../core/schema.ts";
import { RequestError } from "./errors.ts";

/** The value in the type of `schema`, or a 400 that says which fields are wrong, how, and what there is. */
export function parseInput<T>(schema: z.ZodType<T>, value: unknown, where: "query" | "body"): T {
  const parsed = schema.safeParse(value ?? {});
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.slice(0, problemsMax).map(({ path, message }) => {
    return path.length > 0 ? `${path.join(".")}: ${message}` : message;
  });
  throw new RequestError(400, `http.${where}Invalid`, `The ${where} is not valid: ${problems.join("; ")}.`, {
    hint: `allowed: ${allowedKeys(schema)}`,
  });
}

const problemsMax = 5;

function allowedKeys(schema: z.ZodType): string {
  const { shape } = schema as { shape?: Record<string, unknown> };
  return shape ? Object.keys(shape).join(", ") || "nothing" : "a JSON object";
}

/** A time as ISO-8601 or milliseconds since 1970, in milliseconds. */
export const timeInput = z.string().transform((text, context) => {
  const ms = /^-?\d+$/.test(text) ? Number(text) : Date.parse(text);
  if (Number.isFinite(ms) && Math.abs(ms) <= 8.64e15) return ms;
  context.addIssue({ code: "custom", message: "neither an ISO-8601 time nor milliseconds since 1970" });
  return z.NEVER;
});

/** A whole number from a query string. */
export function countInput(range: { min: number; max: number; default: number }) {
  return z.coerce.number().int().min(range.min).max(range.max).default(range.default);
}
