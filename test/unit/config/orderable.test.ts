import { describe, expect, it } from "vitest";
import { orderedSettings } from "../../../src/config/orderable.ts";
import { safeConfigurationKeys } from "../../../src/sync/down/config.ts";

describe("settings that may be ordered", () => {
  it.each([
    ["outboxAgeDaysMax", 0.001],
    ["outboxAgeDaysByClass", { sample: 0.001 }],
    ["outboxBytesMax", 1],
    ["outboxRecordsMax", 1],
    ["recordBytesMax", 1],
    ["thinning", { startShare: 0 }],
  ])(
    "are never those that give up what waits, as store.%s, even where the operator lists the store",
    (name, value) => {
      const settings = orderedSettings({ store: { [name]: value } }, ["store.*"]);
      expect(settings[0]?.problem).toContain("is never ordered");
    },
  );

  it("are by default those that change how things are judged and told", () => {
    expect(
      orderedSettings({ anomaly: { sensitivity: 2 } }, safeConfigurationKeys)[0]?.problem,
    ).toBeUndefined();
  });
});
