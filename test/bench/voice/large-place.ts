import { type SpokenNode, silentNode } from "../../../src/domain/spoken-network.ts";
import type { Posteriors, Pronouncer } from "../../../src/voice/ports.ts";

/** A language of 39 sounds of which each two letters of a word are one, and a place of 10,000 sentences over 500 names. */
export const soundCount = 39;
export const labelCount = soundCount + 1;

const syllables = "ba ke di fo gu la me ni po ru sa te vi wo zu cha she thi jo ku".split(" ");

export function madeWord(number: number): string {
  const { length } = syllables;
  const count = 2 + (number % 2);
  let word = "";
  for (
    let place = 0, rest = number * 7919 + 13;
    place < count;
    place += 1, rest = Math.floor(rest / length)
  ) {
    word += syllables[rest % length];
  }
  return word;
}

export function soundsOf(word: string): number[] {
  return [...word].map((letter, place) => 1 + ((letter.charCodeAt(0) * 17 + (place % 2) * 5) % soundCount));
}

export const madePronouncer: Pronouncer = {
  pronounce: async (words) =>
    new Map(words.map((word) => [word, [{ sounds: soundsOf(word), logWeight: 0 }]])),
};

export interface LargePlace {
  network: SpokenNode;
  /** A sentence of it, by number. */
  sentence(number: number): string;
}

export function largePlace(templates: number, entities: number): LargePlace {
  const word = (text: string): SpokenNode => ({ kind: "word", word: text });
  const names = Array.from(
    { length: entities },
    (_, one) => `${madeWord(one)} ${madeWord(5000 + (one % 60))}`,
  );
  const areas = Array.from({ length: 40 }, (_, one) => madeWord(9000 + one));
  const list = (texts: readonly string[]): SpokenNode => ({
    kind: "choice",
    items: texts.map((text) => ({ kind: "sequence", items: text.split(" ").map(word) })),
  });
  const nameList = list(names);
  const inArea: SpokenNode = {
    kind: "choice",
    items: [silentNode, { kind: "sequence", items: [word("in"), list(areas)] }],
  };
  const beginning = (one: number) => `${madeWord(20_000 + (one % 100))} ${madeWord(30_000 + one)}`;
  const items = Array.from(
    { length: templates },
    (_, one): SpokenNode => ({
      kind: "sequence",
      items: [list([beginning(one)]), nameList, inArea],
    }),
  );
  return {
    network: { kind: "choice", items },
    sentence: (number) => {
      const area = number % 3 === 0 ? ` in ${areas[number % areas.length]}` : "";
      return `${beginning((number * 37) % templates)} ${names[(number * 101) % entities]}${area}`;
    },
  };
}

/** As a model hears it: 2 to 4 frames a sound, unsure between sounds that are next to each other, with noise. */
export function madePosteriors(text: string, random: () => number): Posteriors {
  return posteriorsOf(text.split(" ").map(soundsOf), random);
}

/** The same of the sounds of each word. */
export function posteriorsOf(words: readonly (readonly number[])[], random: () => number): Posteriors {
  const labels: number[] = [0, 0, 0, 0, 0];
  for (const sounds of words) {
    for (const sound of sounds) {
      for (let frames = 2 + Math.floor(random() * 3); frames > 0; frames -= 1) labels.push(sound);
    }
    if (random() < 0.3) labels.push(0);
  }
  labels.push(0, 0, 0, 0, 0);
  const logProbabilities = new Float32Array(labels.length * labelCount);
  for (const [frame, label] of labels.entries()) {
    const row = logProbabilities.subarray(frame * labelCount, (frame + 1) * labelCount);
    for (let one = 0; one < labelCount; one += 1) {
      const nearness = Math.abs(one - label) <= 1 && one > 0 && label > 0 ? 2 : 0;
      row[one] = (one === label ? 5 : nearness) + 1.5 * (random() + random() - 1);
    }
    const sum = Math.log(row.reduce((total, one) => total + Math.exp(one), 0));
    for (let one = 0; one < labelCount; one += 1) row[one] = (row[one] as number) - sum;
  }
  return { logProbabilities, frames: labels.length };
}
