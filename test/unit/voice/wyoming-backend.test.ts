import { describe, expect, it } from "vitest";
import { createHearing } from "../../../src/voice/hearing/hearing.ts";
import { createSoundGate } from "../../../src/voice/sound-gate.ts";
import { createSourceBoard } from "../../../src/voice/source-board.ts";
import type { SourceFeedback } from "../../../src/voice/source-feedback.ts";
import type { Satellite } from "../../../src/voice/wyoming/backend.ts";
import { createWyomingBackend } from "../../../src/voice/wyoming-backend.ts";
import { createRecordedSound } from "../../support/sound-listener.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { fakeDecoder, fakeModel, soundOf } from "./hearing/fake-hearing.ts";

const kitchen = { name: "kitchen", area: undefined };
const request = { source: kitchen, language: undefined, onPartial: () => {} };
const command = `${".".repeat(40)}llaammppoonn${".".repeat(40)}`;

function create({ confidenceMin = 0, larger }: { confidenceMin?: number; larger?: string } = {}) {
  const clock = createVirtualClock();
  const model = fakeModel();
  const hearing = createHearing({
    model: () => model,
    decoder: () => fakeDecoder(["lampon"]),
    spotter: () => undefined,
    settings: () => ({
      hangOverMs: 700,
      completeHangOverMs: 240,
      ongoingHangOverMs: 480,
      noSpeechMs: 3_000,
      utteranceMsMax: 8_000,
    }),
    clock,
    on: () => {},
    onSurplus: () => {},
  });
  const gate = createSoundGate(createRecordedSound());
  gate.setMuted(false);
  const sentToLarger: number[] = [];
  const connected = new Map<string, SourceFeedback>();
  const backend = createWyomingBackend({
    offer: () => ({ version: "1", languages: ["en"], wakePhrases: [], recogniser: undefined }),
    hearing,
    spotter: () => undefined,
    phrasesVersion: () => 0,
    confidenceMin: () => confidenceMin,
    async askLarger(audio) {
      sentToLarger.push(audio.length);
      return larger;
    },
    gate,
    board: createSourceBoard({ tell: () => {}, onChanged: () => {} }),
    responder: {
      connect: (name, feedback) => connected.set(name, feedback),
      disconnect: (name) => connected.delete(name),
    },
    assistant: { ask: () => Promise.reject(new Error("not asked here")) },
    createId: () => "u",
    clock,
  });
  return { backend, gate, sentToLarger, connected };
}

describe("what is asked for by Wyoming", () => {
  it("is transcribed", async () => {
    const { backend, sentToLarger } = create();
    const input = backend.transcribe(request);
    await input.accept(soundOf(command));
    expect((await input.heard)?.text).toBe("lampon");
    expect(sentToLarger).toEqual([]);
  });

  it("gives no text when edgewise is muted meanwhile", async () => {
    const { backend, gate } = create();
    const input = backend.transcribe(request);
    await input.accept(soundOf(command.slice(0, 48)));
    gate.setMuted(true);
    await input.accept(soundOf(command.slice(48)));
    input.end();
    expect(await input.heard).toBeUndefined();
  });

  it("goes to a larger recogniser when it is not sure, with its sound", async () => {
    const { backend, sentToLarger } = create({ confidenceMin: 1.1, larger: "lamp on" });
    const input = backend.transcribe(request);
    await input.accept(soundOf(command));
    expect((await input.heard)?.text).toBe("lamp on");
    expect(sentToLarger[0]).toBeGreaterThan(12 * 640);
  });

  it("sends silence to nobody", async () => {
    const { backend, sentToLarger } = create({ larger: "lamp on" });
    const input = backend.transcribe(request);
    await input.accept(soundOf(".".repeat(120)));
    input.end();
    expect(await input.heard).toBeUndefined();
    expect(sentToLarger).toEqual([]);
  });

  it("knows that a satellite which woke by itself sends nothing after the transcript", () => {
    const { backend, connected } = create();
    const satellite = { source: kitchen, heard() {} } as unknown as Satellite;
    const input = backend.attach(satellite);
    input.begin("wake", undefined);
    expect(connected.get("kitchen")?.isAsleepAfter).toBe(false);
    input.begin("command", undefined);
    expect(connected.get("kitchen")?.isAsleepAfter).toBe(true);
  });
});
