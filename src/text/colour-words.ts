import { everydayColours, namedColours } from "./colour-table.ts";
import { readNumbers } from "./number-words.ts";

/** Red, green and blue, 0 to 255 each, sRGB. */
export type Rgb = readonly [number, number, number];

export interface Colour {
  /** The nearest colour that has a name in CSS, in words: `dark blue`. Devices that take names know these. */
  name: string;
  /** The colour that was meant, which need not have a name: "warm red". */
  rgb: Rgb;
}

/**
 * Every way to read a colour from `start` in a text that `normalise` made: names of CSS and of every day, with "dark",
 * "light", "warm", "cool" and the like before them, "bluish", "blue green", "hex ff8800" (as `value-text.ts` writes
 * `#ff8800`), "rgb 255 136 0".
 */
export function readColours(text: string, start: number): { end: number; colour: Colour }[] {
  return [...readWords(text, start), ...readHex(text, start), ...readRgb(text, start)].map(
    ({ end, rgb, name }) => ({
      end,
      colour: { name: name ?? nearestName(rgb), rgb },
    }),
  );
}

interface RgbReading {
  end: number;
  rgb: Rgb;
  name?: string;
}

const wordsMax = 4;

function readWords(text: string, start: number): RgbReading[] {
  const readings: RgbReading[] = [];
  let at = start;
  for (let count = 0; count < wordsMax && at < text.length; count += 1) {
    const gap = text.indexOf(" ", at);
    at = gap < 0 ? text.length : gap;
    const found = colourOf(spell(text.slice(start, at)), 2);
    if (found) readings.push({ end: at, ...found });
    at += 1;
  }
  return readings;
}

function spell(words: string): string {
  return words.replace(/\bgray\b/g, "grey").replace(/\b(greyish|grayish)\b/g, "grey");
}

const rgbByWords = new Map<string, Rgb>();
const nameByWords = new Map<string, string>();
for (const [name, hex] of [...Object.entries(namedColours), ...Object.entries(everydayColours)]) {
  const isNamed = Object.hasOwn(namedColours, name);
  for (const words of new Set([name, name.replaceAll(" ", "")])) {
    rgbByWords.set(words, fromHex(hex));
    if (isNamed) nameByWords.set(words, name);
  }
}
// Signal lamps are sold as amber and known to devices as orange, although gold is the nearer of the two on a screen.
nameByWords.set("amber", "orange");

/** The colour of all the words; `depth` is how many more words may stand before one that has a name. */
function colourOf(words: string, depth: number): { rgb: Rgb; name?: string } | undefined {
  const known = rgbByWords.get(words) ?? ishOf(words);
  const name = nameByWords.get(words);
  if (known) return name === undefined ? { rgb: known } : { rgb: known, name };
  const gap = words.indexOf(" ");
  if (gap < 0 || depth === 0) return undefined;
  const [first, rest] = [words.slice(0, gap), words.slice(gap + 1)];
  const base = colourOf(rest, depth - 1);
  if (!base) return undefined;
  const change = Object.hasOwn(changes, first) ? changes[first] : undefined;
  if (change) return { rgb: change(base.rgb) };
  const other = colourOf(first, 0);
  return other && { rgb: mix(other.rgb, base.rgb, 0.5) };
}

/** "Bluish", "purplish", "reddish": near enough to the colour itself. */
function ishOf(words: string): Rgb | undefined {
  if (!words.endsWith("ish")) return undefined;
  const stem = words.slice(0, -"ish".length);
  return rgbByWords.get(stem) ?? rgbByWords.get(`${stem}e`) ?? rgbByWords.get(stem.slice(0, -1));
}

const white: Rgb = [255, 255, 255];
const black: Rgb = [0, 0, 0];
const grey: Rgb = [128, 128, 128];

/** What a word before a colour makes of it. */
const changes: Readonly<Record<string, (rgb: Rgb) => Rgb>> = {
  dark: (rgb) => mix(rgb, black, 0.45),
  deep: (rgb) => mix(rgb, black, 0.3),
  rich: (rgb) => mix(rgb, black, 0.15),
  light: (rgb) => mix(rgb, white, 0.5),
  pale: (rgb) => mix(rgb, white, 0.6),
  pastel: (rgb) => mix(rgb, white, 0.6),
  soft: (rgb) => mix(rgb, white, 0.35),
  dusty: (rgb) => mix(rgb, grey, 0.4),
  muted: (rgb) => mix(rgb, grey, 0.4),
  warm: (rgb) => mix(rgb, [255, 140, 0], 0.25),
  cool: (rgb) => mix(rgb, [0, 120, 255], 0.25),
  cold: (rgb) => mix(rgb, [0, 120, 255], 0.25),
  bright: brighten,
  neon: brighten,
  vivid: brighten,
  medium: (rgb) => rgb,
  normal: (rgb) => rgb,
  pure: (rgb) => rgb,
  plain: (rgb) => rgb,
};

function mix(one: Rgb, other: Rgb, share: number): Rgb {
  const part = (index: 0 | 1 | 2) => Math.round(one[index] * (1 - share) + other[index] * share);
  return [part(0), part(1), part(2)];
}

/** As light as the screen makes it: the largest part becomes 255. */
function brighten(rgb: Rgb): Rgb {
  const largest = Math.max(...rgb);
  if (largest === 0) return rgb;
  const part = (index: 0 | 1 | 2) => Math.round((rgb[index] * 255) / largest);
  return [part(0), part(1), part(2)];
}

function readHex(text: string, start: number): RgbReading[] {
  const pattern = /hex (?:code )?([0-9a-f]{6})\b/y;
  pattern.lastIndex = start;
  const found = pattern.exec(text)?.[1];
  return found === undefined ? [] : [{ end: pattern.lastIndex, rgb: fromHex(Number.parseInt(found, 16)) }];
}

function readRgb(text: string, start: number): RgbReading[] {
  const lead = /rgb /y;
  lead.lastIndex = start;
  if (!lead.test(text)) return [];
  let found: { end: number; parts: number[] }[] = [{ end: lead.lastIndex - 1, parts: [] }];
  for (let count = 0; count < 3; count += 1) {
    found = found.flatMap(({ end, parts }) =>
      readNumbers(text, end + 1)
        .filter(({ value }) => Number.isInteger(value) && value >= 0 && value <= 255)
        .map((number) => ({ end: number.end, parts: [...parts, number.value] })),
    );
  }
  return found.map(({ end, parts: [red = 0, green = 0, blue = 0] }) => ({ end, rgb: [red, green, blue] }));
}

function fromHex(hex: number): Rgb {
  return [(hex >> 16) & 255, (hex >> 8) & 255, hex & 255];
}

function nearestName(rgb: Rgb): string {
  let best = { name: "white", distance: Number.POSITIVE_INFINITY };
  for (const [name, hex] of Object.entries(namedColours)) {
    const distance = distanceOf(rgb, fromHex(hex));
    if (distance < best.distance) best = { name, distance };
  }
  return best.name;
}

/** How different two colours look: the weighted distance of T. Riemersma, https://www.compuphase.com/cmetric.htm. */
function distanceOf(one: Rgb, other: Rgb): number {
  const meanRed = (one[0] + other[0]) / 2;
  const [red, green, blue] = [one[0] - other[0], one[1] - other[1], one[2] - other[2]];
  return (2 + meanRed / 256) * red * red + 4 * green * green + (2 + (255 - meanRed) / 256) * blue * blue;
}
