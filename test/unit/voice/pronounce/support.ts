import { fileURLToPath } from "node:url";
import type { Tensors } from "../../../../src/domain/inference.ts";
import type { ModelRunner } from "../../../../src/domain/ports.ts";
import { type Dictionary, readDictionary } from "../../../../src/voice/pronounce/dictionary.ts";
import { soundNames } from "../../../../src/voice/pronounce/sounds.ts";

const file = fileURLToPath(new URL("../../../../models/voice-dictionary/dictionary.bin", import.meta.url));

let opened: Dictionary | undefined;

/** The one that ships. */
export function bundledDictionary(): Dictionary {
  opened ??= readDictionary(file);
  return opened;
}

export const acousticLabels = ["<blank>", ...soundNames];

const alphabet = "abcdefghijklmnopqrstuvwxyz'";

/**
 * A model that says each letter with the sound `soundOfLetter` has for it, and at each end a second best of `EY`; anything else
 * it does not know.
 */
export function letterModel(soundOfLetter: Readonly<Record<string, string>>): ModelRunner & { runs: number } {
  const labels = ["<end>", ...soundNames];
  return {
    runs: 0,
    active: () => ({
      id: "letters",
      version: "1.0.0",
      task: "pronunciation",
      labels: { next: labels },
      settings: { alphabet, begin: 40, end: 0, longestWord: 8, longestAnswer: 8 },
      readText: () => Promise.reject(new Error("it has no texts")),
    }),
    onActivated: () => () => {},
    async run(_, { letters, phonemes }: Tensors) {
      this.runs += 1;
      const [rows = 0, width = 0] = letters?.dims ?? [];
      const length = phonemes?.dims[1] ?? 0;
      const next = new Float32Array(rows * labels.length).fill(-20);
      for (let row = 0; row < rows; row += 1) {
        const letter = length <= width ? Number(letters?.data[row * width + length - 1]) : 0;
        const sound = letter === 0 ? "<end>" : (soundOfLetter[alphabet[letter - 1] ?? ""] ?? "<end>");
        next[row * labels.length + labels.indexOf(sound)] = Math.log(0.75);
        if (sound === "<end>") next[row * labels.length + labels.indexOf("EY")] = Math.log(0.25);
      }
      return { next: { type: "float32", dims: [rows, labels.length], data: next } };
    },
  };
}
