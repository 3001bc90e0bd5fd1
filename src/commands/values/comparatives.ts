import type { AttributeName } from "../entities/attributes.ts";

/** What a word such as "warmer" says: which attribute, and which way. */
export interface Comparative {
  attribute: AttributeName | undefined;
  direction: "increase" | "decrease";
  /** It names the lower end of its attribute: "darker", "slow". */
  isLess: boolean;
}

const more = (attribute?: AttributeName): Comparative => ({
  attribute,
  direction: "increase",
  isLess: false,
});
const less = (attribute?: AttributeName): Comparative => ({ attribute, direction: "decrease", isLess: true });

const comparatives: Readonly<Record<string, Comparative>> = {
  warmer: more("temperature"),
  hotter: more("temperature"),
  cooler: less("temperature"),
  colder: less("temperature"),
  chillier: less("temperature"),
  brighter: more("brightness"),
  lighter: more("brightness"),
  dimmer: less("brightness"),
  darker: less("brightness"),
  louder: more("volume"),
  quieter: less("volume"),
  softer: less("volume"),
  faster: more("speed"),
  quicker: more("speed"),
  slower: less("speed"),
  "more humid": more("humidity"),
  moister: more("humidity"),
  drier: less("humidity"),
  dryer: less("humidity"),
  "less humid": less("humidity"),
  wider: more("position"),
  "further open": more("position"),
  "more open": more("position"),
  "further closed": less("position"),
  "more closed": less("position"),
  higher: more(),
  up: more(),
  stronger: more(),
  more: more(),
  greater: more(),
  fuller: more(),
  lower: less(),
  down: less(),
  weaker: less(),
  less: less(),
  gentler: less(),
};

/** Plain forms, after "as": "twice as fast". */
const adjectives: Readonly<Record<string, Comparative>> = {
  warm: more("temperature"),
  hot: more("temperature"),
  cool: less("temperature"),
  cold: less("temperature"),
  bright: more("brightness"),
  dim: less("brightness"),
  dark: less("brightness"),
  loud: more("volume"),
  quiet: less("volume"),
  fast: more("speed"),
  quick: more("speed"),
  slow: less("speed"),
  humid: more("humidity"),
  high: more(),
  strong: more(),
  much: more(),
  low: less(),
};

/**
 * The ways to take a comparative out of `text`: at its end ("a bit warmer", "twice as fast"), at its beginning ("up
 * by ten percent", "warmer by two degrees"), or none at all.
 */
export function comparativeIn(text: string): { rest: string; comparative: Comparative | undefined }[] {
  const found: { rest: string; comparative: Comparative | undefined }[] = [];
  for (const [word, comparative] of Object.entries(comparatives)) {
    if (text === word || text.endsWith(` ${word}`)) {
      found.push({ rest: text.slice(0, -word.length).trim(), comparative });
    } else if (text.startsWith(`${word} `)) {
      found.push({ rest: text.slice(word.length + 1), comparative });
    }
  }
  for (const [word, comparative] of Object.entries(adjectives)) {
    if (text.endsWith(` as ${word}`)) found.push({ rest: text.slice(0, -word.length - 1), comparative });
  }
  // The longest word is the one that says most: "more humid" rather than "humid".
  found.sort((one, other) => one.rest.length - other.rest.length);
  return [...found, { rest: text, comparative: undefined }];
}
