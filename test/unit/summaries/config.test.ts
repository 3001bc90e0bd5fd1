import { describe, expect, it } from "vitest";
import { summariesConfig } from "../../../src/summaries/config.ts";

describe("summariesConfig", () => {
  it("works without any setting", () => {
    expect(summariesConfig.parse(undefined)).toEqual({
      digestEnabled: true,
      digestHour: 7,
      weeklyEnabled: true,
      weeklyDay: "monday",
      weeklyHour: 7,
      language: "en",
      nanoEnabled: true,
      nanoWaitMs: 500,
      texts: [],
      orderClearMs: 20_000,
    });
  });

  it.each([
    { digestHour: 24 },
    { digestHour: 7.5 },
    { digestHour: "7" },
    { orderClearMs: -1 },
    { digest: true },
    { language: "fr" },
  ])("refuses %j", (given) => {
    expect(summariesConfig.safeParse(given).success).toBe(false);
  });
});
