import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { StateStore } from "../../domain/ports.ts";
import type { commandsEvents } from "../events.ts";
import { type Agenda, type AgendaOptions, createAgenda } from "./agenda.ts";
import { createLists, type Lists } from "./lists.ts";
import { createShifts, type Shifts } from "./shifts.ts";

/** What tasks keep over a restart. */
export interface TaskServices {
  agenda: Agenda;
  lists: Lists;
  shifts: Shifts;
  /** Takes up what an earlier run left. Never rejects: nothing of it may keep anyone from switching the light on. */
  restore(): Promise<void>;
  stop(): void;
}

export function createTaskServices(
  options: Omit<AgendaOptions, "onUnsaved"> & {
    store: StateStore;
    reporter: Reporter<typeof commandsEvents>;
  },
): TaskServices {
  const { store, reporter } = options;
  const agenda = createAgenda({
    ...options,
    onUnsaved: (error) => reporter.report("agendaUnsaved", { error: errorMessage(error) }),
  });
  const lists = createLists(store);
  const shifts = createShifts(store);
  const taken = async (what: string, restore: () => Promise<void>) => {
    try {
      await restore();
    } catch (error) {
      reporter.report("keptLost", { what, error: errorMessage(error) });
    }
  };
  return {
    agenda,
    lists,
    shifts,
    async restore() {
      await taken("agenda", async () => {
        const { unreadable } = await agenda.restore();
        if (unreadable > 0) reporter.report("keptLost", { what: "agenda", entries: unreadable });
      });
      await taken("lists", () => lists.restore());
      await taken("shifts", () => shifts.restore());
    },
    stop: () => agenda.stop(),
  };
}
