import { expect, test } from "vitest";
import { afterSuccess, fullBatch, scaledLimits, shrunk } from "../../../src/sync/batch-scale.ts";

const full = { countMax: 500, bytesMax: 100_000 };

test("each refusal for size halves the next batches", () => {
  expect(scaledLimits(shrunk(shrunk(fullBatch)), full)).toEqual({ countMax: 125, bytesMax: 25_000 });
});

test("a batch never shrinks below one record", () => {
  let scale = fullBatch;
  for (let times = 0; times < 100; times += 1) scale = shrunk(scale);
  expect(scaledLimits(scale, { countMax: 3, bytesMax: 100 })).toEqual({ countMax: 1, bytesMax: 1 });
});

test("twenty successes in a row double it again, up to the configured size", () => {
  let scale = shrunk(fullBatch);
  for (let times = 0; times < 19; times += 1) scale = afterSuccess(scale);
  expect(scaledLimits(scale, full).countMax).toBe(250);
  scale = afterSuccess(scale);
  expect(scaledLimits(scale, full).countMax).toBe(500);
  expect(afterSuccess(scale)).toEqual(fullBatch);
});

test("a refusal starts the count of successes anew", () => {
  let scale = shrunk(fullBatch);
  for (let times = 0; times < 19; times += 1) scale = afterSuccess(scale);
  scale = afterSuccess(shrunk(scale));
  expect(scaledLimits(scale, full).countMax).toBe(125);
});
