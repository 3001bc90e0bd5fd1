import { describe, expect, it } from "vitest";
import { createMonoMixer } from "../../../../src/voice/audio/mono.ts";

const frames = 8_000;
const voice = Float32Array.from({ length: frames }, (_, at) => 0.3 * Math.sin(at / 7));

function interleave(...channels: Float32Array[]): Float32Array {
  return Float32Array.from({ length: frames * channels.length }, (_, at) => {
    return channels[at % channels.length]?.[Math.floor(at / channels.length)] as number;
  });
}

function mixed(...channels: Float32Array[]): Float32Array {
  const mixer = createMonoMixer(channels.length);
  const all = interleave(...channels);
  const half = frames / 2 + 3;
  const [first, second] = [all.subarray(0, half * channels.length), all.subarray(half * channels.length)];
  return Float32Array.from([...mixer.push(first), ...mixer.push(second)]);
}

function expectVoice(samples: Float32Array, scale = 1) {
  const worst = Math.max(...samples.map((value, at) => Math.abs(value - scale * (voice[at] as number))));
  expect(worst).toBeLessThan(1e-6);
}

describe("createMonoMixer", () => {
  it("takes the mean of channels with the same voice", () => {
    expectVoice(mixed(voice, voice));
    expectVoice(mixed(voice, voice, voice, voice));
    expectVoice(
      mixed(
        voice,
        voice.map((value) => value / 2),
      ),
      0.75,
    );
  });

  it("leaves a channel out that is silent, even one with an offset", () => {
    expectVoice(mixed(new Float32Array(frames), voice));
    expectVoice(mixed(voice, new Float32Array(frames).fill(0.4)));
  });

  it("takes the louder channel where the two cancel each other", () => {
    expectVoice(
      mixed(
        voice,
        voice.map((value) => -0.9 * value),
      ),
    );
  });

  it("moves slowly to another decision, without a click", () => {
    const stops = voice.map((value, at) => (at < 2_000 ? value : 0));
    const out = mixed(voice, stops);
    const steps = out.map((value, at) => Math.abs(value - (out[at - 1] ?? value)));
    const ownStep = 0.3 / 7;
    // One step is that of the channel that stops at once.
    expect([...steps].filter((step) => step > ownStep * 1.1).length).toBeLessThanOrEqual(1);
  });

  it("hands one channel through and keeps silence silent", () => {
    expect(createMonoMixer(1).push(voice)).toBe(voice);
    expect(createMonoMixer(2).push(new Float32Array(2_000))).toEqual(new Float32Array(1_000));
  });
});
