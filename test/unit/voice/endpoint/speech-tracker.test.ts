import { describe, expect, test } from "vitest";
import { createNoiseFloor, levelDbOf } from "../../../../src/voice/endpoint/noise-floor.ts";
import { createSpeechTracker } from "../../../../src/voice/endpoint/speech-tracker.ts";

const lag = 5;

/** A character is 40 ms: `s` speech with a sound in it, `v` speech between the spikes, `n` loud noise, `.` the room. */
function track(text: string, roomDb = -60, speechDb = -30) {
  const tracker = createSpeechTracker();
  const frames = [...text];
  const levels: Record<string, number> = { s: speechDb, v: speechDb, n: speechDb, ".": roomDb };
  for (const [newest, character] of frames.entries()) {
    const told = frames[newest - lag];
    tracker.add(levels[character] ?? 0, told === undefined ? undefined : told === "s" ? 0.9 : 0.05);
  }
  return tracker;
}

const room = ".".repeat(60);

describe("whether somebody speaks", () => {
  test("is told by the sounds that the model hears, and not by loudness", () => {
    expect(track(`${room}nnnnnnnnnnnn`).isSpeech).toBe(false);
    expect(track(`${room}sssvsv.....`).isSpeech).toBe(true);
  });

  test("ends at once where the room is quiet, before the model has told of the last sounds", () => {
    expect(track(`${room}svsvsvsvsvsv`).silentMs).toBe(0);
    expect(track(`${room}svsvsvsvsvsv...`).silentMs).toBe(120);
  });

  test("ends where the noise is as loud as the speech, when the model hears nothing more", () => {
    const after = track(`${"n".repeat(60)}svsvsvsvsvsv${"n".repeat(14)}`, -60, -30);
    expect(after.silentMs).toBeGreaterThanOrEqual(13 * 40);
    expect(track(`${"n".repeat(60)}svsvsvsvsvsvnn`).silentMs).toBe(0);
  });

  test("has never begun where nobody has spoken", () => {
    expect(track(room).silentMs).toBe(Number.POSITIVE_INFINITY);
    expect(track(room).ratioDb).toBeUndefined();
    expect(track(`${room}ssss......`).ratioDb).toBeGreaterThan(20);
  });
});

describe("the level of the room", () => {
  test("is the least of the last seconds, so that speech does not raise it", () => {
    const floor = createNoiseFloor();
    for (let frame = 0; frame < 50; frame += 1) floor.add(-60);
    for (let frame = 0; frame < 100; frame += 1) floor.add(frame % 20 < 17 ? -30 : -59);
    expect(floor.levelDb).toBeCloseTo(-60, 0);
  });

  test("follows a fan that is switched on, and one that is switched off", () => {
    const floor = createNoiseFloor();
    for (let frame = 0; frame < 50; frame += 1) floor.add(-60);
    for (let frame = 0; frame < 200; frame += 1) floor.add(-40);
    expect(floor.levelDb).toBe(-40);
    for (let frame = 0; frame < 3; frame += 1) floor.add(-60);
    expect(floor.levelDb).toBe(-60);
  });

  test("is not lowered by a single silent frame, nor by digital silence without bound", () => {
    const floor = createNoiseFloor();
    for (let frame = 0; frame < 50; frame += 1) floor.add(frame === 30 ? -100 : -50);
    expect(floor.levelDb).toBe(-50);
    for (let frame = 0; frame < 50; frame += 1) floor.add(-100);
    expect(floor.levelDb).toBe(-72);
  });

  test("is measured without a constant offset", () => {
    expect(levelDbOf(new Int16Array(640).fill(5_000))).toBe(-100);
    const square = Int16Array.from({ length: 640 }, (_, at) => (at % 2 ? 3_276 : -3_277));
    expect(levelDbOf(square)).toBeCloseTo(-20, 1);
    expect(levelDbOf(new Int16Array(0))).toBe(-100);
  });
});
