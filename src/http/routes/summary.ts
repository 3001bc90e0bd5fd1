import { z } from "../../core/schema.ts";
import { parseInput } from "../input.ts";
import type { Route } from "../route.ts";
import { digestView } from "../views.ts";

const summaryQuery = z.strictObject({ span: z.enum(["day", "week"]).default("day") });

/** What happened in the last day or week, in words. */
export const summaryRoute: Route = {
  method: "GET",
  path: "/api/summary",
  summary: "the digest of the last 24 hours or seven days, with its facts: ?span=day|week",
  isOpen: false,
  async handle({ query }, { api }) {
    const { span } = parseInput(summaryQuery, query, "query");
    return { body: digestView(span, await api.digest(span)) };
  },
};
