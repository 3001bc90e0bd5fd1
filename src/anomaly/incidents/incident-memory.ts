import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import { z } from "../../core/schema.ts";
import { anomalyKinds } from "../../domain/anomaly.ts";
import type { StateStore } from "../../domain/ports.ts";
import type { anomalyEvents } from "../events.ts";
import type { AlarmHabits } from "./alarm-habits.ts";
import type { PastIncidents } from "./past-incidents.ts";

/**
 * Keeps on the disk which alarms come together and what past incidents were about.
 *
 * 1. It is read before it is written; a read that failed is tried again at the next turn.
 * 2. It is written when something changed, at most once in `writeEveryMs`, and at the stop: a power cut loses that much
 *    learning. With 500 alarms, 2000 pairs and 200 incidents it is 350,000 characters where ids and names have 50, and
 *    1.2 million at most.
 * 3. What cannot be understood is dropped, counted, and learnt anew.
 */
export class IncidentMemory {
  readonly #options: IncidentMemoryOptions;
  #isRead = false;
  #writtenMs = Number.NEGATIVE_INFINITY;

  constructor(options: IncidentMemoryOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async read(): Promise<void> {
    const { state, habits, past, reporter } = this.#options;
    if (this.#isRead) return;
    let stored: string | undefined;
    try {
      stored = await state.get(stateKey);
    } catch (error) {
      reporter.report("incidentMemoryNotRead", { error: errorMessage(error) });
      return;
    }
    this.#isRead = true;
    if (stored === undefined) return;
    const learnt = readLearnt(stored);
    if (learnt === undefined) {
      reporter.report("incidentMemoryDropped");
      return;
    }
    habits.restore(learnt.habits);
    past.restore(learnt.past);
  }

  /** Reads or writes what is due. Never rejects. */
  async turn(): Promise<void> {
    await this.read();
    if (this.#options.monotonicMs() - this.#writtenMs >= writeEveryMs) await this.write();
  }

  async write(): Promise<void> {
    const { state, habits, past, reporter, monotonicMs } = this.#options;
    if (!this.#isRead || !(habits.isChanged || past.isChanged)) return;
    habits.isChanged = false;
    past.isChanged = false;
    this.#writtenMs = monotonicMs();
    try {
      await state.put(stateKey, JSON.stringify({ habits: habits.learnt(), past: past.learnt() }));
    } catch (error) {
      habits.isChanged = true;
      reporter.report("incidentMemoryNotSaved", { error: errorMessage(error) });
    }
  }
}

export interface IncidentMemoryOptions {
  state: StateStore;
  habits: AlarmHabits;
  past: PastIncidents;
  monotonicMs: () => number;
  reporter: Reporter<typeof anomalyEvents>;
}

const stateKey = "anomaly/incident-memory";
const writeEveryMs = 3_600_000;

const count = z.number().int().min(0);
const learntSchema = z.object({
  habits: z.object({
    version: z.literal(1),
    watchedMs: z.number().min(0),
    alarms: z.array(
      z.object({
        key: z.string(),
        subjectId: z.string(),
        type: z.enum(["series", "log"]),
        name: z.string(),
        kind: z.enum(anomalyKinds),
        onsets: count,
        lastAt: z.number(),
      }),
    ),
    pairs: z.array(z.tuple([count, count, count, z.number(), z.number().min(0)])),
  }),
  past: z.array(
    z.object({
      incidentId: z.string(),
      openedAt: z.number(),
      durationMs: z.number().min(0),
      keys: z.array(z.string()),
    }),
  ),
});

function readLearnt(stored: string): z.infer<typeof learntSchema> | undefined {
  try {
    return learntSchema.safeParse(JSON.parse(stored)).data;
  } catch {
    // Not even JSON: the same as JSON of another shape.
    return undefined;
  }
}
