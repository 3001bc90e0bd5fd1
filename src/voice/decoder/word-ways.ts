import type { Pronunciation } from "../ports.ts";
import { IntColumn } from "./number-tables.ts";

/**
 * Ways to say words, as columns: a byte for a sound. Sounds of way `n` are those from `start(n)` to before `end(n)`; the ways of a
 * word stand next to each other.
 */
export class WordWays {
  readonly sounds: Uint8Array;
  #starts = new IntColumn();
  #logWeights: Float64Array;
  #firsts = new Map<string, number>();
  /** Of each word, at the number of its first way: the number after its last. */
  #ends: Int32Array;

  /** Ways without sounds are left out, and those of 256 and more. */
  constructor(said: Iterable<readonly [word: string, ways: readonly Pronunciation[]]>) {
    const sounds: number[] = [];
    const logWeights: number[] = [];
    const ends: number[] = [];
    this.#starts.push(0);
    for (const [word, ways] of said) {
      const first = logWeights.length;
      for (const way of ways) {
        if (way.sounds.length === 0 || way.sounds.length >= 256) continue;
        for (const sound of way.sounds) sounds.push(sound);
        this.#starts.push(sounds.length);
        logWeights.push(way.logWeight);
      }
      if (logWeights.length === first) continue;
      this.#firsts.set(word, first);
      ends[first] = logWeights.length;
    }
    this.sounds = Uint8Array.from(sounds);
    this.#logWeights = Float64Array.from(logWeights);
    this.#ends = Int32Array.from(ends);
  }

  /** Of a word that cannot be said the end is the first. */
  of(word: string): { first: number; end: number } {
    const first = this.#firsts.get(word);
    return first === undefined ? { first: 0, end: 0 } : { first, end: this.#ends[first] as number };
  }

  start(way: number): number {
    return this.#starts.at(way);
  }

  end(way: number): number {
    return this.#starts.at(way + 1);
  }

  /** Natural logarithm of the way's share among those of its word. */
  logWeight(way: number): number {
    return this.#logWeights[way] as number;
  }
}
