import type { SpokenNode } from "../../src/domain/spoken-network.ts";
import type { Posteriors, Pronouncer } from "../../src/voice/ports.ts";

/** A toy language for searches of sounds: letters stand for sounds. Label 0 is the blank, 1 to 26 are a to z. */
export const letterCount = 27;

export const lettersOf = (word: string) => [...word].map((letter) => letter.charCodeAt(0) - 96);

/** Words of other signs than letters cannot be said. */
export const letterPronouncer: Pronouncer = {
  pronounce: async (words) =>
    new Map(
      words
        .filter((word) => /^[a-z]+$/.test(word))
        .map((word) => [word, [{ sounds: lettersOf(word), logWeight: 0 }]]),
    ),
};

/** Frames that say `said`, a character each: a letter, or `_` for the blank. `sure` is the probability of each. */
export function letterFrames(said: string, sure = 0.9): Float32Array {
  const rest = Math.log((1 - sure) / (letterCount - 1));
  const scores = new Float32Array(said.length * letterCount).fill(rest);
  for (const [frame, character] of [...said].entries()) {
    scores[frame * letterCount + (character === "_" ? 0 : character.charCodeAt(0) - 96)] = Math.log(sure);
  }
  return scores;
}

export function letterPosteriors(said: string, sure = 0.9): Posteriors {
  return { logProbabilities: letterFrames(said, sure), frames: said.length };
}

/** `turn on` as `_t_u_r_n_o_n_`. */
export function spelled(text: string): string {
  return `_${[...text.replaceAll(" ", "")].join("_")}_`;
}

export function spokenWords(text: string): SpokenNode {
  return { kind: "sequence", items: text.split(" ").map((word) => ({ kind: "word", word })) };
}

export function spokenChoice(...items: SpokenNode[]): SpokenNode {
  return { kind: "choice", items };
}
