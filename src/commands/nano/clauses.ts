import { isPlural } from "../../text/plural.ts";
import type { DecodedText, Span } from "./decode.ts";

/**
 * One group of things in a text and what is said of it: "the kitchen and living room lights" is one group, "the
 * kitchen lights and the bedroom fan" are two. What is said once ("to 40 percent") is said of every group.
 */
export interface Clause {
  /** Names, kinds, places and exceptions. */
  targets: readonly Span[];
  /** Anything else: values, times, what is asked. */
  rest: readonly Span[];
}

/** At most so many groups in one command. */
export const clausesMax = 6;

const targetTags = new Set(["name", "kind", "area", "floor", "here", "all", "except", "exceptArea"]);
const headTags = new Set(["name", "kind"]);
const conjunctions = new Set(["and", "or", "plus", "then", "also", "&", "+"]);

export function isTarget({ tag }: Span): boolean {
  return targetTags.has(tag);
}

function isHead({ tag }: Span): boolean {
  return headTags.has(tag);
}

/** The groups of a text, at least one. */
export function clausesOf(decoded: DecodedText): Clause[] {
  const clauses: { targets: Span[]; rest: Span[] }[] = [];
  // Places before the first thing that is in them: "the kitchen and living room lights".
  let carried: Span[] = [];
  let early: Span[] = [];
  for (const segment of segmentsOf(decoded)) {
    const targets = segment.filter(isTarget);
    const rest = segment.filter((span) => !isTarget(span));
    const open = clauses.at(-1);
    const isAll = targets.some(({ tag }) => tag === "all");
    if (targets.some(isHead) || (isAll && !open)) {
      clauses.push({ targets: [...carried, ...targets], rest: [...early, ...rest] });
      [carried, early] = [[], []];
    } else if (open) {
      open.targets.push(...targets);
      open.rest.push(...rest);
    } else {
      carried.push(...targets);
      early.push(...rest);
    }
  }
  if (clauses.length === 0) return [{ targets: carried, rest: early }];
  return sharing(sharingAll(joiningNames(clauses)).flatMap(inSlots)).slice(0, clausesMax + 1);
}

/** Spans between one conjunction or comma and the next. */
function segmentsOf({ spans, words, text }: DecodedText): Span[][] {
  const segments: Span[][] = [];
  let last: Span | undefined;
  for (const span of spans) {
    const between = last ? words.slice(last.end, span.start) : [];
    const gap = last ? text.slice(words[last.end - 1]?.end, words[span.start]?.start) : "";
    const isNew =
      last === undefined || between.some(({ text: word }) => conjunctions.has(word)) || /[,;]/.test(gap);
    if (isNew) segments.push([span]);
    else segments.at(-1)?.push(span);
    last = span;
  }
  return segments;
}

/** "The lamp and the fan" is one group as long as both are names and nothing else is said of either. */
function joiningNames(clauses: readonly Clause[]): Clause[] {
  const joined: Clause[] = [];
  for (const clause of clauses) {
    const before = joined.at(-1);
    const isNames = clause.targets.every(({ tag }) => tag === "name");
    const isAfterNames = before?.rest.length === 0 && before.targets.every(({ tag }) => tag === "name");
    if (before && isNames && isAfterNames) {
      joined[joined.length - 1] = { targets: [...before.targets, ...clause.targets], rest: clause.rest };
    } else joined.push(clause);
  }
  return joined;
}

/** A reading holds three names and two areas: more become groups of their own. */
function inSlots({ targets, rest }: Clause): Clause[] {
  const names = targets.filter(({ tag }) => tag === "name");
  const areas = targets.filter(({ tag }) => tag === "area");
  const others = targets.filter(({ tag }) => tag !== "name" && tag !== "area");
  if (names.length <= 3 && areas.length <= 2) return [{ targets, rest }];
  const clauses: Clause[] = [];
  for (let name = 0; name < Math.max(1, names.length); name += 3) {
    for (let area = 0; area < Math.max(1, areas.length); area += 2) {
      clauses.push({
        targets: [...names.slice(name, name + 3), ...areas.slice(area, area + 2), ...others],
        rest,
      });
    }
  }
  return clauses;
}

/** "All the radios and speakers": all of both, where the second is several too. */
function sharingAll(clauses: readonly Clause[]): Clause[] {
  return clauses.map((clause, index) => {
    const all = clauses[index - 1]?.targets.find(({ tag }) => tag === "all");
    const isBareKind = clause.targets.every(({ tag, text }) => tag === "kind" && isPlural(text));
    return all && isBareKind ? { ...clause, targets: [all, ...clause.targets] } : clause;
  });
}

/** Gives each group what it lacks and another has: the nearest said after it, else the nearest before. */
function sharing(clauses: readonly Clause[]): Clause[] {
  const tags = new Set(clauses.flatMap(({ rest }) => rest.map(({ tag }) => tag)));
  return clauses.map((clause, index) => {
    const around = [...clauses.slice(index + 1), ...clauses.slice(0, index).toReversed()];
    const given = [...tags].flatMap((tag) => {
      if (clause.rest.some((span) => span.tag === tag)) return [];
      const giver = around.find(({ rest }) => rest.some((span) => span.tag === tag));
      return giver?.rest.filter((span) => span.tag === tag) ?? [];
    });
    return { targets: clause.targets, rest: [...clause.rest, ...given] };
  });
}
