import { lineForm } from "./line-form.ts";
import { LineScanner } from "./line-scanner.ts";
import type { LogTemplate } from "./log-template.ts";
import { wildcard } from "./wildcard.ts";

const scanner = new LineScanner();

/**
 * The raw texts at the variable places of a template in a message that matches it, one for each wildcard of its units, in
 * their order; a list is one text.
 */
export function placeTexts(template: LogTemplate, message: string): string[] {
  scanner.scan(message);
  const { ranges } = lineForm(scanner);
  return template.units.flatMap(({ text }, index) => {
    const range = ranges[index];
    if (range === undefined || !text.includes(wildcard)) return [];
    return wildcardTexts(text, message.slice(range.start, range.end));
  });
}

/** What stands for each wildcard of a unit in the raw text of that unit. */
function wildcardTexts(unit: string, raw: string): string[] {
  if (unit === wildcard) return [raw];
  const constants = unit.split(wildcard);
  const texts: string[] = [];
  let at = constants[0]?.length ?? 0;
  for (let index = 1; index < constants.length; index += 1) {
    const next = constants[index] as string;
    const isLast = index === constants.length - 1;
    const end = isLast ? raw.length - next.length : raw.indexOf(next, at + 1);
    texts.push(raw.slice(at, Math.max(at, end)));
    at = Math.max(at, end) + next.length;
  }
  return texts;
}
