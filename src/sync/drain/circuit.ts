import type { Moment } from "./connectivity.ts";

/**
 * The circuit breaker of one sink, in the usual terms (Nygard, "Release It!"): `closed` sends; `open` sends nothing
 * until its wait is over; `halfOpen` sends one small batch to see whether the far side takes records again.
 */
export interface Circuit {
  readonly state: "closed" | "open" | "halfOpen";
  /** Batches in a row of which nothing was taken. */
  readonly failuresInRow: number;
  /** When the row of failures began; undefined while there is none. */
  readonly failingSince: Moment | undefined;
}

export const closedCircuit: Circuit = { state: "closed", failuresInRow: 0, failingSince: undefined };

/** After a batch of which nothing was taken. One that fails as a probe opens it again at once. */
export function afterFailedBatch(
  circuit: Circuit,
  { failuresMax, moment }: { failuresMax: number; moment: Moment },
): Circuit {
  const failuresInRow = circuit.failuresInRow + 1;
  const isOpening = circuit.state !== "closed" || failuresInRow >= failuresMax;
  return {
    state: isOpening ? "open" : "closed",
    failuresInRow,
    failingSince: circuit.failingSince ?? moment,
  };
}

/** Once the wait of an open one is over. */
export function readyToProbe(circuit: Circuit): Circuit {
  return circuit.state === "open" ? { ...circuit, state: "halfOpen" } : circuit;
}
