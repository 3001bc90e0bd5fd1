import { z } from "../core/schema.ts";
import { topicFilterProblem } from "../domain/topic.ts";

/** What the rules for sensors, logs and windows have in common. */
export const filter = z.string().refine((value) => topicFilterProblem(value) === undefined, {
  error: ({ input }) => topicFilterProblem(String(input)) ?? "not a topic filter",
});

/** `a.b.c`, array places as numbers: `probes.0.value`. Empty for a plain payload. */
export const fieldPath = z
  .string()
  .max(128)
  .refine((path) => !path.split(".").some((key) => unsafeKeys.has(key)), {
    error: "may not name __proto__, constructor or prototype",
  });

/** Keys that reach into JavaScript's own objects are never read from a payload. */
export const unsafeKeys: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Names of the named wildcards of a topic filter, in order. */
export function wildcardNames(topicFilter: string): string[] {
  return [...topicFilter.matchAll(/\{([A-Za-z_][A-Za-z0-9_]*)#?\}/g)].map((match) => match[1] ?? "");
}

export type Path = (string | number)[];

export function checkTemplates(
  context: z.RefinementCtx,
  known: ReadonlySet<string>,
  templates: Readonly<Record<string, string | undefined>>,
  path: Path = [],
): void {
  for (const [key, template] of Object.entries(templates)) {
    const unknown = wildcardNames(template ?? "").find((name) => !known.has(name));
    if (unknown === undefined) continue;
    context.addIssue({
      code: "custom",
      path: [...path, key],
      message: `{${unknown}} is no wildcard of the topic`,
    });
  }
}
