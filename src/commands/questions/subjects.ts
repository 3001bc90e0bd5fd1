import { nameKey } from "../entities/names.ts";
import type { Thing } from "../entities/thing.ts";
import { measureWords } from "./measures.ts";

/**
 * What sensors are about, by their names without the words for what they measure and with what: `milk` of `Milk
 * temperature`, `zone 1` of `Zone 1 soil moisture`, `coolant` of `Coolant tank`, `line 3` of `Line 3 jam sensor`. People
 * ask for those: "is the milk cold", "how much coolant is left".
 */
export function subjectsOf(thing: Thing): string[] {
  if (thing.kind !== "sensor" && thing.kind !== "binarySensor") return [];
  return [...new Set([thing.name, ...thing.aliases].flatMap(subjectsOfName))];
}

function subjectsOfName(name: string): string[] {
  const key = nameKey(name);
  const turned = measureFirst.exec(key)?.[1];
  const found = turned === undefined ? [] : [turned];
  for (let rest = key.replace(trailing, ""); rest !== ""; rest = rest.replace(trailing, "")) {
    if (rest === key || found.includes(rest)) break;
    found.push(rest);
  }
  return found;
}

/** What several sensors are called together, to ask which of them is the hottest: `press` and `presses`, `tank`. */
export function groupsOf(thing: Thing): string[] {
  if (thing.kind !== "sensor") return [];
  const heads = [nameKey(thing.name), ...subjectsOf(thing)].flatMap(
    (name) => /(?:^| )([a-z]{3,})(?: \d+)?$/.exec(name)?.[1] ?? [],
  );
  return [...new Set(heads)]
    .filter((head) => !measureWords.includes(head) && !placeNouns.has(head))
    .flatMap((head) => [head, `${head}${/(?:s|sh|ch|x)$/.test(head) ? "es" : "s"}`]);
}

/** "Which room" is about all of them, whatever they are called. */
const placeNouns = new Set(["room", "place", "area"]);

/** What measures, what holds what is measured, and what is noticed. */
const instruments =
  "sensor probe meter gauge detector monitor thermometer tank silo bin barrel vat hopper bunker";
const noticed = "leak jam blockage motion movement presence occupancy smoke contact fault";

const trailingWords = [...measureWords, ...instruments.split(" "), ...noticed.split(" ")]
  .sort((a, b) => b.length - a.length)
  .join("|");
const trailing = new RegExp(` (?:${trailingWords})$`);
const measureFirst = new RegExp(`^(?:${trailingWords}) (?:in|of|on|at|from) (?:the )?(.+)$`);
