import type { StoreConfig } from "../config.ts";
import type { createStateTable } from "../state.ts";

/** Where a run stages, or `disk`: nowhere. */
export type StagePlace = Pick<StoreConfig["staging"], "place" | "directory">;

const stateKey = "store/lastStage";
const nowhere: StagePlace = { place: "disk", directory: "" };

export type LastStage = ReturnType<typeof createLastStage>;

/**
 * Where the run stages, kept in the database from before anything is staged until all of it is on the disk at the stop. So a
 * start that finds it there knows where something may still be, or that it is lost, whatever the configuration says now.
 */
export function createLastStage(state: ReturnType<typeof createStateTable>) {
  function read(): StagePlace {
    const text = state.get(stateKey);
    return text === undefined ? nowhere : (JSON.parse(text) as StagePlace);
  }

  function note({ place, directory }: StagePlace): void {
    const before = read();
    if (before.place === place && before.directory === directory) return;
    state.put(stateKey, JSON.stringify({ place, directory }));
  }

  return {
    read,
    note,
    /** Nothing is staged any more. */
    forget: () => note(nowhere),
  };
}
