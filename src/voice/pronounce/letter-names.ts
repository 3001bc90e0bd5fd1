import { type Sounds, soundsOf } from "./sounds.ts";

const names: Readonly<Record<string, readonly string[]>> = {
  a: ["EY"],
  b: ["B IY"],
  c: ["S IY"],
  d: ["D IY"],
  e: ["IY"],
  f: ["EH F"],
  g: ["JH IY"],
  h: ["EY CH"],
  i: ["AY"],
  j: ["JH EY"],
  k: ["K EY"],
  l: ["EH L"],
  m: ["EH M"],
  n: ["EH N"],
  o: ["OW"],
  p: ["P IY"],
  q: ["K Y UW"],
  r: ["AA R"],
  s: ["EH S"],
  t: ["T IY"],
  u: ["Y UW"],
  v: ["V IY"],
  w: ["D AH B AH L Y UW"],
  x: ["EH K S"],
  y: ["W AY"],
  // American, then British.
  z: ["Z IY", "Z EH D"],
};

const letterSounds = new Map(
  Object.entries(names).map(([letter, ways]) => [letter, ways.map((way) => soundsOf(way))]),
);

/** How an abbreviation is said letter by letter; `letters` are a to z. */
export function spellOut(letters: string): Sounds[] {
  let ways: Sounds[] = [[]];
  for (const letter of letters) {
    const said = letterSounds.get(letter) ?? [];
    // Only a word with one Z doubles; more would be ways that nobody mixes.
    const used = ways.length > 1 ? said.slice(0, 1) : said;
    ways = ways.flatMap((way) => used.map((sounds) => [...way, ...sounds]));
  }
  return ways.filter((way) => way.length > 0);
}
