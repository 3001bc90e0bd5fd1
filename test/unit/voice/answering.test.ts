import { describe, expect, it } from "vitest";
import { checkSettings } from "../../../src/voice/answering.ts";
import { voiceConfig } from "../../../src/voice/config.ts";

describe("settings of voice", () => {
  it("may not call the microphone and a satellite the same", () => {
    const satellites = [{ name: "kitchen", url: "tcp://pi:10700" }];
    const configOf = (name: string, isEnabled = true) =>
      voiceConfig.parse({ microphone: { isEnabled, name }, wyoming: { satellites } });
    expect(() => checkSettings(configOf("kitchen"))).toThrow(/both "kitchen"/);
    expect(() => checkSettings(configOf("kitchen", false))).not.toThrow();
    expect(() => checkSettings(configOf("hall"))).not.toThrow();
  });
});
