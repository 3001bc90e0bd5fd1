import { atOnce, type Steps } from "../../core/slices.ts";
import { normalise } from "../../text/normalise.ts";
import { TemplateInvalidError } from "./errors.ts";
import { expandTemplate } from "./expand.ts";
import { type CompiledList, compileNumberList, compileReaderList, compileWildcardList } from "./lists.ts";
import { createMatcher, type MatcherLimits, type MatcherOptions } from "./match.ts";
import { type Node, NodePool } from "./nodes.ts";
import type { CompiledSentence } from "./sentence-index.ts";
import { isInlineRange, parseTemplate, type Template } from "./template.ts";
import { compileTextList, textListInSteps } from "./text-list.ts";
import type {
  Grammar,
  GrammarSource,
  ListDefinition,
  ListValue,
  SentenceBlock,
  SpelledValue,
} from "./types.ts";

export interface CompileOptions {
  /** Lists in which a slightly wrong name is taken for a similar one; all dynamic ones by default. */
  fuzzyLists?: readonly string[];
  /** The slot whose longest reading wins over more literal words: "kitchen lamp" the lamp, not the area. */
  preferredSlot?: string;
  /** Sentences all of whose words may be left out are taken, for what is said of them; by default they are a mistake. */
  allowsSilence?: boolean;
  limits?: Partial<MatcherLimits>;
  /** Lists that were compiled for other sentences; new ones are added. With the same `fuzzyLists` only. */
  compiledLists?: CompiledLists;
}

export type CompiledLists = Map<ListDefinition, CompiledList>;

/**
 * Compiles sentences, once for any number of matches. `dynamicLists` (`name`, `area`, `floor`) stand before
 * the source's own lists of the same name. Throws a `TemplateInvalidError` for the first sentence, rule or
 * list value that cannot be read.
 */
export function compileGrammar(
  source: GrammarSource,
  dynamicLists: Readonly<Record<string, ListDefinition>>,
  options: CompileOptions = {},
): Grammar {
  return createMatcher(compileSentences(source, dynamicLists, options));
}

/** What {@link compileGrammar} makes a matcher of. It is never changed, so that several may be made of it. */
export function compileSentences(
  source: GrammarSource,
  dynamicLists: Readonly<Record<string, ListDefinition>>,
  options: CompileOptions = {},
): MatcherOptions {
  return atOnce(compileInSteps(source, dynamicLists, options));
}

/** The same; a step is a sentence, or a name of a list. */
export function* compileInSteps(
  source: GrammarSource,
  dynamicLists: Readonly<Record<string, ListDefinition>>,
  options: CompileOptions = {},
): Steps<MatcherOptions> {
  const compiler = new Compiler(source, dynamicLists, {
    fuzzyLists: options.fuzzyLists ?? Object.keys(dynamicLists),
    allowsSilence: options.allowsSilence ?? false,
    lists: options.compiledLists ?? new Map(),
  });
  yield* compiler.listPlainNames();
  const sentences: CompiledSentence[] = [];
  for (const block of source.blocks) {
    const scope = compiler.scope(block);
    for (const [index, sentence] of block.sentences.entries()) {
      const node = scope.compileSentence(sentence, block.sentenceOrigins?.[index] ?? block.origin);
      sentences.push({ node, block, order: sentences.length });
      yield;
    }
  }
  const skipPhrases = source.skipWords.map(normalise).filter((phrase) => phrase !== "");
  return {
    sentences,
    fragments: compiler.pool.fragments,
    clauses: compiler.pool.clauses,
    skipPhrases,
    preferredSlot: options.preferredSlot ?? "name",
    hasFuzzyLists: compiler.hasFuzzyLists,
    limits: options.limits ?? {},
  };
}

/** What all blocks share: nodes, and lists by their definition. */
class Compiler {
  readonly pool = new NodePool();
  readonly source: GrammarSource;
  readonly dynamicLists: Readonly<Record<string, ListDefinition>>;
  readonly fuzzyLists: ReadonlySet<string>;
  readonly allowsSilence: boolean;
  hasFuzzyLists = false;
  readonly lists: CompiledLists;
  #rules = new Map<object, Map<string, Node>>();
  #texts = new Map<string, Node>();

  constructor(
    source: GrammarSource,
    dynamicLists: Readonly<Record<string, ListDefinition>>,
    {
      fuzzyLists,
      allowsSilence,
      lists,
    }: { fuzzyLists: readonly string[]; allowsSilence: boolean; lists: CompiledLists },
  ) {
    this.source = source;
    this.dynamicLists = dynamicLists;
    this.fuzzyLists = new Set(fuzzyLists);
    this.allowsSilence = allowsSilence;
    this.lists = lists;
  }

