import { Bucket, type Near } from "./bucket.ts";
import { Doorkeeper, Fingerprints } from "./fingerprints.ts";
import { type LineForm, lineForm } from "./line-form.ts";
import { LineScanner } from "./line-scanner.ts";
import { LineShape } from "./line-shape.ts";
import { LogTemplate, type Variant } from "./log-template.ts";
import { mergeOnEvidence } from "./merge-on-evidence.ts";
import { isSameText, type Unit } from "./place-evidence.ts";
import { placeTexts } from "./place-texts.ts";
import { splitOf } from "./split.ts";
import type { TemplateMemory } from "./template-memory.ts";

export type { LogTemplate } from "./log-template.ts";

/** What is known of one line. */
export interface LogMatch {
  readonly template: LogTemplate;
  /** Whether this line made the template. */
  readonly isNew: boolean;
  /** The raw texts at the variable places of the template, in their order; found when they are asked for. */
  readonly parameters: readonly string[];
}

/**
 * Groups log lines by template as they come. A line's numbers, addresses, paths and the like are masked by their shape; lines
 * that then are equal are one kind and found by their fingerprint. A kind of line seen for the first time is compared with the
 * templates of the same source and punctuation: it joins one, or proves that a place of several is a parameter so that these
 * are merged into the oldest (see place-evidence.ts), or becomes a template of its own. A template whose place turns out
 * to have few and frequent values is split again.
 *
 * Limits:
 * 1. `templatesMax` templates; of those used longest ago a twentieth is forgotten at a time.
 * 2. `bucketMax` templates of one punctuation; the one used longest ago is forgotten.
 * 3. Fingerprints of four kinds of line for each template; a kind that was overwritten is looked up again.
 */
export class LogTemplates {
  readonly templatesMax: number;
  #scanner = new LineScanner();
  #shape = new LineShape();
  #shapes: Fingerprints<Variant>;
  #doorkeeper = new Doorkeeper();
  #fingerprints: Fingerprints<Variant>;
  #nextId = 1;
  #sequence = 0;
  #byId = new Map<number, LogTemplate>();
  /** Ids of merged templates, the newest `templatesMax`, with those of the templates that they are now. */
  #aliases = new Map<number, number>();
  /** By source and skeleton. */
  #buckets = new Map<string, Bucket>();
  #seeds = new Map<string, number>();
  #nextSeed = 1;
  #forgotten = 0;
  #merged = 0;
  #split = 0;

  constructor(options: { templatesMax: number }) {
    this.templatesMax = options.templatesMax;
    const capacity = powerOfTwo(fingerprintsPerTemplate * options.templatesMax);
    this.#fingerprints = new Fingerprints(capacity);
    this.#shapes = new Fingerprints(capacity);
  }

  get size(): number {
    return this.#byId.size;
  }

  /** Templates given up under the limits. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** Templates that turned out to be an older one. */
  get merged(): number {
    return this.#merged;
  }

  /** Templates made of the frequent values of a place. */
  get splits(): number {
    return this.#split;
  }

