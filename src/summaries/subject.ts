import type { Evidence } from "../domain/incident.ts";

/**
 * What counts as one subject in a text: a series by its id, a log by its name. The kinds of line of one log have
 * their own ids, but "two other logs" must be two logs.
 */
export function subjectKey({ type, name, subjectId }: Evidence): string {
  return type === "log" ? `log ${name}` : `series ${subjectId}`;
}
