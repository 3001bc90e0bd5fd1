import type { Pronouncer, Pronunciation } from "../ports.ts";
import { WakePhraseUnsayableError } from "./errors.ts";

/** A phrase to listen for. */
export interface WakePhrase {
  readonly text: string;
  /** Ways to say all of it, the likeliest first. */
  readonly ways: readonly Pronunciation[];
  /** Sounds of the shortest way. */
  readonly sounds: number;
}

/** Ways to say a phrase that are listened for: each is a chain of its own. */
const waysMax = 12;

/** Throws {@link WakePhraseUnsayableError}, naming the words that nobody knows how to say. */
export async function compileWakePhrase(text: string, pronouncer: Pronouncer): Promise<WakePhrase> {
  const words = text
    .toLowerCase()
    .split(/[\s,.!?-]+/)
    .filter((word) => word !== "");
  const said = await pronouncer.pronounce([...new Set(words)]);
  const unsayable = words.filter((word) => !said.get(word)?.some(({ sounds }) => sounds.length > 0));
  if (words.length === 0 || unsayable.length > 0)
    throw new WakePhraseUnsayableError(text, [...new Set(unsayable)]);
  let ways: Pronunciation[] = [{ sounds: [], logWeight: 0 }];
  for (const word of words) {
    const next = (said.get(word) ?? []).filter(({ sounds }) => sounds.length > 0);
    ways = ways
      .flatMap((way) =>
        next.map(({ sounds, logWeight }) => ({
          sounds: [...way.sounds, ...sounds],
          logWeight: way.logWeight + logWeight,
        })),
      )
      .sort((a, b) => b.logWeight - a.logWeight)
      .slice(0, waysMax);
  }
  return { text, ways, sounds: Math.min(...ways.map(({ sounds }) => sounds.length)) };
}

/** How well a phrase can be told from other speech, judged by its length alone. */
export function phraseStrength(phrase: WakePhrase): "tooShort" | "short" | "good" {
  const different = new Set(phrase.ways[0]?.sounds).size;
  if (phrase.sounds < 5 || different < 4) return "tooShort";
  return phrase.sounds < 7 ? "short" : "good";
}
