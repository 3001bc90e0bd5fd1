import fc from "fast-check";
import { expect, test } from "vitest";
import { initialConnectivity, nextConnectivity } from "../../../../src/sync/drain/connectivity.ts";

const moment = (ms: number) => ({ at: 1_000_000 + ms, monotonicMs: ms });

function after(...observations: ("reached" | "unreached")[]) {
  return observations.reduce(
    (state, observation, position) => nextConnectivity(state, observation, moment((position + 1) * 1_000)),
    initialConnectivity(moment(0)),
  );
}

test("nothing is known before the first send", () => {
  expect(initialConnectivity(moment(0)).state).toBe("unknown");
});

test("the first failure of all means offline: there is no success to call it a glitch", () => {
  expect(after("unreached")).toMatchObject({ state: "offline", sinceMonotonicMs: 1_000 });
});

test("one failure while online is a glitch, the second in a row is offline since the first", () => {
  expect(after("reached", "unreached").state).toBe("online");
  expect(after("reached", "unreached", "unreached")).toMatchObject({
    state: "offline",
    sinceMonotonicMs: 2_000,
  });
});

test("a success between two failures keeps it online since the beginning", () => {
  expect(after("reached", "unreached", "reached", "unreached")).toMatchObject({
    state: "online",
    sinceMonotonicMs: 1_000,
  });
});

test("one success ends any number of failures", () => {
  expect(after("unreached", "unreached", "unreached", "reached")).toMatchObject({
    state: "online",
    sinceMonotonicMs: 4_000,
    failures: undefined,
  });
});

test("further failures do not move the time since which it is offline", () => {
  expect(after("unreached", "unreached", "unreached").sinceMonotonicMs).toBe(1_000);
});

test("the last observation being a success always means online", () => {
  const observation = fc.constantFrom("reached" as const, "unreached" as const);
  fc.assert(
    fc.property(fc.array(observation), (observations) => {
      expect(after(...observations, "reached").state).toBe("online");
      expect(after(...observations, "unreached", "unreached").state).toBe("offline");
    }),
  );
});
