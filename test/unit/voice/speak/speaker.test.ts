import { describe, expect, it } from "vitest";
import { createReporter } from "../../../../src/core/events.ts";
import { speakConfig } from "../../../../src/voice/speak/config.ts";
import { speakEvents } from "../../../../src/voice/speak/events.ts";
import type { SoundOutput } from "../../../../src/voice/speak/sound-output.ts";
import { createSpeaker } from "../../../../src/voice/speak/speaker.ts";
import { createTestObservability } from "../../../support/observability.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";

interface FakeOutput extends SoundOutput {
  played: { isStopped: boolean; finish(error?: Error): void }[];
}

function createOutput(name = "kitchen"): FakeOutput {
  const output: FakeOutput = {
    name,
    played: [],
    play: (_sound, signal) =>
      new Promise((resolve, reject) => {
        const playing = { isStopped: false, finish: (error?: Error) => (error ? reject(error) : resolve()) };
        signal.addEventListener("abort", () => {
          playing.isStopped = true;
          resolve();
        });
        output.played.push(playing);
      }),
  };
  return output;
}

function create(settings: Record<string, unknown> = {}) {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const synthesised: { text: string; settle(error?: Error): void }[] = [];
  const speaking: string[] = [];
  const speaker = createSpeaker({
    config: speakConfig.parse({ earcons: true, ...settings }),
    clock,
    environment: {},
    reporter: createReporter("voice", speakEvents, observability),
    onSpeaking: (name, isSpeaking) => speaking.push(`${name} ${isSpeaking ? "speaks" : "is silent"}`),
    synthesise: (text, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("stopped")));
        const sound = { samples: new Int16Array(1_600), rate: 16_000 };
        synthesised.push({ text, settle: (error) => (error ? reject(error) : resolve(sound)) });
      }),
  });
  const events = () => observability.records.map(({ event }) => event.replace("voice.", ""));
  return { clock, speaker, synthesised, speaking, events };
}

describe("the speaker", () => {
  it("says a reply where it was asked for, and tells that it speaks until the room is silent", async () => {
    const { speaker, synthesised, speaking, clock } = create();
    const output = createOutput();
    const outcome = speaker.say("It is 21 °C.", output);
    expect(synthesised.map(({ text }) => text)).toEqual(["It is 21 degrees."]);
    expect(speaker.isSpeaking("kitchen")).toBe(false);
    synthesised[0]?.settle();
    await clock.advance(0);
    expect(speaking).toEqual(["kitchen speaks"]);
    output.played[0]?.finish();
    expect(await outcome).toBe("said");
    expect(speaker.isSpeaking("kitchen")).toBe(true);
    await clock.advance(300);
    expect(speaking).toEqual(["kitchen speaks", "kitchen is silent"]);
    expect(speaker.isSpeaking("kitchen")).toBe(false);
  });

  it("says one thing after the other on one output, and does not wait for others", async () => {
    const { speaker, synthesised, speaking, clock } = create();
    const [kitchen, hall] = [createOutput("kitchen"), createOutput("hall")];
    const outcomes = [
      speaker.say("One.", kitchen),
      speaker.say("Two.", kitchen),
      speaker.say("Three.", hall),
    ];
    expect(synthesised.map(({ text }) => text)).toEqual(["One.", "Three."]);
    for (const { settle } of synthesised) settle();
    await clock.advance(0);
    kitchen.played[0]?.finish();
    hall.played[0]?.finish();
    await clock.advance(0);
    synthesised[2]?.settle();
    await clock.advance(0);
    kitchen.played[1]?.finish();
    expect(await Promise.all(outcomes)).toEqual(["said", "said", "said"]);
    expect(speaking.filter((line) => line.startsWith("kitchen"))).toEqual(["kitchen speaks"]);
  });

  it("stops and drops what waits when it is interrupted, and speaks again afterwards", async () => {
    const { speaker, synthesised, clock } = create();
    const output = createOutput();
    const outcomes = [speaker.say("One.", output), speaker.say("Two.", output)];
    synthesised[0]?.settle();
    await clock.advance(0);
    speaker.interrupt("kitchen");
    expect(await Promise.all(outcomes)).toEqual(["interrupted", "interrupted"]);
    expect(output.played).toMatchObject([{ isStopped: true }]);
    const next = speaker.say("Three.", output);
    await clock.advance(0);
    synthesised[1]?.settle();
    await clock.advance(0);
    output.played[1]?.finish();
    expect(await next).toBe("said");
  });

  it("can be interrupted while speech is made", async () => {
    const { speaker, clock, events } = create();
    const output = createOutput();
    const outcome = speaker.say("One.", output);
    await clock.advance(0);
    speaker.interrupt("kitchen");
    expect(await outcome).toBe("interrupted");
    expect(output.played).toEqual([]);
    expect(events()).not.toContain("synthesisFailed");
  });

  it("drops the reply that waits longest when too many wait", async () => {
    const { speaker, clock } = create({ queueMax: 2 });
    const output = createOutput();
    const outcomes = ["One.", "Two.", "Three.", "Four."].map((text) => speaker.say(text, output));
    await clock.advance(0);
    expect(await outcomes[1]).toBe("dropped");
    await speaker.stop();
    expect(await Promise.all(outcomes)).toEqual(["interrupted", "dropped", "interrupted", "interrupted"]);
    expect(await speaker.say("Five.", output)).toBe("dropped");
  });

  it("tells of speech that could not be made or played, and goes on", async () => {
    const { speaker, synthesised, clock, events } = create();
    const output = createOutput();
    const outcomes = [speaker.say("One.", output), speaker.earcon("error", output)];
    synthesised[0]?.settle(new Error("no voice"));
    await clock.advance(0);
    output.played[0]?.finish(new Error("no device"));
    expect(await Promise.all(outcomes)).toEqual(["failed", "failed"]);
    expect(events()).toEqual(expect.arrayContaining(["synthesisFailed", "playingFailed"]));
  });

  it("keeps the sound of short replies", async () => {
    const { speaker, synthesised, clock } = create();
    const output = createOutput();
    for (const round of [0, 1]) {
      const outcome = speaker.say("Okay.", output);
      synthesised[round]?.settle();
      await clock.advance(0);
      output.played[round]?.finish();
      expect(await outcome).toBe("said");
    }
    expect(synthesised).toHaveLength(1);
  });

  it("is silent where there is nothing to say or no sound is wanted", async () => {
    const { speaker } = create({ earcons: false });
    expect(await speaker.say(" ", createOutput())).toBe("silent");
    expect(await speaker.earcon("done", createOutput())).toBe("silent");
  });
  it("plays only those earcons that are wanted", async () => {
    const { speaker } = create({ earconNames: ["error"] });
    const output = createOutput();
    expect(await speaker.earcon("listening", output)).toBe("silent");
    const outcome = speaker.earcon("error", output);
    await Promise.resolve();
    await Promise.resolve();
    output.played[0]?.finish();
    expect(await outcome).toBe("said");
  });
});
