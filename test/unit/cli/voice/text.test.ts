import { describe, expect, it } from "vitest";
import { createStyle } from "../../../../src/cli/style.ts";
import { happeningLine, voiceText } from "../../../../src/cli/voice/text.ts";
import type { VoiceHappening } from "../../../../src/domain/voice-view.ts";

const style = createStyle(false);
const ready = { state: "ready", words: 412, compileMs: 93.4, problem: undefined } as const;

describe("how it listens, in words", () => {
  it("says that nothing is configured", () => {
    expect(
      voiceText({ isOn: false, isMuted: true, sources: [], grammar: ready, wakePhrases: [] }, style),
    ).toMatch(/^Voice is off/);
  });

  it("names every source with its state and trouble, and what can be said", () => {
    const text = voiceText(
      {
        isOn: true,
        isMuted: false,
        sources: [
          { name: "desk", kind: "microphone", area: "Office", state: "waiting" },
          {
            name: "hall",
            kind: "wyoming",
            area: undefined,
            state: "silent",
            problem: "It cannot be reached.",
          },
        ],
        grammar: ready,
        wakePhrases: [
          {
            phrase: "hey edgewise",
            source: "desk",
            threshold: 0.414,
            falseAlarmsPerDay: 1,
            heldAt: undefined,
            note: undefined,
          },
          {
            phrase: "hey",
            source: undefined,
            threshold: 0.8,
            falseAlarmsPerDay: 31,
            heldAt: "highest",
            note: "A longer phrase has fewer.",
          },
        ],
      },
      style,
    );
    expect(text.split("\n")).toEqual([
      "desk (microphone, Office): waiting",
      "hall (wyoming): silent It cannot be reached.",
      "412 words can be said here, compiled in 93 ms.",
      "“hey edgewise” at desk: about 1 false alarm a day expected, at a score of 0.41.",
      "“hey” at no source now: about 31 false alarms a day expected, at a score of 0.80. A longer phrase has fewer.",
    ]);
  });

  it("says first that it is muted", () => {
    const text = voiceText(
      { isOn: true, isMuted: true, sources: [], grammar: ready, wakePhrases: [] },
      style,
    );
    expect(text).toMatch(/^Muted.*unmute/);
  });
});

describe("what happens, a line each", () => {
  const line = (happening: VoiceHappening) =>
    happeningLine({ ...happening, at: "2026-01-05T12:00:00.000Z" }, { style, timeZone: "UTC" });
  const where = { source: "desk", area: undefined };

  it("tells what was heard, how surely, and what became of it", () => {
    const heard = {
      type: "heard",
      text: "turn on the lamp",
      confidence: 0.912,
      isUnsure: false,
      by: "decoder",
    } as const;
    expect(line({ ...where, ...heard })).toBe("12:00:00 desk: heard “turn on the lamp”, 91 % sure");
    expect(line({ ...where, ...heard, isUnsure: true })).toBe(
      "12:00:00 desk: heard “turn on the lamp”, but only 91 % sure",
    );
    const answered = {
      type: "answered",
      text: "",
      outcome: "done",
      reply: "The lamp is on.",
      latencyMs: 241.6,
    } as const;
    expect(line({ ...where, ...answered })).toBe(
      "12:00:00 desk: done: The lamp is on. [242 ms after the last word]",
    );
  });

  it("lets no words of others control the terminal", () => {
    expect(line({ ...where, type: "partial", text: "turn\u001b[2J on" })).toBe("12:00:00 desk: turn[2J on …");
  });
});
