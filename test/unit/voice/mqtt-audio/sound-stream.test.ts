import { beforeEach, describe, expect, it } from "vitest";
import { createSoundInput } from "../../../../src/voice/audio/sound-input.ts";
import { readWavMessage, soundMessage } from "../../../../src/voice/mqtt-audio/sound-message.ts";
import { createSoundStream, type SoundStream } from "../../../../src/voice/mqtt-audio/sound-stream.ts";
import { createRecordedSound, type RecordedSound } from "../../../support/sound-listener.ts";
import { createVirtualClock, type VirtualClock } from "../../../support/virtual-clock.ts";
import { pcm16, sineInt16, wavFile } from "../../../support/wav-files.ts";

let clock: VirtualClock;
let sound: RecordedSound;
let events: { event: string; fields: unknown }[];
let stream: SoundStream;
beforeEach(() => {
  clock = createVirtualClock();
  sound = createRecordedSound();
  events = [];
  stream = createSoundStream({
    source: { name: "kitchen", area: undefined },
    gapMs: 1_000,
    listener: sound,
    clock,
    reporter: { report: (event, fields) => void events.push({ event, fields }) },
  });
});

const tone = sineInt16(440, 16_000, 3_200);
const piece = (from: number, count: number) =>
  readWavMessage(wavFile({ data: pcm16(tone.subarray(from, from + count)) }));

describe("createSoundStream", () => {
  it("puts the pieces of a stream together as if they had come in one", () => {
    for (let from = 0; from < 3_200; from += 320) stream.piece(piece(from, 320));
    expect(sound.calls).toEqual([{ what: "sound", source: "kitchen", samples: 3_200 }]);
    const whole = createSoundInput({ encoding: "s16", rate: 16_000, channels: 1 });
    expect(sound.samplesOf("kitchen")).toEqual([...whole.push(pcm16(tone))]);
  });

  it("makes 16 kHz mono of what a source sends, over the seams of its pieces", () => {
    const stereo = Array.from(sineInt16(440, 48_000, 9_600)).flatMap((value) => [value, value]);
    for (let from = 0; from < stereo.length; from += 640) {
      const data = pcm16(stereo.slice(from, from + 640));
      stream.piece(readWavMessage(wavFile({ data, rate: 48_000, channels: 2 })));
    }
    const heard = sound.samplesOf("kitchen");
    // The resampler holds back half of its filter.
    expect(heard.length).toBeGreaterThan(3_100);
    const steps = heard.slice(1).map((value, at) => Math.abs(value - (heard[at] as number)));
    expect(Math.max(...steps)).toBeLessThan(3_300);
  });

  it("leaves a piece's half sample out and says so, instead of turning the next into noise", () => {
    stream.piece(readWavMessage(wavFile({ data: pcm16([1, 2, 3]).subarray(0, 5) })));
    stream.piece(readWavMessage(wavFile({ data: pcm16([4, 5]) })));
    expect(sound.calls).toEqual([{ what: "sound", source: "kitchen", samples: 4 }]);
    expect(events).toEqual([{ event: "soundCut", fields: { source: "kitchen", bytes: 1 } }]);
  });

  it("tells of a gap before what comes after it", async () => {
    stream.piece(piece(0, 320));
    await clock.advance(1_010);
    stream.piece(piece(320, 320));
    await clock.advance(1_030);
    stream.piece(piece(0, 320));
    expect(sound.calls.map(({ what }) => what)).toEqual(["sound", "break", "sound"]);
    expect(sound.calls[1]?.detail).toBe("gap");
  });

  it("hands a whole utterance over between its marks, in pieces of a second", () => {
    stream.utterance(
      soundMessage({ encoding: "s16", rate: 16_000, channels: 1 }, pcm16(new Array(40_000).fill(1))),
      "s",
    );
    expect(sound.calls).toEqual([
      { what: "begin", source: "kitchen", detail: { hasEnd: true, session: "s", soundMsMax: 3_500 } },
      { what: "sound", source: "kitchen", samples: 40_000 },
      { what: "end", source: "kitchen" },
    ]);
  });

  it("goes on in another format and says so", () => {
    stream.piece(piece(0, 320));
    stream.piece(readWavMessage(wavFile({ data: pcm16([1, 2, 3, 4]), rate: 32_000 })));
    expect(events.map(({ event }) => event)).toEqual(["soundFormatChanged"]);
  });

  it("notices that the announced rate cannot be right, and that it became right", async () => {
    // 48 kHz sound whose headers say 16 kHz: three seconds a second.
    for (let at = 0; at < 101; at += 1) {
      stream.piece(readWavMessage(wavFile({ data: Buffer.alloc(2 * 4_800) })));
      await clock.advance(100);
    }
    expect(events).toEqual([
      { event: "soundRateDoubtful", fields: { source: "kitchen", announced: 16_000, measured: 48_000 } },
    ]);
    expect(stream.problem).toContain("it looks like 48000 Hz");
    for (let at = 0; at < 101; at += 1) {
      stream.piece(readWavMessage(wavFile({ data: Buffer.alloc(2 * 1_600) })));
      await clock.advance(100);
    }
    expect(stream.problem).toBeUndefined();
  });
});
