import { expect, test } from "vitest";
import { wakeSettingsSchema } from "../../../../src/voice/wake/settings.ts";
import { spotInRecording } from "../../../../src/voice/wake/spot-in-recording.ts";
import { compileWakePhrase } from "../../../../src/voice/wake/wake-phrase.ts";
import { createWakeSpotter, type WakeDetection } from "../../../../src/voice/wake/wake-spotter.ts";
import {
  letterCount,
  letterFrames,
  letterPosteriors,
  letterPronouncer as pronouncer,
  spelled,
} from "../../../support/spoken-letters.ts";

const phrase = await compileWakePhrase("hey computer", pronouncer);
const base = {
  phrases: [phrase],
  labelCount: letterCount,
  frameMs: 40,
  settings: wakeSettingsSchema.parse({
    thresholdMin: -0.5,
    thresholdMax: -0.5,
    weights: { heard: 1, pause: 0 },
  }),
  falseAlarmsPerDay: 1,
};
const quiet = "_".repeat(30);

function spotted(said: string, sure?: number): WakeDetection[] {
  return spotInRecording(base, letterPosteriors(said, sure)).detections;
}

test("the phrase is found where it is said, also in the midst of other speech", () => {
  const before = `${quiet}${spelled("so then they said")}`;
  const found = spotted(`${before}${spelled("hey computer")}${spelled("what time is it")}${quiet}`);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ phrase: "hey computer", fromMs: (before.length + 1) * 40 });
  expect(found[0]?.toMs).toBe((before.length + spelled("hey computer").length - 1) * 40);
});

test("other speech, silence, parts of the phrase and what is nearly it are not the phrase", () => {
  for (const said of [
    quiet.repeat(10),
    spelled("the quick brown fox jumps over the lazy dog"),
    `${spelled("hey")}${quiet}`,
    `${spelled("computer")}${quiet}`,
    `${spelled("hey commuter")}${quiet}`,
    `${spelled("hey")}${"_".repeat(80)}${spelled("computer")}`,
  ]) {
    expect(spotted(`${quiet}${said}${quiet}`)).toEqual([]);
  }
});

test("sounds that are dragged out are found, and those a little unclear", () => {
  expect(spotted(`${quiet}hhhheeeyy__ccoommmppuuutteeerr${quiet}`)).toHaveLength(1);
  expect(spotted(`${quiet}${spelled("hey computer")}${quiet}`, 0.8)).toHaveLength(1);
});

test("after a pause a phrase need not be heard as plainly as in the midst of other speech", () => {
  const settings = { ...base.settings, weights: { heard: 1, pause: 1 } };
  const score = (said: string) =>
    spotInRecording({ ...base, settings }, letterPosteriors(`${said}${quiet}`)).detections[0]?.score ?? -1;
  const called = score(`${spelled("so then")}${quiet}${spelled("hey computer")}`);
  expect(called).toBeGreaterThan(score(`${spelled("so then they said")}${spelled("hey computer")}`) + 0.3);
  // A recording that begins with the phrase begins after silence.
  expect(score(spelled("hey computer"))).toBeCloseTo(called, 0);
});

test("it does not matter how the stream is divided", () => {
  const said = `${quiet}${spelled("hey computer")}${quiet}`;
  const whole = createWakeSpotter(base).accept(letterPosteriors(said));
  const spotter = createWakeSpotter(base);
  const pieces = [...said].flatMap((letter) => spotter.accept(letterPosteriors(letter)));
  expect(pieces).toEqual(whole);
  expect(whole).toHaveLength(1);
});

test("while it speaks itself a phrase must be heard more plainly, or is not heard at all", () => {
  const plain = letterPosteriors(`${quiet}${spelled("hey computer")}${quiet}`, 0.99);
  const unclear = letterPosteriors(`${quiet}${spelled("hey computxr")}${quiet}`, 0.9);
  const heard = (posteriors: typeof plain, isOwnVoice: boolean, isDeafWhileSpeaking: boolean) => {
    const settings = { ...base.settings, thresholdMin: -0.9, thresholdMax: 0, ownVoiceMargin: 0.6 };
    const spotter = createWakeSpotter({ ...base, settings, isDeafWhileSpeaking });
    return spotter.accept(posteriors, isOwnVoice).length;
  };
  expect([heard(unclear, false, false), heard(unclear, true, false)]).toEqual([1, 0]);
  expect([heard(plain, true, false), heard(plain, true, true), heard(plain, false, true)]).toEqual([1, 0, 1]);
});

