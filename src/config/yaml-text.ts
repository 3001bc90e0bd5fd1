import {
  Composer,
  type CST,
  type Document,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParsedNode,
  Parser,
  visit,
  type YAMLError,
} from "yaml";
import { ConfigInvalidError, type ConfigProblem } from "./errors.ts";

/**
 * YAML as people write it, with the place of every value.
 *
 * Limits and invariants:
 * 1. At most `depthMax` levels of nesting. The composer recurses, and far down it takes the whole process with it
 *    instead of throwing, so the depth is measured first on the flat output of the parser.
 * 2. Aliases may unfold to at most `aliasesMax` copies of anything, and never into themselves.
 * 3. No message repeats a value: it could be a secret.
 */
const depthMax = 100;
const aliasesMax = 100;

export interface ParsedYaml {
  value: unknown;
  /** Where each value stands, by dotted path, as `originOf` tells it. */
  origins: Map<string, string>;
}

/** `originOf` names a line, counted from 1. Throws `ConfigInvalidError`. */
export function parseYaml(text: string, originOf: (line: number) => string): ParsedYaml {
  const lineCounter = new LineCounter();
  const originAt = (offset: number) => originOf(Math.max(1, lineCounter.linePos(offset).line));
  const tokens = [...new Parser(lineCounter.addNewLine).parse(text)];
  if (tokens.some((token) => depthOf(token) > depthMax)) {
    throw invalid(originOf(1), `values are nested in more than ${depthMax} levels`);
  }
  const documents = [
    ...new Composer({ uniqueKeys: true, logLevel: "error" }).compose(tokens, true, text.length),
  ];
  const problems = documents
    .flatMap(({ errors, warnings }) => [...errors, ...warnings])
    .map((error) => problemAt(originAt(error.pos[0]), describe(error)));
  const second = documents[1];
  if (second) problems.push(problemAt(originAt(second.range[0]), "a second document begins; write only one"));
  if (problems.length > 0) throw new ConfigInvalidError(problems);
  const document = documents[0];
  if (!document) return { value: null, origins: new Map() };
  const value = toValue(document, originAt);
  const origins = new Map<string, string>();
  noteOrigins(document.contents, [], origins, (node) => originAt(node?.range?.[0] ?? 0));
  return { value, origins };
}

/** Not recursive, unlike everything that comes after it. */
function depthOf(token: CST.Token): number {
  let deepest = 0;
  const waiting: { token: CST.Token | null | undefined; depth: number }[] = [{ token, depth: 0 }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { token: current, depth } = next;
    if (!current) continue;
    deepest = Math.max(deepest, depth);
    if (current.type === "document") waiting.push({ token: current.value, depth });
    if (!("items" in current)) continue;
    for (const item of current.items) {
      waiting.push({ token: item.key, depth: depth + 1 }, { token: item.value, depth: depth + 1 });
    }
  }
  return deepest;
}

/** What is wrong, without the text around it. The two that surprise people say what to do. */
function describe({ code, message }: YAMLError): string {
  if (code === "TAG_RESOLVE_FAILED")
    return "tags such as !secret are not known; put a text that begins with ! in quotes";
  if (code === "BAD_SCALAR_START") return "a text that begins with @ or ` must be in quotes";
  return `not valid YAML: ${message.replace(/: .*/s, "")}`;
}

function toValue(document: Document.Parsed, originAt: (offset: number) => string): unknown {
  visit(document, {
    Alias(_key, alias) {
      if (alias.resolve(document)) return;
      throw invalid(
        originAt(alias.range?.[0] ?? 0),
        "an alias (*name) has no anchor (&name) before it; put a text that begins with * in quotes",
      );
    },
  });
  try {
    const value: unknown = document.toJS({ maxAliasCount: aliasesMax });
    if (!containsItself(value, [])) return value;
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
  }
  throw invalid(originAt(0), "aliases unfold to themselves, or to more than is allowed");
}

function containsItself(value: unknown, around: readonly unknown[]): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (around.includes(value)) return true;
  return Object.values(value).some((child) => containsItself(child, [...around, value]));
}

function noteOrigins(
  node: unknown,
  path: readonly string[],
  origins: Map<string, string>,
  originOf: (node: Node | null | undefined) => string,
): void {
  if (isMap(node)) {
    for (const pair of node.items) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const childPath = [...path, String(pair.key.value)];
      origins.set(childPath.join("."), originOf(pair.key));
      noteOrigins(pair.value, childPath, origins, originOf);
    }
  } else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const childPath = [...path, String(index)];
      origins.set(childPath.join("."), originOf(item as ParsedNode));
      noteOrigins(item, childPath, origins, originOf);
    }
  }
}

function problemAt(origin: string, message: string): ConfigProblem {
  return { origin, path: "", message };
}

function invalid(origin: string, message: string): ConfigInvalidError {
  return new ConfigInvalidError([problemAt(origin, message)]);
}
