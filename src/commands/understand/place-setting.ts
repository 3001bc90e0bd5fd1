import { mainSetting, takesValue } from "../act/plan.ts";
import type { Wish } from "../act/wish.ts";
import type { Thing } from "../entities/thing.ts";
import { readNumber } from "../values/read-value.ts";
import { usualScale } from "../values/scale.ts";
import type { Phrase } from "./phrase.ts";
import { type Resolution, type ResolveContext, resolvePhrase } from "./resolve.ts";

/**
 * "Living room to seventy fahrenheit", "greenhouse 1 to 20": only a place and a value. Meant is what takes such a value
 * there: heating for degrees, and for a number that is a room temperature; else the lights. Whatever else is left is
 * asked about. Undefined: the wish is no such thing, or nothing there takes the value.
 */
export function settingOfPlace(
  wishes: readonly Wish[],
  phrase: Phrase,
  context: Omit<ResolveContext, "fits" | "isQuestion">,
): Resolution | undefined {
  const [wish, ...more] = wishes;
  if (wish?.intent !== "set" || wish.attribute !== undefined || wish.value === undefined) return undefined;
  const isPlaceOnly =
    phrase.names.length === 0 && phrase.kind === undefined && phrase.deviceClass === undefined;
  if (!isPlaceOnly || phrase.isAll || more.some(({ isImplied }) => !isImplied)) return undefined;
  const { value } = wish;
  const resolve = (fits: (thing: Thing) => boolean) =>
    resolvePhrase(phrase, { ...context, fits, isQuestion: false });
  const inRange = resolve((thing) => takesValue(value, thing, "inRange"));
  const found = inRange.status === "found" ? inRange : resolve((thing) => takesValue(value, thing, "inUnit"));
  if (found.status !== "found") return found.status === "empty" ? undefined : found;
  const things = likeliest(found.things, value);
  if (things) return { ...found, things };
  return { status: "ambiguous", heard: "", options: found.things, isGroup: false };
}

/** The things of one kind that people mean by such a value; undefined: there are several kinds that may be meant. */
function likeliest(things: readonly Thing[], value: number | string): readonly Thing[] | undefined {
  const kinds = new Set(things.map(({ kind }) => kind));
  if (kinds.size === 1) return things;
  const heating = things.filter((thing) => mainSetting(thing)?.name === "temperature");
  const lights = things.filter(({ kind }) => kind === "light");
  if (heating.length > 0) {
    const warmth = readNumber(String(value), usualScale("temperature"));
    const isOne = new Set(heating.map(({ kind }) => kind)).size === 1;
    const isOfRoom = warmth.ok && warmth.value >= roomDegreesMin && warmth.value <= roomDegreesMax;
    return isOne && (isOfRoom || lights.length === 0) ? heating : undefined;
  }
  return lights.length > 0 ? lights : undefined;
}

/** Any other bare number is as likely a brightness. */
const roomDegreesMin = 12;
const roomDegreesMax = 28;
