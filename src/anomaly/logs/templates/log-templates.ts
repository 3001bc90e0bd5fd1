import { maskedTokens, parameterTexts, wildcard } from "./tokens.ts";

/** What lines of one shape have in common. */
export interface LogTemplate {
  /** Stable while the daemon runs; not reused. */
  readonly id: number;
  readonly source: string;
  /** The common tokens, `<*>` where lines differ. */
  tokens: string[];
  /** Lines that matched so far. */
  count: number;
  /** The first line, as it came. */
  readonly example: string;
}

/** What is known of one line. */
export interface LogMatch {
  readonly template: LogTemplate;
  /** Whether this line made the template. */
  readonly isNew: boolean;
  /** The raw texts at the variable places of the template, in their order; found when they are asked for. */
  readonly parameters: readonly string[];
}

/**
 * Groups log lines by template as they come (after Drain; He et al., ICWS 2017): lines are told apart by
 * source, number of tokens and leading tokens, then compared token by token with the templates found there.
 *
 * Limits:
 * 1. `templatesMax` templates; the one used longest ago is forgotten first.
 * 2. Leading tokens told apart per source and length: `branchesMax`; more share the branch `<*>`.
 * 3. Templates compared per line: `leafMax`; more make the template that was used longest ago give way.
 */
export class LogTemplates {
  readonly templatesMax: number;
  #nextId = 1;
  /** All templates by id, used longest ago first. */
  #byId = new Map<number, { template: LogTemplate; leaf: string }>();
  #leaves = new Map<string, LogTemplate[]>();
  #branches = new Map<string, Map<string, number>>();
  #forgotten = 0;

  constructor(options: { templatesMax: number }) {
    this.templatesMax = options.templatesMax;
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Templates given up under the limits. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** The template of a line, made when there is none like it. */
  match(source: string, message: string): LogMatch {
    const tokens = maskedTokens(message);
    const key = this.#leafKey(source, tokens);
    const leaf = this.#leaves.get(key);
    const found = leaf && mostSimilar(leaf, tokens);
    if (found) {
      found.count += 1;
      generalise(found, tokens);
      this.#touch(found.id);
      return new Match(found, false, message);
    }
    return new Match(this.#create(source, message, tokens, key), true, message);
  }

  /** A template as text. */
  static text(template: LogTemplate): string {
    return template.tokens.join(" ");
  }

  #leafKey(source: string, tokens: readonly string[]): string {
    const group = `${source}\n${tokens.length}`;
    const first = this.#branch(group, tokens[0] ?? "");
    if (tokens.length < 4) return `${group}\n${first}`;
    return `${group}\n${first}\n${this.#branch(`${group}\n${first}`, tokens[1] ?? "")}`;
  }

  /** The token itself, or `<*>` when it holds a variable part or too many different ones came here. */
  #branch(group: string, token: string): string {
    if (token.includes(wildcard)) return wildcard;
    let branches = this.#branches.get(group);
    if (branches === undefined) {
      branches = new Map();
      this.#branches.set(group, branches);
    }
    if (branches.has(token)) return token;
    if (branches.size >= branchesMax || this.#branches.size > 4 * this.templatesMax) return wildcard;
    branches.set(token, 0);
    return token;
  }

  #create(source: string, message: string, tokens: string[], key: string): LogTemplate {
    const template: LogTemplate = {
      id: this.#nextId,
      source,
      tokens,
      count: 1,
      example: message.slice(0, 500),
    };
    this.#nextId += 1;
    const leaf = this.#leaves.get(key);
    if (leaf === undefined) this.#leaves.set(key, [template]);
    else leaf.push(template);
    this.#byId.set(template.id, { template, leaf: key });
    if (leaf !== undefined && leaf.length > leafMax) this.#forget(oldestOf(leaf, this.#byId));
    if (this.#byId.size > this.templatesMax) this.#forget(this.#byId.keys().next().value as number);
    return template;
  }

  #touch(id: number): void {
    const entry = this.#byId.get(id);
    if (!entry) return;
    this.#byId.delete(id);
    this.#byId.set(id, entry);
  }

  #forget(id: number): void {
    const entry = this.#byId.get(id);
    if (!entry) return;
    this.#forgotten += 1;
    this.#byId.delete(id);
    const leaf = this.#leaves.get(entry.leaf)?.filter((template) => template.id !== id) ?? [];
    if (leaf.length > 0) this.#leaves.set(entry.leaf, leaf);
    else this.#leaves.delete(entry.leaf);
    // Branches are only a routing aid: begin again rather than keep those of forgotten templates for ever.
    if (this.#forgotten % this.templatesMax === 0) this.#branches.clear();
  }
}

class Match implements LogMatch {
  readonly template: LogTemplate;
  readonly isNew: boolean;
  readonly #message: string;
  #parameters: readonly string[] | undefined;

  constructor(template: LogTemplate, isNew: boolean, message: string) {
    this.template = template;
    this.isNew = isNew;
    this.#message = message;
  }

  get parameters(): readonly string[] {
    this.#parameters ??= parameterTexts(this.template.tokens, this.#message);
    return this.#parameters;
  }
}

const branchesMax = 48;
const leafMax = 64;
/** Share of tokens that must agree for a line to belong to a template. */
const similarityMin = 0.67;
/** A place where a template already varies agrees with anything, but tells less than an equal word. */
const wildcardWeight = 0.5;

function mostSimilar(leaf: readonly LogTemplate[], tokens: readonly string[]): LogTemplate | undefined {
  let best: LogTemplate | undefined;
  let bestSimilarity = similarityMin;
  let bestWildcards = -1;
  for (const template of leaf) {
    if (template.tokens.length !== tokens.length) continue;
    let agreeing = 0;
    let wildcards = 0;
    for (let index = 0; index < tokens.length; index += 1) {
      if (template.tokens[index] === tokens[index]) agreeing += 1;
      else if (template.tokens[index] === wildcard) wildcards += 1;
    }
    const similarity = tokens.length === 0 ? 1 : (agreeing + wildcardWeight * wildcards) / tokens.length;
    if (similarity < bestSimilarity || (similarity === bestSimilarity && wildcards <= bestWildcards))
      continue;
    best = template;
    bestSimilarity = similarity;
    bestWildcards = wildcards;
  }
  return best;
}

function generalise(template: LogTemplate, tokens: readonly string[]): void {
  for (let index = 0; index < tokens.length; index += 1) {
    if (template.tokens[index] !== tokens[index]) template.tokens[index] = wildcard;
  }
}

function oldestOf(leaf: readonly LogTemplate[], byId: ReadonlyMap<number, unknown>): number {
  const ids = new Set(leaf.map(({ id }) => id));
  for (const id of byId.keys()) if (ids.has(id)) return id;
  return (leaf[0] as LogTemplate).id;
}
