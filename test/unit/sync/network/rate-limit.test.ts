import { expect, test } from "vitest";
import { rateLimitWaitMs } from "../../../../src/sync/network/rate-limit.ts";

test.each([
  ["a quota that is used up", { ratelimit: '"default";r=0;t=30' }, 30_000],
  ["a quota that is not", { ratelimit: '"default";r=5;t=30' }, 0],
  [
    "the longest of several that are used up",
    { ratelimit: '"burst";r=0;t=5, "day";r=0;t=60;pk=:x:' },
    60_000,
  ],
  ["one of several", { ratelimit: '"burst";r=9;t=5, "day"; t=60; r=0' }, 60_000],
  ["the fields of earlier drafts", { "ratelimit-remaining": "0", "ratelimit-reset": "12" }, 12_000],
  ["earlier drafts with some left", { "ratelimit-remaining": "3", "ratelimit-reset": "12" }, 0],
  ["a quota without an end", { ratelimit: '"default";r=0' }, 0],
  ["nonsense", { ratelimit: "r=0 t=x;;,", "ratelimit-remaining": "none" }, 0],
  ["a year", { ratelimit: '"default";r=0;t=31536000' }, 3_600_000],
  ["nothing", {}, 0],
])("reads %s", (_name, headers, waitMs) => {
  expect(rateLimitWaitMs(headers)).toBe(waitMs);
});
