import type { Answer } from "../../domain/utterance.ts";
import type { Thing } from "../entities/thing.ts";
import type { OwnReading } from "../own-intents/own-reading.ts";
import type { Reading } from "../understand/understand.ts";

/** What one utterance, or one of the commands joined in it, came to. */
export type Result = Pick<Answer, "outcome" | "reply" | "actions" | "rule"> & {
  things: readonly Thing[];
  /** Incidents it tells of, in that order, and what these are about. */
  incidentIds?: readonly string[];
  incidentsAbout?: string | undefined;
  reading: Reading | undefined;
  /** In place of `reading`: one of the user's own intents. */
  own?: OwnReading | undefined;
  understandMs: number;
  tierMs?: Readonly<Record<string, number>>;
  actMs: number;
  /** The text is, or may be, a code: it is told to nobody. */
  isSecret?: boolean;
};

export function talk(outcome: Answer["outcome"], reply: string, reading?: Reading): Result {
  return { outcome, reply, actions: [], things: [], reading, understandMs: 0, actMs: 0 };
}

export function joined(results: readonly Result[]): Result {
  const rank: Answer["outcome"][] = ["asked", "done", "answered", "refused", "notUnderstood"];
  const rule = results.find((result) => result.rule)?.rule;
  const incidentIds = results.flatMap((result) => result.incidentIds ?? []);
  const [best] = [...results].sort((a, b) => rank.indexOf(a.outcome) - rank.indexOf(b.outcome));
  return {
    outcome: best?.outcome ?? "refused",
    reply: results.map((result) => result.reply).join(" "),
    actions: results.flatMap((result) => result.actions),
    things: [...new Set(results.flatMap((result) => result.things))],
    ...(rule ? { rule } : {}),
    ...(incidentIds.length > 0
      ? { incidentIds, incidentsAbout: results.find((result) => result.incidentIds)?.incidentsAbout }
      : {}),
    reading: best?.reading,
    own: best?.own,
    understandMs: 0,
    actMs: results.reduce((sum, result) => sum + result.actMs, 0),
  };
}
