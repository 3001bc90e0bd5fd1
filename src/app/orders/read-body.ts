import { failure, type Outcome, success } from "../../core/outcome.ts";
import type { z } from "../../core/schema.ts";
import { sayIssues } from "../../sync/down/order.ts";

/** The body of an order in the form of its kind, or what is wrong with it in one line. */
export function readBody<Body>(schema: z.ZodType<Body>, body: unknown): Outcome<Body> {
  const parsed = schema.safeParse(body);
  return parsed.success ? success(parsed.data) : failure(`its body is wrong: ${sayIssues(parsed.error)}`);
}
