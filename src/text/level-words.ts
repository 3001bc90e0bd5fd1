import { readFractions } from "./fraction-words.ts";

/** A value told by where it lies between its ends: one of them, or a share of the way, 0 to 1. */
export type Level = "lowest" | "highest" | number;

const named: readonly (readonly [RegExp, Level])[] = [
  [
    /^(?:full|fully|max|maximum|highest|top|completely|entirely|all the way|(?:the )?whole way|as (?:high|far|bright|loud|fast|much) as (?:possible|it (?:goes|gets|can)))(?: up| on)?$/,
    "highest",
  ],
  [
    /^(?:min|minimum|minimal|lowest|bottom|as (?:low|little|dim|quiet|slow) as (?:possible|it (?:goes|gets|can))|(?:all the|the whole) way down)$/,
    "lowest",
  ],
  [
    /^(?:half ?way|half the way|medium|mid|middle|the middle|in the middle|fifty fifty|moderate)(?: up| down)?$/,
    0.5,
  ],
  [/^high$/, 0.8],
  [/^low$/, 0.25],
];

/** What "… full", "… of the way" and "… of the maximum" leave of a fraction. */
const tail = / (?:of (?:the )?(?:way|maximum|max|full|range)|the way|full|way)(?: up| down)?$/;

/**
 * The level that all of the text is, in a text that `normalise` made: "half", "three quarters", "maximum", "all the
 * way", "halfway", "two thirds of the way". Undefined for any other text.
 */
export function parseLevel(text: string): Level | undefined {
  const plain = text.replace(/^(?:the|its|at|to) /, "");
  const level = named.find(([pattern]) => pattern.test(plain))?.[1];
  if (level !== undefined) return level;
  const short = plain.replace(tail, "");
  return readFractions(short, 0).find(({ end }) => end === short.length)?.value;
}
