import { z } from "../../core/schema.ts";
import { storedRecurrence } from "./stored-recurrence.ts";

/** Longest label or message kept, in characters. */
export const entryTextMax = 200;

const words = z.string().min(1).max(entryTextMax);

/** A timer, an alarm or a reminder, as it is kept on the disk. Times are wall time in milliseconds. */
export const agendaEntry = z.object({
  /** Counts from 1; never given twice while the entry before lives. */
  id: z.number().int().min(1),
  kind: z.enum(["timer", "alarm", "reminder"]),
  label: words.optional(),
  /** What to be reminded of. */
  message: words.optional(),
  person: words.optional(),
  /** Where it was set, and rings. */
  area: words.optional(),
  setAt: z.number(),
  dueAt: z.number(),
  /** Of a timer: the length it was set to, with what was added since. */
  lengthMs: z.number().min(0).optional(),
  /** Of a timer that is held: what is left of it. */
  leftMs: z.number().min(0).optional(),
  /** It comes again; `dueAt` is the next time. */
  repeat: storedRecurrence.optional(),
  source: z.string().max(200),
  session: z.string().max(200).optional(),
});
export type AgendaEntry = z.infer<typeof agendaEntry>;
