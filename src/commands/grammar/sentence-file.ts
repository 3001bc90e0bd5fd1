import { SentenceFileInvalidError } from "./errors.ts";
import { toOwnNames } from "./intent-names.ts";
import { isReaderName, readers } from "./readers.ts";
import type { GrammarSource, ListDefinition, ListValue, SentenceBlock } from "./types.ts";

/**
 * Reads sentence files as Home Assistant's users write them: one file with everything
 * (`intents: {Name: {data: […]}}, lists, expansion_rules, skip_words`), or the parts of its repository split
 * by intent (`data:` alone, the intent being the name of the folder), rules and common words. Keys that mean
 * nothing here are left alone; a known key of a wrong type is an error that names the file and the place.
 */
export interface SentenceFile {
  /** Path as the user knows it, for messages; its folder names the intent of a file that only has `data`. */
  file: string;
  /** What the YAML says, parsed. */
  content: unknown;
  /** The lines at which things stand, by dotted path (`intents.Order.data.0`), for messages. */
  lines?: ReadonlyMap<string, number>;
}

export interface SentenceFileOptions {
  /** `own` (default): Home Assistant's intents and slots get our names. `asWritten`: nothing is renamed. */
  names?: "own" | "asWritten";
}

/** One source of all files. A rule or list of a later file replaces one of the same name. */
export function readSentenceFiles(
  files: readonly SentenceFile[],
  options: SentenceFileOptions = {},
): GrammarSource {
  const blocks: SentenceBlock[] = [];
  const rules: Record<string, string> = {};
  const lists: Record<string, ListDefinition> = {};
  const skipWords: string[] = [];
  for (const { file, content, lines } of files) {
    if (content === null || content === undefined) continue; // An empty file says nothing.
    const reader = new Reader(file, lines);
    const table = reader.table(content, "the file");
    Object.assign(rules, reader.rules(table.expansion_rules, "expansion_rules"));
    Object.assign(lists, reader.lists(table.lists, "lists"));
    skipWords.push(...reader.texts(table.skip_words, "skip_words"));
    blocks.push(...reader.blocks(table));
  }
  const named = options.names === "asWritten" ? blocks : blocks.map(toOwnNames);
  return { blocks: named, rules, lists, skipWords: [...new Set(skipWords)] };
}

/**
 * Joins sources that do not know each other, such as the user's sentences and the bundled ones: each keeps its
 * own rules and lists and may use those of the others that it has not itself (the earlier source's first). Skip
 * words are shared. Of two equally good readings the one of the earlier source wins.
 */
export function joinSources(sources: readonly GrammarSource[]): GrammarSource {
  return {
    blocks: sources.flatMap((source) =>
      source.blocks.map((block) => ({
        ...block,
        rules: withLocal(source.rules, block.rules),
        lists: withLocal(source.lists, block.lists),
      })),
    ),
    rules: Object.assign({}, ...sources.toReversed().map(({ rules }) => rules)),
    lists: Object.assign({}, ...sources.toReversed().map(({ lists }) => lists)),
    skipWords: [...new Set(sources.flatMap((source) => source.skipWords))],
  };
}

/** The shared table itself unless there is something local, so that blocks can be seen to share it. */
function withLocal<T>(
  shared: Readonly<Record<string, T>>,
  local: Readonly<Record<string, T>>,
): Readonly<Record<string, T>> {
  return Object.keys(local).length === 0 ? shared : { ...shared, ...local };
}

type Table = Readonly<Record<string, unknown>>;

class Reader {
  #file: string;
  #lines: ReadonlyMap<string, number> | undefined;

  constructor(file: string, lines: ReadonlyMap<string, number> | undefined) {
    this.#file = file;
    this.#lines = lines;
  }