  /** The template of a line, made when there is none like it. */
  match(source: string, message: string): LogMatch {
    const seed = this.#seedOf(source);
    const shape = this.#shape;
    shape.hash(message, seed);
    const { hashA, hashB } = shape;
    let variant = this.#shapes.get(hashA, hashB);
    if (variant === undefined || variant.template.isGone) {
      variant = this.#variantOf(source, message, seed);
      if (this.#doorkeeper.hasSeen(hashB)) this.#shapes.set(hashA, hashB, variant);
    }
    const { template } = variant;
    const isNew = template.count === 0;
    variant.count += 1;
    template.count += 1;
    this.#sequence += 1;
    template.usedAt = this.#sequence;
    if (template.count % splitEvery === 0) this.#splitIfFew(template);
    return new Match(template, isNew, message);
  }

  /** What a line is called, without counting it; undefined when there is no template for it. */
  find(source: string, message: string): LogMatch | undefined {
    const seed = this.#seeds.get(source);
    if (seed === undefined) return undefined;
    this.#scanner.scan(message, seed);
    const variant = this.#fingerprints.get(this.#scanner.hashA, this.#scanner.hashB);
    let template = variant && LogTemplates.current(variant.template);
    if (template === undefined || template.isGone) {
      const form = lineForm(this.#scanner);
      template = this.#buckets.get(bucketKey(source, form))?.best(form.units, undefined);
    }
    return template && new Match(template, false, message);
  }

  /** All templates, used longest ago first. */
  templates(): LogTemplate[] {
    return [...this.#byId.values()].sort((left, right) => left.usedAt - right.usedAt);
  }

  /** The templates of one log, the oldest first. */
  *ofSource(source: string): Generator<LogTemplate> {
    for (const template of this.#byId.values()) if (template.source === source) yield template;
  }

  /** A template as text. */
  static text(template: LogTemplate): string {
    return template.text;
  }

  /** The template that this one is part of by now. */
  static current(template: LogTemplate): LogTemplate {
    let current = template;
    while (current.mergedInto) current = current.mergedInto;
    return current;
  }

  /** Lines matched so far, by this process; also counts what was restored. */
  get sequence(): number {
    return this.#sequence;
  }

  /** The template of this id, also when it was merged into another one; undefined when it is forgotten. */
  byId(id: number): LogTemplate | undefined {
    return this.#byId.get(id) ?? this.#byId.get(this.#aliases.get(id) ?? id);
  }

  /** What is to be kept over a restart. */
  memory(): TemplateMemory {
    return { templates: this.templates(), nextId: this.#nextId, aliases: [...this.#aliases] };
  }

  /** Takes up what an earlier process knew; only while nothing was matched yet. */
  restore({ templates, nextId, aliases }: TemplateMemory): void {
    this.#nextId = Math.max(this.#nextId, nextId);
    for (const [from, to] of aliases) this.#addAlias(from, to);
    for (const template of templates.slice(-this.templatesMax)) {
      this.#sequence += 1;
      template.usedAt = this.#sequence;
      this.#add(template);
    }
  }

  #addAlias(from: number, to: number): void {
    this.#aliases.set(from, to);
    if (this.#aliases.size > this.templatesMax)
      this.#aliases.delete(this.#aliases.keys().next().value as number);
  }

  #variantOf(source: string, message: string, seed: number): Variant {
    const scanner = this.#scanner;
    scanner.scan(message, seed);
    const { hashA, hashB } = scanner;
    let variant = this.#fingerprints.get(hashA, hashB);
    if (variant !== undefined) variant.template = LogTemplates.current(variant.template);
    if (variant === undefined || variant.template.isGone) {
      const form = lineForm(scanner);
      variant = variantOf(this.#find(source, form) ?? this.#create(source, message, form), form);
      this.#fingerprints.set(hashA, hashB, variant);
    }
    return variant;
  }

  #seedOf(source: string): number {
    let seed = this.#seeds.get(source);
    if (seed === undefined) {
      // Sources with other seeds are strangers to the fingerprints, no more: their lines are looked up once again.
      if (this.#seeds.size >= seedsMax) this.#seeds.clear();
      seed = this.#nextSeed;
      this.#nextSeed += 1;
      this.#seeds.set(source, seed);
    }
    return seed;
  }

  #find(source: string, form: LineForm): LogTemplate | undefined {
    const bucket = this.#buckets.get(bucketKey(source, form));
    if (bucket === undefined) return undefined;
    const near: Near[] = [];
    const joined = bucket.best(form.units, near) ?? mergeOnEvidence(near, form);
    if (joined === undefined) return undefined;
    joined.absorb(form);
    if (!joined.isChanged) return joined;
    bucket.refresh(joined);
    return this.#mergeLike(joined, bucket);
  }

  /** Merges the templates that a changed one turned out to be; answers the oldest of them. */
  #mergeLike(changed: LogTemplate, bucket: Bucket): LogTemplate {
    let kept = changed;
    for (;;) {
      const other = bucket.likeOther(kept);
      if (other === undefined) return kept;
      const [older, younger] = kept.id < other.id ? [kept, other] : [other, kept];
      this.#merge(older, younger);
      bucket.remove(younger);
      bucket.refresh(older);
      kept = older;
    }
  }

  #merge(older: LogTemplate, younger: LogTemplate): void {
    for (let place = 0; place < older.units.length; place += 1) {
      if (younger.open[place] && !older.open[place]) older.openPlace(place, [younger.textAt(place)]);
    }
    older.absorb(younger);
    older.count += younger.count;
    older.usedAt = Math.max(older.usedAt, younger.usedAt);
    adoptVariants(older, younger);
    younger.mergedInto = older;
    for (const [from, to] of this.#aliases) if (to === younger.id) this.#aliases.set(from, older.id);
    this.#addAlias(younger.id, older.id);
    younger.isGone = true;
    this.#byId.delete(younger.id);
    this.#merged += 1;
  }

  #splitIfFew(template: LogTemplate): void {
    const parts = splitOf(template, () => {
      this.#nextId += 1;
      return this.#nextId - 1;
    });
    if (parts === undefined) return;
    this.#buckets.get(bucketKey(template.source, template))?.refresh(template);
    for (const part of parts) {
      part.usedAt = this.#sequence;
      this.#split += 1;
      this.#add(part);
    }
  }

  #create(source: string, message: string, form: LineForm): LogTemplate {
    const template = new LogTemplate({
      id: this.#nextId,
      source,
      example: message.slice(0, exampleMax),
      form,
    });
    this.#nextId += 1;
    this.#sequence += 1;
    template.usedAt = this.#sequence;
    this.#add(template);
    if (this.#byId.size > this.templatesMax) this.#forgetOldest();
    return template;
  }

  #add(template: LogTemplate): void {
    this.#byId.set(template.id, template);
    const key = bucketKey(template.source, template);
    let bucket = this.#buckets.get(key);
    if (bucket === undefined) {
      bucket = new Bucket(template.units.length);
      this.#buckets.set(key, bucket);
    }
    bucket.add(template);
    if (bucket.templates.length > bucketMax) this.#forget(bucket.oldestUsed());
  }

  #forgetOldest(): void {
    const byUse = this.templates();
    for (const template of byUse.slice(0, Math.max(1, Math.floor(this.templatesMax / 20))))
      this.#forget(template);
  }

