import { TemplateInvalidError } from "./errors.ts";

/**
 * The template language of Home Assistant's sentences (github.com/home-assistant/hassil#sentence-templates):
 * text, `[optional]`, `(a|b)` and `[a|b]`, `(a;b)` in any order, `{list}`, `{list:slot}`, `{1..10:slot}`,
 * `{list:@capture}`, `<rule>`, and `\` before a character that is meant as it is.
 *
 * Limits: a template has at most 4,000 characters, is nested at most 40 deep, and permutes at most 6 items.
 */
export type Template =
  | { type: "text"; text: string }
  | { type: "sequence"; items: readonly Template[] }
  | { type: "alternative"; items: readonly Template[] }
  | { type: "permutation"; items: readonly Template[] }
  | { type: "list"; list: string; slot: string; isCapture: boolean; position: number }
  | { type: "rule"; rule: string; position: number };

const templateLimits = { lengthMax: 4000, depthMax: 40, permutationItemsMax: 6 } as const;

/** Parses a sentence, a rule's body or a list value. `origin` names the file and the place in it. */
export function parseTemplate(template: string, origin: string): Template {
  const parser: Parser = { template, origin, position: 0 };
  if (template.length > templateLimits.lengthMax) {
    throw problem(
      parser,
      `at most ${templateLimits.lengthMax} characters are read`,
      templateLimits.lengthMax,
    );
  }
  const parsed = parseGroup(parser, undefined, 0);
  if (template.trim() === "") throw problem(parser, "expected a sentence, found nothing", 0);
  return parsed;
}

interface Parser {
  readonly template: string;
  readonly origin: string;
  position: number;
}

const closers = { "(": ")", "[": "]" } as const;
type Opener = keyof typeof closers;

/** Reads up to the closer of `opened` (or the end of the template), which is left in place. */
function parseGroup(
  parser: Parser,
  opened: { opener: Opener; at: number } | undefined,
  depth: number,
): Template {
  if (depth > templateLimits.depthMax) {
    throw problem(parser, `brackets may be nested at most ${templateLimits.depthMax} deep`);
  }
  const branches: Template[][] = [[]];
  let separator: "|" | ";" | undefined;
  for (;;) {
    const character = parser.template[parser.position];
    if (character === undefined) {
      if (!opened) return combine(parser, branches, separator);
      throw problem(parser, `expected "${closers[opened.opener]}" to close "${opened.opener}"`, opened.at);
    }
    if (opened && character === closers[opened.opener]) return combine(parser, branches, separator);
    if (character === "|" || character === ";") {
      if (separator && separator !== character) {
        throw problem(parser, `"|" and ";" cannot be mixed in one group, put one of them in brackets`);
      }
      separator = character;
      branches.push([]);
      parser.position += 1;
      continue;
    }
    branches.at(-1)?.push(parseItem(parser, character, depth));
  }
}

function parseItem(parser: Parser, character: string, depth: number): Template {
  const at = parser.position;
  switch (character) {
    case "(":
    case "[": {
      parser.position += 1;
      const group = parseGroup(parser, { opener: character, at }, depth + 1);
      if (parser.position === at + 1) throw problem(parser, "expected something between the brackets", at);
      parser.position += 1;
      if (character === "(") return group;
      return { type: "alternative", items: [group, { type: "sequence", items: [] }] };
    }
    case "{":
      return parseList(parser, at);
    case "<":
      return parseRule(parser, at);
    case ")":
    case "]":
    case "}":
    case ">":
      throw problem(parser, `"${character}" closes nothing`);
    default:
      return parseText(parser);
  }
}

/** What ends a text or escapes a character of it. */
const special = /[()[\]{}<>|;\\]/g;

function parseText(parser: Parser): Template {
  const { template } = parser;
  let text = "";
  for (;;) {
    special.lastIndex = parser.position;
    const end = special.exec(template)?.index ?? template.length;
    text += template.slice(parser.position, end);
    parser.position = end;
    if (template[end] !== "\\") return { type: "text", text };
    const escaped = template[end + 1];
    parser.position = end + 1;
    if (escaped === undefined) throw problem(parser, `expected a character after "\\"`);
    text += escaped;
    parser.position += 1;
  }
}

function parseList(parser: Parser, at: number): Template {
  const inner = readDelimited(parser, at, "}");
  const found = /^(@?)([^:@]+?)(?::(@?)([^:@]+))?$/.exec(inner);
  const list = found?.[2];
  if (!found || !list || !(isName(list) || isInlineRange(list))) {
    throw problem(parser, `expected {list} or {list:slot}, found "{${inner}}"`, at);
  }
  const slot = found[4] ?? list;
  if (!isName(slot)) {
    const why = isInlineRange(slot)
      ? `a slot for the range, as in {${slot}:value}`
      : `a slot name, found "${slot}"`;
    throw problem(parser, `expected ${why}`, at);
  }
  return { type: "list", list, slot, isCapture: Boolean(found[1] || found[3]), position: at };
}

function parseRule(parser: Parser, at: number): Template {
  const rule = readDelimited(parser, at, ">");
  if (!isName(rule)) throw problem(parser, `expected <rule>, found "<${rule}>"`, at);
  return { type: "rule", rule, position: at };
}

function readDelimited(parser: Parser, at: number, closer: string): string {
  const end = parser.template.indexOf(closer, at + 1);
  if (end < 0) throw problem(parser, `expected "${closer}" to close "${parser.template[at]}"`, at);
  parser.position = end + 1;
  return parser.template.slice(at + 1, end).trim();
}

function combine(parser: Parser, branches: Template[][], separator: "|" | ";" | undefined): Template {
  const items = branches.map(
    (items): Template => (items.length === 1 && items[0] ? items[0] : { type: "sequence", items }),
  );
  if (separator === "|") return { type: "alternative", items };
  if (separator === ";") {
    if (items.length > templateLimits.permutationItemsMax) {
      throw problem(parser, `at most ${templateLimits.permutationItemsMax} items may stand in any order`);
    }
    return { type: "permutation", items };
  }
  return items[0] ?? { type: "sequence", items: [] };
}

function isName(text: string): boolean {
  return /^[\p{L}_][\p{L}\p{N}_.-]*$/u.test(text);
}

/** `{0..100:slot}`, with a step after a comma. */
export function isInlineRange(text: string): boolean {
  return /^-?\d+\.\.-?\d+(?:,\d+)?$/.test(text);
}

function problem(parser: Parser, message: string, position = parser.position): TemplateInvalidError {
  return new TemplateInvalidError(message, {
    template: parser.template,
    position,
    origin: parser.origin,
  });
}
