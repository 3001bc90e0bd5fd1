import { expect, test } from "vitest";
import { afterFailedBatch, closedCircuit, readyToProbe } from "../../../../src/sync/drain/circuit.ts";

const fail = (circuit = closedCircuit, atMs = 0) =>
  afterFailedBatch(circuit, { failuresMax: 3, moment: { at: atMs, monotonicMs: atMs } });

test("a circuit opens with the configured number of failures in a row, not before", () => {
  expect(fail(fail()).state).toBe("closed");
  expect(fail(fail(fail())).state).toBe("open");
});

test("a failed probe opens it again at once, and the outage counts from its first failure", () => {
  const probing = readyToProbe(fail(fail(fail(closedCircuit, 10), 20), 30));
  expect(probing.state).toBe("halfOpen");
  expect(fail(probing, 40)).toMatchObject({
    state: "open",
    failuresInRow: 4,
    failingSince: { monotonicMs: 10 },
  });
});

test("a closed circuit needs no probe", () => {
  expect(readyToProbe(closedCircuit)).toBe(closedCircuit);
});
