import { momentaryKinds } from "../../domain/anomaly.ts";
import type { Summary } from "../../domain/facts.ts";
import { brokenPhrase } from "./broken-phrase.ts";
import type { Unit, WrittenToken } from "./units.ts";

/**
 * Why a text of the nano model ascribes something to the wrong thing, leaves a thing out or says it twice; undefined when
 * it does none of this. The model knows where each copy comes from, so this is exact where the guard, which sees only the
 * text, has to guess:
 * 1. a value stands after the name of its own line, or before the first name of its sentence;
 * 2. no value is told twice, but states and moments may be, in different sentences;
 * 3. an explanation and a report tell something of every line and how many findings are left out, an alert tells of the
 *    first line;
 * 4. what follows several names (`flow and pressure were silent for …`) is the same for all of them;
 * 5. what is measured is told with its name, not that of its place alone;
 * 6. no phrase is broken (`broken-phrase.ts`);
 * 7. an incident that is over is told in words of the past, unless all of it are lines of logs that came and went.
 */
export function attributionProblem(
  tokens: readonly WrittenToken[],
  units: readonly Unit[],
  style: Summary["style"],
): string | undefined {
  const told = new Set<string>();
  const linesTold = new Set<number>();
  const linesNamed = new Set<number>();
  for (const sentence of sentencesOf(tokens)) {
    const broken = brokenPhrase(sentence, units) ?? unevenList(sentence, units);
    if (broken !== undefined) return broken;
    const names = sentence.flatMap((token, at) => {
      const unit = unitOf(token);
      return unit?.field.startsWith("name") ? [{ at, line: unit.line, surface: unit.surface }] : [];
    });
    for (const [at, token] of sentence.entries()) {
      const unit = unitOf(token);
      if (unit === undefined) continue;
      if (unit.line === 0) {
        told.add(unit.field);
        continue;
      }
      linesTold.add(unit.line);
      if (unit.field.startsWith("name")) {
        if (saysMeasure(unit, units)) linesNamed.add(unit.line);
        continue;
      }
      const key = `${unit.line} ${unit.field}`;
      if (told.has(key) && !mayRepeat.has(unit.field)) return `tells "${unit.surface}" twice`;
      told.add(key);
      const nearest = names.findLast((name) => name.at < at) ?? names[0];
      if (nearest === undefined || quotedOrCounted.has(unit.field)) continue;
      if (nearest.line !== unit.line) return `ascribes "${unit.surface}" to ${nearest.surface}`;
    }
  }
  const lineCount = Math.max(...units.map(({ line }) => line));
  const wanted = style === "alert" ? 1 : lineCount;
  for (let line = 1; line <= wanted; line += 1) {
    if (!linesTold.has(line)) return `leaves out line ${line}`;
  }
  const unnamed = units.find(
    ({ field, line }) => measuredKinds.has(field) && linesTold.has(line) && !linesNamed.has(line),
  );
  if (unnamed !== undefined) return `does not name line ${unnamed.line}`;
  const isCounted =
    style === "alert" || !units.some(({ field }) => field === "omitted") || told.has("omitted");
  if (!isCounted) return "leaves out how many findings are not listed";
  const isOverTwice = tokens.filter((token) => "word" in token && token.word === "again").length > 1;
  if (isOverTwice) return 'says "again" twice';
  const isOpen = units.some(({ field }) => field === "ending:open");
  const kinds = units.filter(({ field }) => field.startsWith("kind:"));
  const isMomentary = kinds.length > 0 && kinds.every(({ field }) => momentary.has(field));
  return isOpen || isMomentary || tokens.some(isOfThePast) ? undefined : "does not say that it is over";
}

/** What a log said, and how often, is told before the log as well as after it. */
const quotedOrCounted: ReadonlySet<string> = new Set(["example", "other", "count"]);

/** Values after `flow and pressure` that only one of them has; or the same name twice in such a list. */
function unevenList(sentence: readonly WrittenToken[], units: readonly Unit[]): string | undefined {
  let list: Unit[] = [];
  let isJoined = false;
  for (const token of sentence) {
    if ("word" in token) {
      if (token.word === "and" || token.word === ",") isJoined = true;
      else if (!articles.has(token.word)) isJoined = false;
      continue;
    }
    const { unit } = token;
    if (unit.field.startsWith("name")) {
      list = isJoined && list.length > 0 ? [...list, unit] : [unit];
      if (new Set(list.map(({ line }) => line)).size < list.length) return `names ${unit.surface} twice`;
      isJoined = false;
      continue;
    }
    isJoined = false;
    if (list.length < 2 || unit.line === 0 || quotedOrCounted.has(unit.field)) continue;
    const differs = list.find(
      ({ line }) =>
        !units.some((one) => one.line === line && one.field === unit.field && one.surface === unit.surface),
    );
    if (differs !== undefined) return `tells "${unit.surface}" of ${differs.surface}, too`;
  }
  return undefined;
}

/** `the oven` alone does for its temperature, as people say it, and for nothing else that is measured there. */
function saysMeasure({ field, line }: Unit, units: readonly Unit[]): boolean {
  const isTemperature = units.some((one) => one.line === line && one.word?.toLowerCase() === "temperature");
  return field !== "name.thing" || isTemperature;
}

const measuredKinds: ReadonlySet<string> = new Set([
  "kind:level",
  "kind:threshold",
  "kind:rate",
  "kind:pattern",
]);
const articles: ReadonlySet<string> = new Set(["the", "its"]);

const mayRepeat: ReadonlySet<string> = new Set(["state", "usualState", "at", "recovered"]);
const momentary: ReadonlySet<string> = new Set([...momentaryKinds].map((kind) => `kind:${kind}`));
const pastWords: ReadonlySet<string> = new Set(
  "was were had been over again back recovered until ended between closed false nothing took".split(" "),
);

function isOfThePast(token: WrittenToken): boolean {
  return "word" in token ? pastWords.has(token.word) : token.unit.field === "recovered";
}

function unitOf(token: WrittenToken): Unit | undefined {
  return "unit" in token ? token.unit : undefined;
}

function sentencesOf(tokens: readonly WrittenToken[]): WrittenToken[][] {
  const sentences: WrittenToken[][] = [[]];
  for (const token of tokens) {
    sentences.at(-1)?.push(token);
    if ("word" in token && (token.word === "." || token.word === ";")) sentences.push([]);
  }
  return sentences;
}
