import { describe, expect, it } from "vitest";
import type { VoiceView } from "../../../src/domain/voice-view.ts";
import { healthOf } from "../../../src/voice/health.ts";

const well: VoiceView = {
  isOn: true,
  isMuted: false,
  sources: [{ name: "desk", kind: "microphone", area: undefined, state: "waiting" }],
  grammar: { state: "ready", words: 40, compileMs: 5, problem: undefined },
  wakePhrases: [],
};

describe("how well it hears", () => {
  it("is well when it is off, muted or listening", () => {
    expect(healthOf({ ...well, isOn: false }, true)).toMatchObject({
      status: "ok",
      detail: expect.stringMatching(/^Off/),
    });
    expect(healthOf({ ...well, isMuted: true }, true)).toMatchObject({
      status: "ok",
      detail: expect.stringMatching(/^Muted/),
    });
    expect(healthOf(well, true)).toEqual({
      status: "ok",
      detail: "Listening: desk.",
      figures: { sources: 1, words: 40 },
    });
  });

  it("is degraded while a source gives no sound, with the reason", () => {
    const sources = [{ ...well.sources[0], state: "silent", problem: "The recorder ended." }] as never;
    expect(healthOf({ ...well, sources }, true)).toMatchObject({
      status: "degraded",
      detail: "desk: The recorder ended.",
    });
  });

  it("is degraded while nothing can be said", () => {
    const grammar = { ...well.grammar, state: "compiling", words: 0 } as const;
    expect(healthOf({ ...well, grammar }, true)).toMatchObject({ status: "degraded" });
    expect(healthOf({ ...well, grammar: { ...well.grammar, problem: "No sentence." } }, true)).toMatchObject({
      status: "degraded",
      detail: "No sentence.",
    });
  });
});
