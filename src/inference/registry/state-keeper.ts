import { errorMessage } from "../../core/errors.ts";
import type { Reporter } from "../../core/events.ts";
import type { modelsEvents } from "./events.ts";
import { type RegistryState, readState, type TaskState, withTask, writeState } from "./state.ts";

/** The registry's state in memory and on the disk. In memory it changes only when it is on the disk. */
export interface StateKeeper {
  current(): RegistryState;
  task(task: string): TaskState;
  read(): Promise<void>;
  /** Throws `StateWriteError`; nothing is changed then. */
  commit(next: RegistryState): Promise<void>;
  commitTask(task: string, next: TaskState): Promise<void>;
  /** For what nobody waits for: a failure is reported, and memory and disk differ until the next change. */
  keep(next: RegistryState): Promise<void>;
}

export function createStateKeeper(directory: string, reporter: Reporter<typeof modelsEvents>): StateKeeper {
  let state: RegistryState = { format: 1, tasks: {}, measured: {} };
  const keeper: StateKeeper = {
    current: () => state,
    task: (task) => state.tasks[task] ?? {},
    async read() {
      const read = await readState(directory);
      state = read.state;
      if (read.damaged) reporter.report("stateDamaged", { reason: read.damaged });
    },
    async commit(next) {
      await writeState(directory, next);
      state = next;
    },
    commitTask: (task, next) => keeper.commit(withTask(state, task, next)),
    async keep(next) {
      state = next;
      try {
        await writeState(directory, next);
      } catch (error) {
        reporter.report("stateNotWritten", { error: errorMessage(error) });
      }
    },
  };
  return keeper;
}