  blocks(table: Table): SentenceBlock[] {
    const blocks: SentenceBlock[] = [];
    for (const [intent, entry] of Object.entries(this.optionalTable(table.intents, "intents"))) {
      const path = `intents.${intent}`;
      const given = this.table(entry, path);
      // Sentences right under the intent are one block.
      if (given.sentences !== undefined) blocks.push(this.#block(given, intent, path));
      blocks.push(...this.#data(given.data, intent, `${path}.data`));
    }
    if (table.data === undefined) return blocks;
    const intent = typeof table.intent === "string" ? table.intent : folderOf(this.#file);
    if (!intent) throw this.#wrong("data", "in a folder named after its intent", table.data);
    return [...blocks, ...this.#data(table.data, intent, "data")];
  }

  #data(data: unknown, intent: string, path: string): SentenceBlock[] {
    if (data === undefined || data === null) return [];
    return this.list(data, path).map((entry, index) =>
      this.#block(this.table(entry, `${path}[${index}]`), intent, `${path}[${index}]`),
    );
  }

  #block(entry: Table, intent: string, path: string): SentenceBlock {
    const isSingle = typeof entry.sentences === "string";
    const sentences = this.texts(isSingle ? [entry.sentences] : entry.sentences, `${path}.sentences`);
    if (sentences.length === 0)
      throw this.#wrong(`${path}.sentences`, "a list of sentences", entry.sentences);
    const { metadata, response, inferred_domain: inferredDomain, name_domains: nameDomains } = entry;
    const slots = this.#slots(entry.slots, `${path}.slots`);
    const requires = { ...this.optionalTable(entry.requires_context, `${path}.requires_context`) };
    if (typeof inferredDomain === "string") slots.domain ??= inferredDomain;
    if (Array.isArray(nameDomains)) requires.domain ??= nameDomains;
    return {
      intent,
      sentences,
      slots,
      requiresContext: requires,
      excludesContext: this.optionalTable(entry.excludes_context, `${path}.excludes_context`),
      rules: this.rules(entry.expansion_rules, `${path}.expansion_rules`),
      lists: this.lists(entry.lists, `${path}.lists`),
      metadata: {
        ...this.optionalTable(metadata, `${path}.metadata`),
        ...(response === undefined ? {} : { response }),
        ...(inferredDomain === undefined ? {} : { inferredDomain }),
        ...(nameDomains === undefined ? {} : { nameDomains }),
      },
      origin: this.#originOf(path),
      ...(this.#lines
        ? { sentenceOrigins: sentences.map((_, index) => this.#originOf(`${path}.sentences[${index}]`)) }
        : {}),
    };
  }

  #slots(value: unknown, path: string): Record<string, string | number> {
    const slots: Record<string, string | number> = {};
    for (const [slot, given] of Object.entries(this.optionalTable(value, path))) {
      // A list of values stands for the first: a fixed slot has one.
      const first = Array.isArray(given) ? given[0] : given;
      if (typeof first === "boolean") slots[slot] = String(first);
      else if (typeof first === "string" || typeof first === "number") slots[slot] = first;
      else throw this.#wrong(`${path}.${slot}`, "a text or a number", given);
    }
    return slots;
  }

  rules(value: unknown, path: string): Record<string, string> {
    const rules: Record<string, string> = {};
    for (const [name, body] of Object.entries(this.optionalTable(value, path))) {
      if (typeof body !== "string") throw this.#wrong(`${path}.${name}`, "a text", body);
      rules[name] = body;
    }
    return rules;
  }

  lists(value: unknown, path: string): Record<string, ListDefinition> {
    const lists: Record<string, ListDefinition> = {};
    for (const [name, entry] of Object.entries(this.optionalTable(value, path))) {
      // Values right under the name of a list.
      const given = Array.isArray(entry) ? { values: entry } : this.table(entry, `${path}.${name}`);
      lists[name] = this.#listDefinition(given, `${path}.${name}`);
    }
    return lists;
  }

  #listDefinition(entry: Table, path: string): ListDefinition {
    if (entry.values !== undefined) {
      const values = this.list(entry.values, `${path}.values`).map((value, index) =>
        this.#listValue(value, `${path}.values[${index}]`),
      );
      return { type: "text", values };
    }
    if (entry.range !== undefined)
      return this.#range(this.table(entry.range, `${path}.range`), `${path}.range`);
    if (entry.wildcard === true) return { type: "wildcard" };
    if (isReaderName(entry.reader)) return { type: "reader", read: readers[entry.reader] };
    if (entry.reader !== undefined) {
      throw this.#wrong(`${path}.reader`, `one of ${Object.keys(readers).join(", ")}`, entry.reader);
    }
    throw this.#wrong(path, `a table with "values", "range", "reader" or "wildcard: true"`, entry);
  }

  #listValue(value: unknown, path: string): ListValue {
    if (typeof value === "string") return { in: value, out: value };
    if (typeof value === "number" || typeof value === "boolean")
      return { in: String(value), out: String(value) };
    const table = this.table(value, path);
    const { in: text, out = text } = table;
    if (typeof text !== "string" && typeof text !== "number") throw this.#wrong(`${path}.in`, "a text", text);
    const given = typeof out === "boolean" ? String(out) : out;
    if (typeof given !== "string" && typeof given !== "number") {
      throw this.#wrong(`${path}.out`, "a text or a number", out);
    }
    const context = this.optionalTable(table.context, `${path}.context`);
    return { in: String(text), out: given, ...(Object.keys(context).length > 0 ? { context } : {}) };
  }

  #range(entry: Table, path: string): ListDefinition {
    const number = (key: string, fallback?: number): number => {
      const value = entry[key] ?? fallback;
      if (typeof value !== "number" || !Number.isFinite(value))
        throw this.#wrong(`${path}.${key}`, "a number", value);
      return value;
    };
    const from = number("from");
    const to = number("to");
    const step = number("step", 1);
    if (from > to) throw this.#wrong(`${path}.to`, `at least ${from}, the "from" of the range`, to);
    if (step <= 0) throw this.#wrong(`${path}.step`, "above 0", step);
    const { fractions } = entry;
    if (fractions !== undefined && fractions !== "halves" && fractions !== "tenths") {
      throw this.#wrong(`${path}.fractions`, `"halves" or "tenths"`, fractions);
    }
    return {
      type: "range",
      from,
      to,
      step,
      ...(entry.multiplier === undefined ? {} : { multiplier: number("multiplier") }),
      ...(fractions === undefined ? {} : { fractions }),
    };
  }

