import { expect, test } from "vitest";
import { Lanes } from "../../../../src/sync/drain/lanes.ts";

test("live first tries what is new, then the backlog", () => {
  expect(new Lanes("liveFirst", 0.1).next(true)).toEqual(["live", "historical"]);
});

test("a batch of new records that was not full leaves the next to the backlog", () => {
  const lanes = new Lanes("liveFirst", 0.1);
  lanes.note("live", false);
  expect(lanes.next(true)).toEqual(["historical", "live"]);
  lanes.note("historical", true);
  expect(lanes.next(true)).toEqual(["live", "historical"]);
});

test("the backlog gets its share of the batches though new records fill every one", () => {
  const lanes = new Lanes("liveFirst", 0.25);
  const sent = Array.from({ length: 12 }, () => {
    const [age] = lanes.next(true);
    lanes.note(age, true);
    return age;
  });
  expect(sent.filter((age) => age === "historical")).toHaveLength(3);
});

test("without a share the backlog waits for a batch that is not full", () => {
  const lanes = new Lanes("liveFirst", 0);
  for (let batch = 0; batch < 1_000; batch += 1) lanes.note("live", true);
  expect(lanes.next(true)).toEqual(["live", "historical"]);
});

test("a backlog that may not go now holds up nothing new", () => {
  expect(new Lanes("liveFirst", 0.1).next(false)).toEqual(["live"]);
});

test("oldest first takes the queue as it is, and waits as a whole", () => {
  const lanes = new Lanes("oldestFirst", 0.1);
  expect(lanes.next(true)).toEqual([undefined]);
  expect(lanes.next(false)).toEqual([]);
});
