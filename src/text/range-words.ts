/** A range in words: its two ends, or its middle and how far it goes to both sides. */
export type RangePhrase =
  | { kind: "ends"; from: string; to: string }
  | { kind: "around"; middle: string; spread: string };

/**
 * The ways to take a text that `normalise` made for a range: "between 20 and 22 degrees", "from 40 to 60 percent",
 * "20 to 22", "22 plus or minus 1". What stands at both ends is not looked at.
 */
export function splitRange(text: string): RangePhrase[] {
  const around = /^(.+?) (?:plus or minus|plus minus|give or take) (.+)$/.exec(text);
  if (around) return [{ kind: "around", middle: around[1] ?? "", spread: around[2] ?? "" }];
  const lead = /^(between|from) /.exec(text);
  const rest = lead ? text.slice(lead[0].length) : text;
  const link = lead?.[1] === "between" ? / (?:and|to) /g : / (?:to|until|till|through|up to) /g;
  // "Between one hundred and five and one hundred and ten" has three links; the reader of the ends finds the right one.
  return [...rest.matchAll(link)].slice(0, linksMax).map(({ index, 0: words }) => ({
    kind: "ends",
    from: rest.slice(0, index),
    to: rest.slice(index + words.length),
  }));
}

const linksMax = 8;
