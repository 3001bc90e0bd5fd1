import { z } from "../../core/schema.ts";
import { actingIntents } from "../act/deeds.ts";
import { attributeNames } from "../entities/attributes.ts";

/**
 * Commands that wait for a time or a condition, as they are kept on the disk. Times are wall time in milliseconds.
 */

const timeOfDay = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("clock"), minute: z.number() }),
  z.object({
    kind: z.literal("sun"),
    event: z.enum(["dawn", "sunrise", "sunset", "dusk"]),
    offsetMinutes: z.number(),
  }),
]);

const recurrence = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("weekly"), weekdays: z.array(z.number()).max(7), time: timeOfDay }),
  z.object({ kind: z.literal("monthly"), day: z.number(), time: timeOfDay }),
  z.object({ kind: z.literal("interval"), everyMs: z.number().min(1000) }),
]);

/** What is watched: the value of a thing ("" is its main state), of a series that no thing has, or whether it is dark. */
const watched = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("entity"), entityId: z.string(), attribute: z.enum(["", ...attributeNames]) }),
  z.object({ kind: z.literal("series"), seriesId: z.string() }),
  z.object({ kind: z.literal("sun") }),
]);
export type Watched = z.infer<typeof watched>;

/** What a value has to be, in its own unit. */
const test = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("state"), state: z.string().max(100), isNegated: z.boolean() }),
  z.object({
    kind: z.literal("number"),
    comparison: z.enum(["above", "below", "atLeast", "atMost", "equals"]),
    value: z.number(),
  }),
  z.object({ kind: z.literal("between"), from: z.number(), to: z.number(), isNegated: z.boolean() }),
]);
export type WatchedTest = z.infer<typeof test>;

const condition = z.object({
  watched: z.array(watched).min(1).max(50),
  /** Of several, whether one is enough. */
  isAny: z.boolean(),
  test,
  /** How long it has to have been so. */
  forMs: z.number().min(0),
  /** In words, after "when": `the tank is empty`. */
  said: z.string().max(300),
});
export type Condition = z.infer<typeof condition>;

const trigger = z.discriminatedUnion("kind", [
  /** `delayMs`: it was said as "in ten minutes"; it never waits longer than that, whatever the clock is set to. */
  z.object({ kind: z.literal("at"), at: z.number(), delayMs: z.number().min(0).optional() }),
  z.object({ kind: z.literal("recurring"), rule: recurrence, next: z.number() }),
  z.object({
    kind: z.literal("condition"),
    condition,
    /** What has to be so as well; then "for ten minutes" is said of all of it. */
    others: z.array(condition).max(5).optional(),
    /** It counts when that no longer holds. */
    isEnding: z.boolean().optional(),
    /** Again each time it becomes so; else once. */
    isEvery: z.boolean(),
    /** It was so when last looked at and has been acted on: it has to end before it counts again. */
    isSpent: z.boolean(),
  }),
]);
export type Trigger = z.infer<typeof trigger>;

const wish = z.object({
  intent: z.enum(actingIntents),
  attribute: z.enum(attributeNames).optional(),
  value: z.union([z.number(), z.string().max(1_000)]).optional(),
  said: z.string().max(300).optional(),
  step: z.union([z.number(), z.string().max(300)]).optional(),
  isImplied: z.boolean().optional(),
  forMs: z.number().optional(),
});

export const storedRule = z.object({
  /** Counts from 1; not given twice while the rule before lives. */
  id: z.number().int().min(1),
  /** What was said. */
  text: z.string().max(500),
  /** What it does and when, as a sentence. */
  sentence: z.string().max(1_000),
  trigger,
  wishes: z.array(wish).min(1).max(10),
  entityIds: z.array(z.string()).min(1).max(1_000),
  /** What was given for things that ask first, when it was stored. */
  given: z.enum(["nothing", "confirm", "code"]),
  createdAt: z.number(),
  /** Undefined: it stays until it is cancelled, or has been done. */
  expiresAt: z.number().optional(),
  source: z.string().max(200),
  area: z.string().max(200).optional(),
  session: z.string().max(200).optional(),
});
export type ConditionTrigger = Extract<Trigger, { kind: "condition" }>;
export type Rule = z.infer<typeof storedRule>;
export type RuleDraft = Omit<Rule, "id">;
