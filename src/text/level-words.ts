import { readFractions } from "./fraction-words.ts";

/** A value told by where it lies between its ends: one of them, or a share of the way, 0 to 1. */
export type Level = "lowest" | "highest" | number;

const possible =
  "(?:possible|it (?:goes|gets|can|will)(?: (?:go|get|be))?|they (?:go|get|can|will)(?: (?:go|get|be))?)";
const settings = "(?: (?:setting|level|mark|gear))?";

const named: readonly (readonly [RegExp, Level])[] = [
  [
    new RegExp(
      `^(?:full|fully|max|maximum|highest|top|full (?:tilt|pelt|blast|whack|throttle|steam|bore|on)|flat out|max(?:ed)? out|completely|entirely|all the way|(?:the )?whole way|brightest|loudest|fastest|as (?:high|far|bright|loud|fast|much|wide) as ${possible})${settings}(?: up| on)?$`,
    ),
    "highest",
  ],
  [
    new RegExp(
      `^(?:min|minimum|minimal|lowest|bottom|dimmest|darkest|quietest|softest|slowest|a crawl|a whisper|as (?:low|far down|little|dim|dark|quiet|slow) as ${possible}|(?:all the|the whole|right the) way down)${settings}$`,
    ),
    "lowest",
  ],
  [
    /^(?:half ?way|half the way|medium|mid|middle|the middle|in the middle|fifty fifty|moderate)(?: up| down)?$/,
    0.5,
  ],
  [/^(?:partly|partially|part ?way|part of the way|some of the way)$/, 0.5],
  [/^high$/, 0.8],
  [/^low$/, 0.25],
  [/^(?:most of|nearly all|almost all) the way$/, 0.8],
  [/^(?:(?:open )?a (?:crack|slit|sliver|chink|finger)|ajar)$/, 0.1],
];

/** What "… full", "… of the way" and "… of the maximum" leave of a fraction. */
const tail = / (?:of (?:the )?(?:way|maximum|max|full|range)|the way|full|way)(?: up| down)?$/;

/**
 * The level that all of the text is, in a text that `normalise` made: "half", "three quarters", "maximum", "all the
 * way", "flat out", "halfway", "two thirds of the way", "a crack". Undefined for any other text.
 */
export function parseLevel(text: string): Level | undefined {
  const plain = text.replace(/^(?:(?:the|its|their|at|to) )+/, "");
  const level = named.find(([pattern]) => pattern.test(plain))?.[1];
  if (level !== undefined) return level;
  const short = plain.replace(tail, "");
  return readFractions(short, 0).find(({ end }) => end === short.length)?.value;
}
