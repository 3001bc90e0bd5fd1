import type { DecodedText, Span } from "./decode.ts";

/** Words that say by how much something shall change, with the words around them that a model did not mark. */
export interface ComparedWords {
  /** Undefined: no span holds any of them. */
  span: Span | undefined;
  /** What `readStep` reads: "twice as fast", "ten percent faster", "half as much". */
  text: string;
}

const adjectives =
  "(?:fast|quick|slow|bright|dim|dark|loud|quiet|warm|hot|cool|cold|humid|high|low|strong|much)";
const comparatives =
  "(?:faster|quicker|slower|brighter|lighter|dimmer|darker|louder|quieter|softer|warmer|hotter|cooler|colder|higher|lower|stronger|weaker|wider|more humid|drier)";
const after = new RegExp(
  `^(?:(?:times )?as ${adjectives}|(?:times )?${comparatives}|percent ${comparatives})\\b`,
);

/** "Half as bright", "ten percent faster": an amount that a word of comparison follows. */
export function comparedIn(spans: readonly Span[], decoded: DecodedText): ComparedWords | undefined {
  for (const span of spans) {
    if (span.tag !== "value" && span.tag !== "step") continue;
    const rest = wordsFrom(decoded, span.end);
    const found = after.exec(rest)?.[0];
    const own = new RegExp(`\\b(?:as ${adjectives}|${comparatives})$`).test(span.text.toLowerCase());
    if (found !== undefined) return { span, text: `${span.text.toLowerCase()} ${found}` };
    if (own) return { span, text: span.text.toLowerCase() };
  }
  return undefined;
}

const factors: Readonly<Record<string, string>> = {
  double: "twice",
  doubled: "twice",
  triple: "three times",
  treble: "three times",
  quadruple: "four times",
  halve: "half as much",
  halved: "half as much",
};

/** "Double the speed", "halve the volume", where no span holds the verb. */
export function factorIn({ words, spans }: DecodedText): ComparedWords | undefined {
  const found = words.find(
    ({ text }, index) =>
      Object.hasOwn(factors, text) && !spans.some(({ start, end }) => index >= start && index < end),
  );
  const text = found && factors[found.text];
  return text === undefined ? undefined : { span: undefined, text };
}

function wordsFrom({ words, spans }: DecodedText, start: number): string {
  const end = Math.min(
    words.length,
    ...spans.filter((span) => span.start >= start).map((span) => span.start),
  );
  return words
    .slice(start, end)
    .map(({ text }) => text)
    .join(" ");
}
