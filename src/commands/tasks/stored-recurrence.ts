import { z } from "../../core/schema.ts";
import type { Recurrence } from "../../text/recurrence.ts";
import { sunEvents } from "../../text/sun.ts";

const timeOfDay = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("clock"), minute: z.number().int().min(0).max(1440) }),
  z.object({ kind: z.literal("sun"), event: z.enum(sunEvents), offsetMinutes: z.number() }),
]);

/** A {@link Recurrence} as it is read back from the disk. */
export const storedRecurrence: z.ZodType<Recurrence> = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("weekly"),
    weekdays: z.array(z.number().int().min(0).max(6)).min(1).max(7),
    time: timeOfDay,
  }),
  z.object({ kind: z.literal("monthly"), day: z.number().int().min(1).max(31), time: timeOfDay }),
  z.object({ kind: z.literal("interval"), everyMs: z.number().min(60_000) }),
]);
