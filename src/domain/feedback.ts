import { failure, type Outcome, success } from "../core/outcome.ts";
import { z } from "../core/schema.ts";
import { type AnomalyKind, anomalyKinds, type Direction, type PatternReason } from "./anomaly.ts";

/**
 * What a person says of an incident. `ack`: seen, nothing is learnt. `falseAlarm`: this series and kind need more
 * evidence from now on. `alwaysNormal`: this deviation is usual here and never alarms again.
 */
export const feedbackVerdicts = ["ack", "falseAlarm", "alwaysNormal"] as const;
export type FeedbackVerdict = (typeof feedbackVerdicts)[number];

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, "write a time of day as HH:MM");

const wishSchema = z
  .strictObject({
    verdict: z.enum(feedbackVerdicts),
    /** Id of an incident: all of it is meant, or with `kind` its evidence of that kind. */
    incident: z.string().trim().min(1).max(100).optional(),
    /** Id of a series, with `kind`: its newest such anomaly is meant. */
    series: z.string().min(1).max(2_000).optional(),
    kind: z.enum(anomalyKinds).optional(),
    /** For `alwaysNormal`: only between these times of day, in the time zone of the daemon; may pass midnight. */
    from: timeOfDay.optional(),
    to: timeOfDay.optional(),
    /** Who says so. */
    by: z.string().trim().min(1).max(100).optional(),
    /** Comes back in the reply. */
    id: z.union([z.string().min(1).max(100), z.number()]).optional(),
  })
  .superRefine((wish, context) => {
    const refuse = (message: string) => context.addIssue({ code: "custom", message });
    if ((wish.incident === undefined) === (wish.series === undefined))
      refuse("give either incident or series");
    if (wish.series !== undefined && wish.kind === undefined) refuse("give the kind along with series");
    if (wish.verdict === "ack" && wish.incident === undefined) refuse("ack is about an incident");
    if ((wish.from === undefined) !== (wish.to === undefined)) refuse("give both from and to, or neither");
    if (wish.from !== undefined && wish.verdict !== "alwaysNormal")
      refuse("from and to belong to alwaysNormal");
    if (wish.from !== undefined && wish.from === wish.to) refuse("from and to are the same time of day");
  });

export type FeedbackWish = z.infer<typeof wishSchema>;

/** Feedback as it came, or what is wrong with it. */
export function readFeedback(value: unknown): Outcome<FeedbackWish> {
  const parsed = wishSchema.safeParse(value);
  if (parsed.success) return success(parsed.data);
  const problems = parsed.error.issues.slice(0, 5).map(({ path, message }) => {
    return path.length > 0 ? `${path.join(".")}: ${message}` : message;
  });
  return failure(problems.join("; "));
}

/** Something that was learnt from feedback and is in force. */
export interface FeedbackEntry {
  /** Stays the same over restarts; never given again. */
  id: number;
  verdict: "falseAlarm" | "alwaysNormal";
  seriesId: string;
  /** What people call the series. */
  name: string;
  kind: AnomalyKind;
  /** For `falseAlarm`: how many times the usual evidence is asked for now. It fades. */
  factor: number | undefined;
  /** For `alwaysNormal`: what is taken as usual. */
  direction: Direction | undefined;
  low: number | undefined;
  high: number | undefined;
  state: string | undefined;
  durationMsMax: number | undefined;
  reason: PatternReason | undefined;
  from: string | undefined;
  to: string | undefined;
  createdAt: number;
  by: string;
  /** Alarms that did not come because of it since the last start, and when the last one would have. */
  silenced: number;
  silencedAt: number | undefined;
  /** All of it as people say it. */
  told: string;
}

export interface FeedbackAnswer {
  verdict: FeedbackVerdict;
  incidentId: string | undefined;
  /** What became of the incident: it was noted on it while it stays open, it was closed by this, it stays as it is. */
  incident: "noted" | "closed" | "unchanged";
  learnt: readonly FeedbackEntry[];
  /** What was not learnt, and why. */
  refused: readonly { subjectId: string; kind: AnomalyKind; reason: string }[];
  /** All of it in one or two sentences. */
  text: string;
}

/** Where people say what they think of incidents. */
export interface FeedbackDesk {
  /** Durable when it resolves. Rejects with a named error when nothing can be made of it. */
  give(wish: FeedbackWish): Promise<FeedbackAnswer>;
  /** In the order they were learnt. */
  entries(): readonly FeedbackEntry[];
  /** Ends one; false when there is none of this id. */
  forget(id: number): Promise<boolean>;
}
