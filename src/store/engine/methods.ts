import type { StoreConfig } from "../config.ts";
import type { StoreCall, StoreMethods } from "./calls.ts";
import type { Tables } from "./tables.ts";
import type { EngineTime } from "./time.ts";

/** What each call of the store does to the tables at `time`. */
export function createMethods(
  { outbox, incidents, state, memories, history }: Tables,
  options: { time: EngineTime; isHeld: () => boolean; reconfigure: (config: StoreConfig) => void },
): StoreMethods {
  const { time, isHeld, reconfigure } = options;
  return {
    append(records) {
      outbox.append(records);
      return isHeld() ? "memory" : outbox.durabilityOf(records);
    },
    settle: (sink, results) => outbox.settle(sink, results, time),
    registerSinks: outbox.registerSinks,
    requeue: outbox.requeue,
    discard: outbox.discard,
    import: outbox.import,
    purge: (filter) => outbox.purge(filter, time),
    saveIncident: incidents.save,
    putState: state.put,
    saveMemories: (list) => memories.save(list, time),
    claim: (sink, request) => outbox.claim(sink, request, time),
    read: (query) => outbox.read(query, time),
    releaseSink: outbox.releaseSink,
    counts: outbox.counts,
    peek: outbox.peek,
    deadLetters: outbox.deadLetters,
    getIncident: incidents.get,
    listIncidents: incidents.list,
    similarIncidents: incidents.similar,
    getState: state.get,
    loadMemories: memories.load,
    rollups: history.rollups,
    stateChanges: history.stateChanges,
    reconfigure,
  };
}

export function invoke(methods: StoreMethods, call: StoreCall): unknown {
  const method = methods[call.method] as (...args: readonly unknown[]) => unknown;
  return method(...call.args);
}
