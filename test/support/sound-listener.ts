import type { SoundListener } from "../../src/voice/ports.ts";

export interface RecordedSound extends SoundListener {
  /** What happened, in order; sound that follows sound is one entry with the number of its samples. */
  readonly calls: { what: string; source: string; samples?: number; detail?: unknown }[];
  /** All samples of a source. */
  samplesOf(source: string): number[];
}

/** A listener that remembers. */
export function createRecordedSound(): RecordedSound {
  const calls: RecordedSound["calls"] = [];
  const samples = new Map<string, Int16Array[]>();
  return {
    calls,
    samplesOf: (source) => (samples.get(source) ?? []).flatMap((piece) => [...piece]),
    onSound({ name }, sound) {
      samples.set(name, [...(samples.get(name) ?? []), sound]);
      const last = calls.at(-1);
      if (last?.what === "sound" && last.source === name) last.samples = (last.samples ?? 0) + sound.length;
      else calls.push({ what: "sound", source: name, samples: sound.length });
    },
    onBegin: ({ name }, push) => void calls.push({ what: "begin", source: name, detail: push }),
    onEnd: ({ name }) => void calls.push({ what: "end", source: name }),
    onBreak: ({ name }, because) => void calls.push({ what: "break", source: name, detail: because }),
  };
}
