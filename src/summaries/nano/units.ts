import type { Summary } from "../../domain/facts.ts";
import type { SaidFacts, SaidLine } from "./said-facts.ts";

/**
 * What the nano model reads: the facts as a list of units (`models/train/summaries/record.py` makes the same). A unit
 * has a field, the line of evidence it is of (0: the incident as a whole) and, when it may be copied into the text, its
 * surface: a name or a shorter form of it, a place, a value, always whole. Words of names are units to be read only.
 */
export interface Unit {
  readonly field: string;
  readonly line: number;
  readonly surface?: string;
  readonly word?: string;
}

/** A token of a written text: a plain word, or the copy of a unit. */
export type WrittenToken = { word: string } | { unit: Unit };

export function unitsOf(facts: SaidFacts, style: Summary["style"]): Unit[] {
  const units: Unit[] = [
    { field: `style:${style}`, line: 0 },
    { field: `ending:${facts.ending}`, line: 0 },
    { field: `severity:${facts.severity}`, line: 0 },
  ];
  if (facts.isOrdered) units.push({ field: "ordered", line: 0 });
  if (facts.isUnsynced) units.push({ field: "unsynced", line: 0 });
  if (facts.lines.length > 1) units.push({ field: "lines", line: 0 });
  for (const field of ["device", "area"] as const) {
    units.push(...wordsOf(`${field}.word`, 0, facts[field]), ...value(field, 0, facts[field]));
  }
  for (const field of ["since", "now", "lasted", "omitted"] as const)
    units.push(...value(field, 0, facts[field]));
  for (const [index, line] of facts.lines.entries())
    units.push(...unitsOfLine(line, index + 1, [facts.device, facts.area]));
  return units;
}

function unitsOfLine(said: SaidLine, line: number, places: readonly (string | undefined)[]): Unit[] {
  const units: Unit[] = [{ field: `kind:${said.kind}`, line }];
  if (said.direction) units.push({ field: `direction:${said.direction}`, line });
  if (said.reason) units.push({ field: `reason:${said.reason}`, line });
  units.push(...wordsOf("name.word", line, said.name), ...formsOf(said.name, line, places));
  for (const field of valueFields) {
    units.push(...value(field, line, said[field]));
    if (field === "usual" && said.usual !== undefined) units.push(...partsOfUsual(said.usual, line));
  }
  return units;
}

const valueFields = [
  "observed",
  "usual",
  "limit",
  "at",
  "for",
  "recovered",
  "state",
  "usualState",
  "example",
  "other",
  "count",
] as const;

function value(field: string, line: number, surface: string | undefined): Unit[] {
  return surface === undefined || surface === "" ? [] : [{ field, line, surface }];
}

function wordsOf(field: string, line: number, name = ""): Unit[] {
  return name.split(/\s+/).flatMap((word) => (word === "" ? [] : [{ field, line, word }]));
}

/**
 * A name and its shorter forms, each once: `oven 3 temperature` is its own `temperature` where the place is `oven 3`, its
 * thing `oven 3`, its measure `temperature`.
 */
function formsOf(name: string, line: number, places: readonly (string | undefined)[]): Unit[] {
  const lower = name.toLowerCase();
  const place = places.find((one) => one !== undefined && lower.startsWith(`${one.toLowerCase()} `));
  const words = name.split(/\s+/);
  const last = words.at(-1) ?? "";
  const forms: [field: string, form: string][] = [
    ["name", name],
    ["name.own", place === undefined ? "" : name.slice(place.length + 1)],
    ["name.thing", words.slice(0, -1).join(" ")],
    ["name.measure", /^\p{L}+$/u.test(last) ? last : ""],
  ];
  const known = new Set<string>();
  const isMeasured = measureWords.has(last.toLowerCase());
  return forms.flatMap(([field, form]): Unit[] => {
    // The last word of `pasture gate north` is no measure of a `pasture gate`: such forms are not said.
    const isSaid = isMeasured || (field !== "name.thing" && field !== "name.measure");
    if (!isSaid || known.has(form.toLowerCase())) return [];
    known.add(form.toLowerCase());
    return value(field, line, form);
  });
}

/** `18 to 40 °C` is also its low end `18 °C`, its high end `40 °C` and the bare `18 to 40`; `at most 5 minutes` also `5 minutes`. */
function partsOfUsual(usual: string, line: number): Unit[] {
  const led = /^(?:at most|at least|every|about) (.+)$/.exec(usual);
  if (led) return value("usual.value", line, led[1]);
  const span = /^(\S+) to (\S+)( ?.*)$/.exec(usual);
  if (!span) return [];
  const [, low = "", high = "", unit = ""] = span;
  return [
    ...value("usual.low", line, low + unit),
    ...value("usual.high", line, high + unit),
    ...(unit === "" ? [] : value("usual.bare", line, `${low} to ${high}`)),
  ];
}

/** What sensors measure, as the last word of a name tells it; `record.py` has the same. */
const measureWords: ReadonlySet<string> = new Set(
  (
    "temperature humidity pressure level flow power current voltage speed state status vibration energy moisture light " +
    "brightness battery charge noise position load torque weight rate frequency oxygen ammonia conductivity turbidity " +
    "co2 voc angle depth distance density dewpoint acceleration concentration consumption counter count cycles duration " +
    "throughput latency usage memory disk cpu radiation illuminance intensity ph salinity tension thickness fill quality"
  ).split(" "),
);
