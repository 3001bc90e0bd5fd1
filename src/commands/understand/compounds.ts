import type { KnownWords } from "./spelling.ts";

/** Names that were written in more words or in fewer than they have: "green house 1", "dockdoor 2". */

/** Joined words shorter than this are too likely two words that stand together by chance. */
const joinedLengthMin = 6;

/** `names`: as `nameKey` gives them. The same text where nothing wants joining or parting. */
export function withCompounds(
  text: string,
  names: Iterable<string>,
  { own, vocabulary }: KnownWords,
): string {
  const nameWords = new Set<string>();
  const pairs = new Map<string, string>();
  for (const name of names) {
    const words = name.split(" ");
    for (const [index, word] of words.entries()) {
      nameWords.add(word);
      const next = words[index + 1];
      if (next !== undefined && !/\d/.test(word + next)) pairs.set(word + next, `${word} ${next}`);
    }
  }
  const joined = text.replace(/(?<![\p{L}'’-])(\p{L}{2,})[ -](?=(\p{L}{2,}))/gu, (whole, first, second) => {
    const both = `${first}${second}`.toLowerCase();
    const isOne = both.length >= joinedLengthMin && nameWords.has(both) && !pairs.has(both);
    return isOne ? first : whole;
  });
  return joined.replace(/\p{L}{6,}/gu, (word) => {
    const parted = pairs.get(word.toLowerCase());
    const isUnknown = !own.has(word.toLowerCase()) && !vocabulary?.has(word.toLowerCase());
    return parted !== undefined && isUnknown ? parted : word;
  });
}
