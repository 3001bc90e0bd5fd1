import { readNumbers, withDigits } from "../../text/number-words.ts";
import { nameKey } from "../entities/names.ts";
import type { EntityRegistry } from "../entities/registry.ts";
import type { Thing } from "../entities/thing.ts";
import { placeNamed } from "./places.ts";

/** Things that are told apart by a number: "zone 1", "press 12". */

const numbers =
  /((?:[\p{L}\d'’]+ ){0,3}[\p{L}'’]+)s (\d+(?:(?:, ?| )\d+)*,? (?:and|&|plus) \d+)(?![\p{L}\d.:%])/giu;

/** "Zones 1 and 4" as "zone 1 and zone 4", where things or places are called so; the same text where none are. */
export function withNumbersNamed(text: string, registry: EntityRegistry): string {
  return text.replace(numbers, (whole: string, before: string, list: string) => {
    const words = before.split(" ");
    const counts = list.match(/\d+/g) ?? [];
    for (let from = 0; from < words.length; from += 1) {
      const noun = words.slice(from).join(" ");
      const names = counts.map((count) => `${noun} ${count}`);
      if (!names.every((name) => isCalled(name, registry))) continue;
      const joined = `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
      return [...words.slice(0, from), joined].join(" ");
    }
    return whole;
  });
}

const inWords =
  /(?<=[\p{L}'’] )(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[ -](?:one|two|three|four|five|six|seven|eight|nine))?)(?![\p{L}\d])/giu;

/** "Line two" as "line 2" where something or some place is called so: recognisers of speech write numbers in words. */
export function withNumbersWritten(text: string, registry: EntityRegistry): string {
  return text.replace(inWords, (number: string, at: number) => {
    const words = text.slice(0, at).trim().split(" ").slice(-4);
    const digits = withDigits(nameKey(number));
    const isName = words.some((_, from) => isCalled(`${words.slice(from).join(" ")} ${digits}`, registry));
    return isName ? digits : number;
  });
}

const counted =
  /\b(all|each|every one)( of)?( the| my| our| these| those)? (?:two|three|four|five|six|seven|eight|nine|ten|[2-9]|1\d)(?= (?:of (?:the |my |our |these |those )?)?(?!percent|per |degrees|minutes|hours|seconds|rpm|bar)\p{L})/giu;

/** "All three radiators" as "all radiators": how many there are is known, and it is no value. */
export function withoutCounts(text: string): string {
  return text.replace(counted, "$1$2$3");
}

function isCalled(name: string, registry: EntityRegistry): boolean {
  return registry.byName(nameKey(name)).length > 0 || placeNamed(name, registry.areas) !== undefined;
}

/** Words that sound like a number; "to" and "for" may well be meant, so they count only where nothing can follow them. */
const soundsLike: Readonly<Record<string, string>> = {
  won: "1",
  to: "2",
  too: "2",
  tree: "3",
  free: "3",
  for: "4",
  ate: "8",
};

const sounded =
  /\b((?:[\p{L}'’]+ ){1,4})(won|to|too|tree|free|for|ate)(?= (?:on|off|up|down|open|shut)\b|\W*$)/giu;

/** "Compressor to" as "compressor 2" at the end of what is said, where something is called so. */
export function withNumbersHeard(text: string, registry: EntityRegistry): string {
  return text.replace(sounded, (whole: string, before: string, sound: string) => {
    const words = before.trim().split(" ");
    const number = soundsLike[sound.toLowerCase()] ?? "";
    const isName = words.some(
      (_, from) => registry.byName(nameKey(`${words.slice(from).join(" ")} ${number}`)).length > 0,
    );
    return isName ? `${before}${number}` : whole;
  });
}

/** A number that nothing has, of those that are told apart by one. */
export interface MissingNumber {
  /** "press 7". */
  heard: string;
  known: readonly Thing[];
}

/** What makes an amount of the number before it. */
const units =
  /^ (?:%|°|percent|per cent|degrees?|c|k|kelvin|celsius|fahrenheit|rpm|bar|hz|minutes?|mins?|hours?|seconds?|secs?|days?|times|oclock|am|pm|and a half|point|litres?|liters?)\b|^ ?[%°]/;

/** "Press 7" where there are a press 1 and 2 only; undefined: every numbered thing that is said is there. */
export function missingNumber(text: string, registry: EntityRegistry): MissingNumber | undefined {
  const said = nameKey(text);
  for (const [stem, numbered] of stemsOf(registry)) {
    for (let at = said.indexOf(`${stem} `); at >= 0; at = said.indexOf(`${stem} `, at + 1)) {
      if (at > 0 && said[at - 1] !== " ") continue;
      const start = at + stem.length + 1;
      const readings = readNumbers(said, start).filter(({ value }) => Number.isInteger(value) && value > 0);
      const [longest] = readings.toReversed();
      const isOfOther = readings.some(({ value }) => numbered.has(value));
      if (!longest || isOfOther || units.test(said.slice(longest.end))) continue;
      const heard = said.slice(at, longest.end);
      if (registry.byName(heard).length > 0 || isPartOfName(said, at, registry)) continue;
      return { heard, known: [...numbered.values()] };
    }
  }
  return undefined;
}

/** "Line 1 counter" holds "line 1", "drip zone 1" holds "zone 1", and a place may be called "line 2". */
function isPartOfName(said: string, at: number, { names, areas, floors }: EntityRegistry): boolean {
  const keys = [...names.map(({ key }) => key), ...[...areas, ...floors].flatMap((place) => place.keys)];
  return keys.some((key) => {
    const from = said.indexOf(key);
    return from >= 0 && from <= at && from + key.length > at && /\d/.test(key);
  });
}

/** What stands before the numbers of things' own names, with the thing of each number; longer ones first. */
function stemsOf({ things }: EntityRegistry): [string, Map<number, Thing>][] {
  const stems = new Map<string, Map<number, Thing>>();
  for (const thing of things) {
    for (const name of [thing.name, ...thing.aliases].map(nameKey)) {
      const [, stem, number] = /^(.*\D) (\d+)(?: |$)/.exec(name) ?? [];
      if (stem === undefined) continue;
      const numbered = stems.get(stem) ?? new Map<number, Thing>();
      if (!numbered.has(Number(number))) numbered.set(Number(number), thing);
      stems.set(stem, numbered);
    }
  }
  return [...stems].filter(([, numbered]) => numbered.size > 1).sort(([a], [b]) => b.length - a.length);
}
