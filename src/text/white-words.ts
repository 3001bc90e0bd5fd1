import { readNumbers } from "./number-words.ts";

/** Kelvin of the whites that have names; lamps are sold under them. */
const whites: readonly (readonly [RegExp, number])[] = [
  [/(?:candle ?light|candle)\b/y, 1900],
  [/(?:(?:extra|very|really|super) warm(?: white)?|amber white|fire ?light|fire glow)\b/y, 2200],
  [/(?:warm(?: white)?|soft white|incandescent|tungsten|relax(?:ing)? white|cosy white|cozy white)\b/y, 2700],
  [/(?:halogen)\b/y, 3000],
  [/(?:neutral(?: white)?|natural(?: white)?)\b/y, 4000],
  [/(?:moon ?light)\b/y, 4100],
  [/(?:(?:cool|cold)(?: white)?|bright white|crisp white)\b/y, 5000],
  [/(?:sun ?light|noon white)\b/y, 5500],
  [
    /(?:day ?light(?: white)?|(?:very|really|extra|super) (?:cool|cold)(?: white)?|ice white|icy white)\b/y,
    6500,
  ],
];

/** Bounds of what is called a colour temperature: a candle, and the blue sky. */
const kelvinMin = 1000;
const kelvinMax = 20_000;

/**
 * Every way to read a colour temperature, in kelvin, from `start` in a text that `normalise` made: "warm white",
 * "daylight", "3000 kelvin", "2700 k", "4000 degrees kelvin".
 */
export function readWhites(text: string, start: number): { end: number; kelvin: number }[] {
  const named = whites.flatMap(([pattern, kelvin]) => {
    pattern.lastIndex = start;
    return pattern.test(text) ? [{ end: pattern.lastIndex, kelvin }] : [];
  });
  const counted = readNumbers(text, start).flatMap(({ end, value }) => {
    const unit = / ?(?:(?:degrees?|deg|°) )?(?:kelvins?|k)\b/y;
    unit.lastIndex = end;
    const isWhite = value >= kelvinMin && value <= kelvinMax && unit.test(text);
    return isWhite ? [{ end: unit.lastIndex, kelvin: value }] : [];
  });
  return [...named, ...counted];
}
