import { expect, test } from "vitest";
import { afterSuccess, fullBatch, shrunk } from "../../../../src/sync/drain/batch-scale.ts";

test("each refusal for size halves the next batches", () => {
  expect(shrunk(shrunk(fullBatch)).scale).toBe(0.25);
});

test("a batch never shrinks below a thousandth", () => {
  let scale = fullBatch;
  for (let times = 0; times < 100; times += 1) scale = shrunk(scale);
  expect(scale.scale).toBe(1 / 1024);
});

test("twenty successes in a row double it again, up to the configured size", () => {
  let scale = shrunk(fullBatch);
  for (let times = 0; times < 19; times += 1) scale = afterSuccess(scale);
  expect(scale.scale).toBe(0.5);
  scale = afterSuccess(scale);
  expect(scale.scale).toBe(1);
  expect(afterSuccess(scale)).toEqual(fullBatch);
});

test("a refusal starts the count of successes anew", () => {
  let scale = shrunk(fullBatch);
  for (let times = 0; times < 19; times += 1) scale = afterSuccess(scale);
  scale = afterSuccess(shrunk(scale));
  expect(scale.scale).toBe(0.25);
});