  scope(block: SentenceBlock): Scope {
    return new Scope(this, block);
  }

  /** Rules compiled for one set of rules, lists and slot names; blocks that share them share the nodes. */
  ruleCache(block: SentenceBlock): Map<string, Node> {
    const isShared = !hasEntries(block.lists) && !block.slotNames;
    const key = isShared ? (hasEntries(block.rules) ? block.rules : this.source) : block;
    let cache = this.#rules.get(key);
    if (!cache) {
      cache = new Map();
      this.#rules.set(key, cache);
    }
    return cache;
  }

  /** Literal words of a template. The same few stand in most sentences. */
  text(text: string): Node {
    const known = this.#texts.get(text);
    if (known) return known;
    // The letters around it tell where the text begins or ends inside a word ("light[s]").
    const parts = normalise(`x${text}x`).slice(1, -1).split(" ");
    const nodes = parts.flatMap((part, index) => [
      ...(index > 0 ? [this.pool.gap] : []),
      ...(part === "" ? [] : [this.#sign(part)]),
    ]);
    const node = this.pool.sequence(nodes);
    this.#texts.set(text, node);
    return node;
  }

  /** A sign may be written in words, too, and is never said otherwise: `{brightness}%` is "fifty percent". */
  #sign(part: string): Node {
    const { pool } = this;
    if (part === "%") {
      return pool.choice([
        pool.text("%"),
        pool.text("percent"),
        pool.sequence([pool.text("per"), pool.gap, pool.text("cent")]),
      ]);
    }
    if (part === "°") return pool.choice(["°", "degrees", "degree"].map((word) => pool.text(word)));
    return pool.text(part);
  }

  /** Lists as long as there are things, before the first sentence that has them: they need nothing of it. */
  *listPlainNames(): Steps<void> {
    for (const [name, definition] of Object.entries(this.dynamicLists)) {
      if (definition.type !== "text" || !definition.isPlain || this.lists.has(definition)) continue;
      const values: SpelledValue[] = [];
      for (const value of definition.values) {
        values.push(spelledPlainly(value));
        yield;
      }
      const isFuzzy = this.fuzzyLists.has(name);
      const list = yield* textListInSteps(values, { isFuzzy });
      this.lists.set(definition, { id: this.lists.size, ...list });
    }
  }

  list(name: string, definition: ListDefinition, spell: (value: ListValue) => SpelledValue): CompiledList {
    if (definition.type === "text" && this.fuzzyLists.has(name)) this.hasFuzzyLists = true;
    const known = this.lists.get(definition);
    if (known) return known;
    const list = this.#compileList(this.lists.size, name, definition, spell);
    this.lists.set(definition, list);
    return list;
  }

  #compileList(
    id: number,
    name: string,
    definition: ListDefinition,
    spell: (value: ListValue) => SpelledValue,
  ): CompiledList {
    switch (definition.type) {
      case "text":
        return compileTextList(id, definition.values.map(spell), { isFuzzy: this.fuzzyLists.has(name) });
      case "range":
        return compileNumberList(id, definition);
      case "wildcard":
        return compileWildcardList(id);
      case "reader":
        return compileReaderList(id, definition.read);
    }
  }
}

/** Where the names of one block's templates are looked up. */
class Scope {
  #compiler: Compiler;
  #block: SentenceBlock;
  /** Of the sentence being compiled. */
  #origin: string;
  #rules: Map<string, Node>;
  #inlineRanges = new Map<string, ListDefinition>();
  /** Rules being compiled, outermost first, to find those that lead back to themselves. */
  #path: string[] = [];

  constructor(compiler: Compiler, block: SentenceBlock) {
    this.#compiler = compiler;
    this.#block = block;
    this.#origin = block.origin;
    this.#rules = compiler.ruleCache(block);
  }

  compileSentence(sentence: string, origin: string): Node {
    const { pool, allowsSilence } = this.#compiler;
    this.#origin = origin;
    const body = this.#compile(parseTemplate(sentence, origin), sentence);
    if (body.isNullable && !allowsSilence) {
      throw this.#problem("the sentence would match a text without words", sentence, 0);
    }
    return pool.sequence([pool.gap, body, pool.gap]);
  }