  texts(value: unknown, path: string): string[] {
    if (value === undefined || value === null) return [];
    return this.list(value, path).map((entry, index) => {
      // YAML reads an unquoted `on` or `42` as something else than text.
      if (typeof entry === "string") return entry;
      throw this.#wrong(`${path}[${index}]`, "a text (put it in quotes)", entry);
    });
  }

  list(value: unknown, path: string): readonly unknown[] {
    if (!Array.isArray(value)) throw this.#wrong(path, "a list", value);
    return value;
  }

  table(value: unknown, path: string): Table {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      throw this.#wrong(path, "a table", value);
    }
    return value as Table;
  }

  optionalTable(value: unknown, path: string): Table {
    return value === undefined || value === null ? {} : this.table(value, path);
  }

  #wrong(path: string, expected: string, found: unknown): SentenceFileInvalidError {
    return new SentenceFileInvalidError(this.#fileAt(path), path, expected, found);
  }

  #originOf(path: string): string {
    return `${this.#fileAt(path)}, ${path}`;
  }

  /** The file, with the line where what is meant stands or would stand. */
  #fileAt(path: string): string {
    let dotted = path.replace(/\[(\d+)\]/g, ".$1");
    for (;;) {
      const line = this.#lines?.get(dotted);
      if (line !== undefined) return `${this.#file}:${line}`;
      const end = dotted.lastIndexOf(".");
      if (end < 0) return this.#file;
      dotted = dotted.slice(0, end);
    }
  }
}

/** The folder a file lies in: `sentences/HassTurnOn/name_only.yaml` is about HassTurnOn. */
function folderOf(file: string): string | undefined {
  const folder = file.split(/[\\/]/).at(-2);
  return folder && /^[A-Za-z]/.test(folder) ? folder : undefined;
}
