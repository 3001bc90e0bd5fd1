import type { Unit, WrittenToken } from "./units.ts";

/**
 * Phrases that a model breaks now and then, in one sentence; undefined when none is broken. Words that promise a value
 * are followed by one, a length of time is not told as a moment, a moment is not what followed, a moment stands once in a
 * sentence, findings left out have no order, and what was too high does not come back above its limit.
 */
export function brokenPhrase(sentence: readonly WrittenToken[], units: readonly Unit[]): string | undefined {
  const moments = new Set<string>();
  for (const [at, token] of sentence.entries()) {
    const leading = [wordOf(sentence[at - 2]), wordOf(sentence[at - 1])];
    const problem =
      "word" in token ? brokenWord(token.word, leading, sentence[at + 1]) : brokenUnit(token.unit, leading);
    if (problem !== undefined) return problem;
    if ("unit" in token && momentFields.has(token.unit.field)) {
      const { surface = "" } = token.unit;
      if (moments.has(surface)) return `tells "${surface}" twice`;
      moments.add(surface);
    }
  }
  return wrongSide(sentence, units) ?? orderOfNothing(sentence);
}

const momentFields: ReadonlySet<string> = new Set(["at", "recovered"]);
const valueLeading: ReadonlySet<string> = new Set(["held at", "stuck at", "up to", "down to", "limit of"]);

function brokenWord(
  word: string,
  [, before]: readonly string[],
  next: WrittenToken | undefined,
): string | undefined {
  const isPromise = valueLeading.has(`${before} ${word}`);
  return isPromise && (next === undefined || "word" in next)
    ? `says "${before} ${word}" without a value`
    : undefined;
}

const lengthFields: ReadonlySet<string> = new Set(["for", "lasted"]);
const timeFields: ReadonlySet<string> = new Set(["at", "since", "now", "recovered", "for", "lasted"]);
const stateFields: ReadonlySet<string> = new Set(["state", "usualState"]);
const beforeMoments: ReadonlySet<string> = new Set(["at", "since", "from", "until", "by"]);

function brokenUnit({ field, surface }: Unit, [first, second]: readonly string[]): string | undefined {
  if (lengthFields.has(field) && beforeMoments.has(second ?? "")) return `tells "${surface}" as a moment`;
  if (stateFields.has(field) && second === "of") return `says "of ${surface}"`;
  const isFollower = timeFields.has(field) && first === "followed" && second === "by";
  return isFollower ? `says that "${surface}" followed` : undefined;
}

/** `back below` of what was too low, `back above` of what was too high. */
function wrongSide(sentence: readonly WrittenToken[], units: readonly Unit[]): string | undefined {
  const told = new Set(
    sentence.flatMap((token) => ("unit" in token && token.unit.line > 0 ? [token.unit.line] : [])),
  );
  for (const [at, token] of sentence.entries()) {
    if (wordOf(sentence[at - 1]) !== "back" || !("word" in token)) continue;
    const wrong =
      token.word === "below" ? "direction:low" : token.word === "above" ? "direction:high" : undefined;
    const isWrong = units.some(({ field, line }) => field === wrong && (told.size === 0 || told.has(line)));
    if (isWrong) return `says "back ${token.word}" of what was ${token.word}`;
  }
  return undefined;
}

function orderOfNothing(sentence: readonly WrittenToken[]): string | undefined {
  const isOrdered = sentence.some((token) => "word" in token && token.word === "then");
  const fields = sentence.flatMap((token) => ("unit" in token ? [token.unit.field] : []));
  const isNameless = fields.includes("omitted") && !fields.some((field) => field.startsWith("name"));
  return isOrdered && isNameless ? "gives an order to findings that are not listed" : undefined;
}

function wordOf(token: WrittenToken | undefined): string {
  return token !== undefined && "word" in token ? token.word : "";
}
