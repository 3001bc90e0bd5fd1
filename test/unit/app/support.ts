import { daemonEvents } from "../../../src/config/daemon-events.ts";
import { createReporter } from "../../../src/core/events.ts";
import type { Evidence, Incident } from "../../../src/domain/incident.ts";
import type { StateStore } from "../../../src/domain/ports.ts";
import type { Series } from "../../../src/domain/sample.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

/** A clock, and a reporter of the daemon's events whose lines are kept. */
export function createWorld() {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const reporter = createReporter("daemon", daemonEvents, observability);
  return {
    clock,
    observability,
    reporter,
    /** Names of the events so far, without `daemon.`. */
    events: () => observability.records.map(({ event }) => event.replace("daemon.", "")),
    fieldsOf: (event: string) =>
      observability.records
        .filter((record) => record.event === `daemon.${event}`)
        .map(({ fields }) => fields),
  };
}

/** A signal that never aborts. */
export function patient(): AbortSignal {
  return new AbortController().signal;
}

export interface MemoryState extends StateStore {
  readonly values: Map<string, string>;
  /** What every call answers with from now on, or undefined to work. */
  failWith(error: Error | undefined): void;
}

export function createMemoryState(): MemoryState {
  const values = new Map<string, string>();
  let failure: Error | undefined;
  return {
    values,
    failWith(error) {
      failure = error;
    },
    async get(key) {
      if (failure) throw failure;
      return values.get(key);
    },
    async put(key, value) {
      if (failure) throw failure;
      values.set(key, value);
    },
  };
}

export function anIncident(id: string, change: Partial<Incident> = {}): Incident {
  return {
    id,
    status: "open",
    severity: "warning",
    openedAt: 1_000,
    updatedAt: 1_000,
    closedAt: undefined,
    clock: "synced",
    place: { device: "pump" },
    evidence: [] as Evidence[],
    evidenceOmitted: 0,
    summary: "",
    revision: 1,
    ...change,
  };
}

export function aSeries(index: number, change: Partial<Series> = {}): Series {
  return {
    index,
    id: `farm/${index}`,
    topic: `farm/${index}`,
    field: "",
    kind: "numeric",
    unit: "°C",
    name: `sensor ${index}`,
    place: {},
    labels: {},
    states: [],
    ...change,
  };
}