  #forget(template: LogTemplate): void {
    this.#forgotten += 1;
    template.isGone = true;
    this.#byId.delete(template.id);
    const key = bucketKey(template.source, template);
    const bucket = this.#buckets.get(key);
    bucket?.remove(template);
    if (bucket?.templates.length === 0) this.#buckets.delete(key);
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
    this.#parameters ??= placeTexts(this.template, this.#message);
    return this.#parameters;
  }
}

const bucketMax = 512;
const seedsMax = 10_000;
const fingerprintsPerTemplate = 4;
const exampleMax = 500;
/** Lines of a template between two looks whether it is to be split. */
const splitEvery = 512;
/** Kinds of line that are told apart within a template; one with more has a parameter for sure. */
const variantsMax = 8;

function bucketKey(source: string, { skeleton }: { readonly skeleton: string }): string {
  return `${source}\n${skeleton}`;
}

/** The kind of line within a template. */
function variantOf(template: LogTemplate, form: LineForm): Variant {
  const { variants } = template;
  if (variants === undefined) return { template, count: 0, form: undefined };
  const known = variants.find(
    (variant) =>
      variant.form?.units.every((unit, index) => isSameText(unit, form.units[index] as Unit)) ?? false,
  );
  if (known) return known;
  const variant: Variant = { template, count: 0, form };
  if (variants.length >= variantsMax) template.variants = undefined;
  else variants.push(variant);
  return variant;
}

function adoptVariants(older: LogTemplate, younger: LogTemplate): void {
  for (const variant of younger.variants ?? []) variant.template = older;
  if (older.variants === undefined || younger.variants === undefined) older.variants = undefined;
  else {
    const all = [...older.variants, ...younger.variants];
    older.variants = all.length > variantsMax ? undefined : all;
  }
}

function powerOfTwo(atLeast: number): number {
  return 2 ** Math.ceil(Math.log2(Math.max(4, Math.min(65_536, atLeast))));
}
