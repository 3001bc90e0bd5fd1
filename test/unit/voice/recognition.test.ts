import { describe, expect, it } from "vitest";
import { createReporter } from "../../../src/core/events.ts";
import type { ModelRunner } from "../../../src/domain/ports.ts";
import { voiceEvents } from "../../../src/voice/events.ts";
import { createRecognition } from "../../../src/voice/recognition.ts";
import { createTestObservability } from "../../support/observability.ts";
import { letterPronouncer, spokenWords } from "../../support/spoken-letters.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const labels = ["<blank>", ..."abcdefghijklmnopqrstuvwxyz"];

function create({ hasModel = true, text = "lamp on", phrases = ["hey edgewise"] } = {}) {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  let network = spokenWords(text);
  let tell = () => {};
  const onActivated = new Set<(task: string) => void>();
  const models: ModelRunner = {
    run: () => Promise.reject(new Error("not run here")),
    active: () =>
      hasModel
        ? {
            id: "voice-acoustic",
            version: "1.0.0",
            task: "acoustic",
            readText: () => Promise.reject(new Error("it has no files")),
            labels: { sound: labels },
            settings: { layout: "log-mel-1", melBins: 64, frameMs: 40, delayFrames: 4, stateSize: 8 },
          }
        : undefined,
    onActivated(listener) {
      onActivated.add(listener);
      return () => onActivated.delete(listener);
    },
  };
  let phraseChanges = 0;
  const recognition = createRecognition({
    models,
    sentences: {
      spokenGrammar: async () => ({ network, openWords: new Map() }),
      onSpokenGrammarChanged(listener) {
        tell = listener;
        return () => {};
      },
    },
    pronouncer: () => letterPronouncer,
    phrases: () => phrases,
    falseAlarmsPerDay: () => 1,
    clock,
    reporter: createReporter("voice", voiceEvents, observability),
    onChanged: () => {},
    onPhrasesChanged: () => {
      phraseChanges += 1;
    },
  });
  return {
    recognition,
    clock,
    say(next: string) {
      network = spokenWords(next);
      tell();
    },
    activate(task: string, isThere = true) {
      hasModel = isThere;
      for (const listener of onActivated) listener(task);
    },
    phraseChanges: () => phraseChanges,
  };
}

describe("recognition of what can be said here", () => {
  it("has a decoder and spotters once it is compiled", async () => {
    const { recognition, clock } = create();
    expect(recognition.decoder()).toBeUndefined();
    recognition.start();
    await clock.advance(1_000);
    expect(recognition.view()).toMatchObject({ state: "ready", words: 2, problem: undefined });
    expect(recognition.decoder()).toBeDefined();
    expect(recognition.spotter(["hey edgewise"])).toBeDefined();
    expect(recognition.spotter(["something else"])).toBeUndefined();
    expect(recognition.spotter([])).toBeUndefined();
  });

  it("is compiled anew when something else can be said, with the spotters as they are", async () => {
    const { recognition, clock, say, phraseChanges } = create();
    recognition.start();
    await clock.advance(1_000);
    expect(phraseChanges()).toBe(1);
    say("open the blind now");
    await clock.advance(1_000);
    expect(recognition.view()).toMatchObject({ words: 4 });
    expect(phraseChanges()).toBe(1);
  });

  it("names what nobody knows how to say, and hears the rest", async () => {
    const { recognition, clock } = create({ phrases: ["hey r2d2"] });
    recognition.start();
    await clock.advance(1_000);
    expect(recognition.decoder()).toBeDefined();
    expect(recognition.spotter(["hey r2d2"])).toBeUndefined();
    expect(recognition.view().problem).toMatch(/r2d2/);
  });

  it("listens for the phrase though nothing can be said", async () => {
    const { recognition, clock } = create({ text: "4711" });
    recognition.start();
    await clock.advance(1_000);
    expect(recognition.decoder()).toBeUndefined();
    expect(recognition.spotter(["hey edgewise"])).toBeDefined();
    expect(recognition.view().problem).toBeDefined();
  });

  it("says that there is no acoustic model, and begins when there is one", async () => {
    const { recognition, clock, activate } = create({ hasModel: false });
    recognition.start();
    await clock.advance(1_000);
    expect(recognition.view()).toMatchObject({
      state: "none",
      problem: expect.stringMatching(/^No model for sound/),
    });
    activate("acoustic");
    await clock.advance(1_000);
    expect(recognition.view()).toMatchObject({ state: "ready" });
  });
});