test("what is said plainly is heard while it speaks itself, however large the margin", () => {
  const settings = { ...base.settings, ownVoiceMargin: 5 };
  const spotter = createWakeSpotter({ ...base, settings });
  const said = letterPosteriors(`${quiet}${spelled("hey computer")}${quiet}`, 0.99);
  const found = spotter.accept(said, true);
  expect(found.map(({ threshold }) => threshold)).toEqual([-0.5]);
});

test("a threshold that is not what was asked for says which end it is held at, and what to expect", () => {
  const standing = (falseAlarmsPerDay: number, table: object) =>
    createWakeSpotter({
      ...base,
      settings: wakeSettingsSchema.parse({ thresholdMax: 0.8, ...table }),
      falseAlarmsPerDay,
    }).standing()[0];
  expect(standing(1, {})).toMatchObject({ heldAt: undefined, falseAlarmsPerDay: expect.closeTo(1, 5) });
  const highest = standing(1e-9, {});
  expect(highest).toMatchObject({ heldAt: "highest", threshold: 0.8 });
  expect(highest?.falseAlarmsPerDay).toBeGreaterThan(1e-9);
  const lowest = standing(100, { thresholdMin: 0.5 });
  expect(lowest).toMatchObject({ heldAt: "lowest", threshold: 0.5 });
  expect(lowest?.falseAlarmsPerDay).toBeLessThan(100);
});

test("the floor of a threshold is the tail of the phrase's own length, so that a sensitivity is honoured", async () => {
  const tail = { quantile: -1.2, quantilePerSound: -0.1, excess: 0.2, excessPerSound: 0 };
  const settings = wakeSettingsSchema.parse({ tail, thresholdMax: -0.3 });
  const phrases = [phrase, await compileWakePhrase("hey old computer", pronouncer)];
  const [short, long] = [100, 1000].map((falseAlarmsPerDay) =>
    createWakeSpotter({ ...base, phrases, settings, falseAlarmsPerDay }).standing(),
  );
  expect(short?.map(({ heldAt }) => heldAt)).toEqual([undefined, undefined]);
  expect(long?.map(({ threshold }) => threshold)).toEqual([
    expect.closeTo(-1.2 - 0.1 * (phrase.sounds - 8), 9),
    expect.closeTo(-1.2 - 0.1 * (phrase.sounds - 5), 9),
  ]);
});

test("one phrase is detected once, and again after a while", () => {
  const spotter = createWakeSpotter(base);
  const twice = letterPosteriors(`${spelled("hey computer")}${spelled("hey computer")}${quiet}`);
  expect(spotter.accept(twice)).toHaveLength(1);
  spotter.accept(letterPosteriors("_".repeat(100)));
  expect(spotter.accept(letterPosteriors(`${spelled("hey computer")}${quiet}`))).toHaveLength(1);
});

test("of several phrases the one that was said is told", async () => {
  const phrases = [phrase, await compileWakePhrase("hey commuter", pronouncer)];
  const { detections, best } = spotInRecording(
    { ...base, phrases },
    letterPosteriors(`${quiet}${spelled("hey commuter")}${quiet}`),
  );
  expect(detections.map((one) => one.phrase)).toEqual(["hey commuter"]);
  expect(best.map((one) => one.phrase).sort()).toEqual(["hey commuter", "hey computer"]);
});

test("nothing of what was heard long ago is kept", () => {
  const spotter = createWakeSpotter(base);
  const minute = { logProbabilities: letterFrames(spelled("some other words ").repeat(40)), frames: 0 };
  minute.frames = minute.logProbabilities.length / letterCount;
  for (let minutes = 0; minutes < 20; minutes += 1) expect(spotter.accept(minute)).toEqual([]);
  expect(spotter.accept(letterPosteriors(`${spelled("hey computer")}${quiet}`))).toHaveLength(1);
});
