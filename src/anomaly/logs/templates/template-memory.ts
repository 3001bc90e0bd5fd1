import { type LineForm, skeletonOf } from "./line-form.ts";
import { LogTemplate } from "./log-template.ts";
import { unitOf } from "./place-evidence.ts";

/** What is kept of the templates over a restart. */
export interface TemplateMemory {
  /** Used longest ago first. */
  templates: LogTemplate[];
  /** Greater than every id there was. */
  nextId: number;
  /** Ids of merged templates with those of the templates that they are now. */
  aliases: (readonly [number, number])[];
}

const version = 1;

/** As text of at most `charactersMax`: of more, what was used longest ago is left out. */
export function encodeTemplates(
  memory: TemplateMemory,
  charactersMax: number,
): { text: string; leftOut: number } {
  const kept: string[] = [];
  let characters = 200 + 24 * memory.aliases.length;
  for (const template of [...memory.templates].reverse()) {
    const text = JSON.stringify(storedOf(template));
    characters += text.length + 1;
    if (characters > charactersMax) break;
    kept.push(text);
  }
  const head = JSON.stringify({ version, nextId: memory.nextId, aliases: memory.aliases });
  const text = `${head.slice(0, -1)},"templates":[${kept.reverse().join(",")}]}`;
  return { text, leftOut: memory.templates.length - kept.length };
}

/** @throws Error saying what is wrong with it. */
export function decodeTemplates(text: string): TemplateMemory {
  const value: unknown = JSON.parse(text);
  if (!isRecord(value) || value.version !== version) throw new Error(`not of version ${version}`);
  const { nextId, aliases, templates } = value;
  if (!isId(nextId) || !Array.isArray(aliases) || !Array.isArray(templates)) throw new Error("not complete");
  const restored = templates.map(templateOf);
  if (restored.some(({ id }) => id >= nextId) || new Set(restored.map(({ id }) => id)).size < restored.length)
    throw new Error("ids contradict each other");
  return { templates: restored, nextId, aliases: aliases.map(aliasOf) };
}

function storedOf(template: LogTemplate) {
  const units = template.units.map(({ text }) => text);
  return {
    id: template.id,
    source: template.source,
    example: template.example,
    count: template.count,
    units,
    shown: template.shown.map((text, index) => (text === units[index] ? 0 : text)),
    separators: template.separators,
    open: indexesOf(template.open),
    split: indexesOf(template.split),
  };
}

function templateOf(value: unknown): LogTemplate {
  if (!isRecord(value)) throw new Error("a template is no object");
  const { id, source, example, count, units, shown, separators, open, split } = value;
  const isComplete =
    isId(id) &&
    typeof source === "string" &&
    typeof example === "string" &&
    isId(count) &&
    isTexts(units) &&
    isTexts(separators) &&
    separators.length === units.length + 1 &&
    Array.isArray(shown) &&
    shown.length === units.length &&
    isIndexes(open, units.length) &&
    isIndexes(split, units.length);
  if (!isComplete) throw new Error("a template is not complete");
  const form: Pick<LineForm, "skeleton" | "units" | "shown" | "separators"> = {
    skeleton: skeletonOf(separators),
    units: units.map(unitOf),
    shown: shown.map((text: unknown, index) => (typeof text === "string" ? text : (units[index] as string))),
    separators,
  };
  const template = new LogTemplate({ id, source, example, form });
  template.count = count;
  // Which kinds of line it was made of is not kept; nobody can say any more that they are few.
  template.variants = undefined;
  for (const index of open) template.open[index] = true;
  for (const index of split) template.split[index] = true;
  return template;
}

function aliasOf(value: unknown): readonly [number, number] {
  if (!Array.isArray(value) || !isId(value[0]) || !isId(value[1]))
    throw new Error("an alias is no pair of ids");
  return [value[0], value[1]];
}

function indexesOf(flags: readonly boolean[]): number[] {
  return flags.flatMap((flag, index) => (flag ? [index] : []));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isId(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.length <= 1000 && value.every((text) => typeof text === "string");
}

function isIndexes(value: unknown, count: number): value is number[] {
  return Array.isArray(value) && value.every((index) => isId(index) && index < count);
}
