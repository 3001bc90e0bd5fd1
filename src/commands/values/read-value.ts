import { type Outcome, success } from "../../core/outcome.ts";
import { type Rgb, readColours } from "../../text/colour-words.ts";
import { quoteWords, refuse, type ValueRefusal } from "../../text/value-refusal.ts";
import { valueText } from "../../text/value-text.ts";
import { readWhites } from "../../text/white-words.ts";
import { type NumberValue, parseNumberValue, parseRangeValue, type RangeValue } from "./read-number.ts";
import { onScale, type ValueScale } from "./scale.ts";

/** `name` is the nearest colour with a name in CSS, in words; `rgb` the colour that was meant. */
export interface ColourValue {
  kind: "colour";
  name: string;
  rgb: Rgb;
}

export interface WhiteValue {
  kind: "colourTemperature";
  kelvin: number;
}

export type Value =
  | NumberValue
  | RangeValue
  | ColourValue
  | WhiteValue
  /** A mode or another word, as it was said. */
  | { kind: "word"; word: string };

/**
 * The value that `words` name for an attribute of a thing, in that attribute's unit: "half", "70 fahrenheit", "three
 * quarters open", "warm red", "3000 kelvin", "between 20 and 22 degrees". Without an attribute the words decide what
 * kind of value it is. Bounds are not checked here. Never throws for any words.
 */
export function readValue(words: string, scale: ValueScale): Outcome<Value, ValueRefusal> {
  const text = valueText(words);
  if (text === undefined || text === "") return notRead(words, scale);
  switch (scale.name) {
    case "mode":
      return success({ kind: "word", word: modeWord(text) });
    case "colour":
      return parseColour(text) ?? parseWhite(text) ?? notRead(words, scale);
    case "colourTemperature": {
      const white = parseWhite(text) ?? parseWarmth(text, scale);
      if (!white) return number(text, words, scale);
      const kelvin = onScale(white.value.kelvin, "K", scale);
      return kelvin.ok ? success({ kind: "number", value: kelvin.value, unit: scale.unit ?? "K" }) : kelvin;
    }
    case undefined:
      return (
        parseWhite(text) ??
        parseRangeValue(text, scale) ??
        parseNumberValue(text, scale) ??
        parseColour(text) ??
        notRead(words, scale)
      );
    default:
      return number(text, words, scale);
  }
}

/** The number that `words` name for an attribute, in its unit: `readValue` where nothing else will do. */
export function readNumber(words: string, scale: ValueScale): Outcome<number, ValueRefusal> {
  const text = valueText(words);
  const found = text ? parseNumberValue(text, scale) : undefined;
  if (!found) return notRead(words, scale);
  return found.ok ? success(found.value.value) : found;
}

/** The range that `words` name: "between 20 and 22 degrees", "20 to 22", "22 plus or minus 1". */
export function readRange(words: string, scale: ValueScale): Outcome<RangeValue, ValueRefusal> {
  const text = valueText(words);
  return (text ? parseRangeValue(text, scale) : undefined) ?? notRead(words, scale);
}

/** The colour that `words` name, or the white: "dark blue", "warm white", "3000 kelvin". */
export function readColour(words: string): Outcome<ColourValue | WhiteValue, ValueRefusal> {
  const text = valueText(words);
  if (!text) return refuse("notRead", `I do not know the colour ${quoteWords(words)}.`);
  // "Warm" alone is a white, "warm red" a colour, so a colour of all the words comes first.
  return (
    parseColour(text) ??
    parseWhite(text) ??
    refuse("notRead", `I do not know the colour ${quoteWords(words)}.`)
  );
}

function number(text: string, words: string, scale: ValueScale): Outcome<Value, ValueRefusal> {
  return parseRangeValue(text, scale) ?? parseNumberValue(text, scale) ?? notRead(words, scale);
}

function notRead(words: string, { name, unit }: ValueScale): { ok: false; reason: ValueRefusal } {
  const what =
    name === "colour" ? "as a colour" : unit === undefined ? "as a value" : `as a value in ${unit}`;
  return refuse("notRead", `I cannot read ${quoteWords(words)} ${what}.`);
}

function modeWord(text: string): string {
  return text.replace(/^(?:to |in |on |the )+/, "").replace(/(?<=.) (?:mode|preset|program|programme)$/, "");
}

const colourTail = /(?<=.) (?:colou?r|tone|shade|hue|light|lights)$/;

function parseColour(text: string): { ok: true; value: ColourValue } | undefined {
  const plain = text.replace(/^(?:to |in |a |the |an |shade of |colou?r )+/, "").replace(colourTail, "");
  const colour = readColours(plain, 0).find(({ end }) => end === plain.length)?.colour;
  // "Warm white" and its like are whites with a colour temperature, not tinted ones.
  if (!colour || (/\bwhite$/.test(plain) && plain !== "white" && readWhites(plain, 0).length > 0))
    return undefined;
  return success({ kind: "colour", ...colour });
}

function parseWhite(text: string): { ok: true; value: WhiteValue } | undefined {
  const plain = text
    .replace(/^(?:to |at |a |the )+/, "")
    .replace(/(?<=.) (?:tone|light|lights|lighting|colou?r temperature)$/, "");
  const options = [text, plain].flatMap((one) => readWhites(one, 0).filter(({ end }) => end === one.length));
  const [white] = options;
  return white && success({ kind: "colourTemperature", kelvin: white.kelvin });
}

/** The ends of what a lamp can do: the warmest white is the lowest in kelvin. */
function parseWarmth(text: string, { range }: ValueScale): { ok: true; value: WhiteValue } | undefined {
  const end =
    /^(?:the )?(?:as )?(?:(warmest|warm as possible)|(coolest|coldest|(?:cool|cold) as possible))$/.exec(
      text,
    );
  if (!end || !range) return undefined;
  return success({ kind: "colourTemperature", kelvin: end[1] ? range.min : range.max });
}