  #compile(template: Template, written: string): Node {
    const { pool } = this.#compiler;
    switch (template.type) {
      case "text":
        return this.#compiler.text(template.text);
      case "sequence":
        return pool.sequence(template.items.map((item) => this.#compile(item, written)));
      case "alternative":
        return pool.choice(template.items.map((item) => this.#compile(item, written)));
      case "permutation":
        return this.#compileOrders(template.items.map((item) => this.#compile(item, written)));
      case "rule":
        return this.#compileRule(template.rule, written, template.position);
      case "list": {
        const definition = this.#listDefinition(template.list, written, template.position);
        const list = this.#compiler.list(template.list, definition, (value) =>
          this.#spell(value, template.list, definition),
        );
        const slot = this.#block.slotNames?.[template.slot] ?? template.slot;
        return pool.slot(list, slot, template.isCapture);
      }
    }
  }

  /** The items in every order, with gaps around each. Equal remainders are one node. */
  #compileOrders(items: readonly Node[]): Node {
    const { pool } = this.#compiler;
    const byRemaining = new Map<number, Node>();
    const compileRemaining = (remaining: number): Node => {
      if (remaining === 0) return pool.empty;
      const known = byRemaining.get(remaining);
      if (known) return known;
      const choices = items.flatMap((item, index) => {
        const bit = 1 << index;
        if (!(remaining & bit)) return [];
        return [pool.sequence([pool.gap, item, pool.gap, compileRemaining(remaining & ~bit)])];
      });
      const node = pool.choice(choices);
      byRemaining.set(remaining, node);
      return node;
    };
    return compileRemaining((1 << items.length) - 1);
  }

  #compileRule(rule: string, written: string, position: number): Node {
    const known = this.#rules.get(rule);
    if (known) return known;
    const node = this.#inRule(rule, written, position, (body) => this.#compile(body.template, body.written));
    this.#rules.set(rule, node);
    return node;
  }

  /** Parses the body of a rule and hands it on, minding rules that lead back to themselves. */
  #inRule<T>(
    rule: string,
    written: string,
    position: number,
    use: (body: { template: Template; written: string }) => T,
  ): T {
    const body = lookUp(rule, this.#block.rules, this.#compiler.source.rules);
    if (body === undefined) throw this.#problem(`the rule <${rule}> is not defined`, written, position);
    if (this.#path.includes(rule)) {
      const cycle = [...this.#path.slice(this.#path.indexOf(rule)), rule].map((name) => `<${name}>`);
      throw this.#problem(`the rule leads back to itself: ${cycle.join(" → ")}`, written, position);
    }
    this.#path.push(rule);
    try {
      return use({ template: parseTemplate(body, `${this.#origin}, rule <${rule}>`), written: body });
    } finally {
      this.#path.pop();
    }
  }

  #listDefinition(name: string, written: string, position: number): ListDefinition {
    const { dynamicLists, source } = this.#compiler;
    const found = lookUp(name, this.#block.lists, dynamicLists, source.lists) ?? this.#inlineRanges.get(name);
    if (found) return found;
    if (!isInlineRange(name)) throw this.#problem(`the list {${name}} is not defined`, written, position);
    const [from = 0, to = 0, step = 1] = (name.match(/^(-?\d+)\.\.(-?\d+)(?:,(\d+))?$/) ?? [])
      .slice(1)
      .map((part) => (part === undefined ? 1 : Number(part)));
    if (from > to || step === 0) {
      throw this.#problem(`the range {${name}} is empty`, written, position);
    }
    const range: ListDefinition = { type: "range", from, to, step };
    this.#inlineRanges.set(name, range);
    return range;
  }

  #spell(value: ListValue, list: string, definition: ListDefinition): SpelledValue {
    const origin = `${this.#origin}, list {${list}}`;
    const plain = () => spelledPlainly(value);
    if ((definition.type === "text" && definition.isPlain) || !/[()[\]{}<>|;\\]/.test(value.in))
      return plain();
    try {
      const spellings = expandTemplate(parseTemplate(value.in, origin), {
        written: value.in,
        origin,
        inRule: (rule, position, use) => this.#inRule(rule, value.in, position, (body) => use(body.template)),
      });
      return {
        value,
        spellings: [...new Set(spellings.map(normalise))].filter((spelling) => spelling !== ""),
      };
    } catch (error) {
      // The name of a device is what a person gave it: brackets in it are a name, not a mistake.
      const isNamed = Object.hasOwn(this.#compiler.dynamicLists, list);
      if (isNamed && error instanceof TemplateInvalidError) return plain();
      throw error;
    }
  }

  #problem(message: string, template: string, position: number): TemplateInvalidError {
    return new TemplateInvalidError(message, { template, position, origin: this.#origin });
  }
}

function spelledPlainly(value: ListValue): SpelledValue {
  return { value, spellings: [normalise(value.in)].filter((spelling) => spelling !== "") };
}

/** The entry of the first table that has one of its own. */
function lookUp<T>(name: string, ...tables: readonly Readonly<Record<string, T>>[]): T | undefined {
  return tables.find((table) => Object.hasOwn(table, name))?.[name];
}

function hasEntries(table: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(table).length > 0;
}
