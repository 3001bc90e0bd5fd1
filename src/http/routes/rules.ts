import type { RuleItem } from "../api.ts";
import { RequestError } from "../errors.ts";
import type { Route } from "../route.ts";

/** Commands that wait for a time or a condition. */
export const ruleRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/rules",
    summary: "commands that wait for a time or a condition",
    isOpen: false,
    async handle(_input, { api }) {
      return { body: { rules: api.rules().map(ruleView) } };
    },
  },
  {
    method: "DELETE",
    path: "/api/rules/:id",
    summary: "cancel one of them",
    isOpen: false,
    async handle({ params }, { api }) {
      const text = params.id ?? "";
      const id = /^[0-9]{1,9}$/.test(text) ? Number(text) : undefined;
      if (id !== undefined && (await api.removeRule(id))) return { body: { id, isCancelled: true } };
      throw new RequestError(404, "http.ruleUnknown", `There is no rule ${JSON.stringify(text)}.`, {
        hint: "GET /api/rules lists them",
      });
    },
  },
];

/** Times as ISO 8601 text. */
export function ruleView({ createdAt, dueAt, expiresAt, ...rule }: RuleItem) {
  const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
  return {
    ...rule,
    createdAt: new Date(createdAt).toISOString(),
    dueAt: iso(dueAt),
    expiresAt: iso(expiresAt),
  };
}
