import { featuresOf, wordsOf } from "../../src/commands/nano/tokenizer.ts";
import type { ActiveModel, Tensors } from "../../src/domain/inference.ts";
import type { ModelRunner } from "../../src/domain/ports.ts";

/** What the model is to make of a text: `turn off the [kitchen lamp](name)` with an intent. */
export interface ScriptedReading {
  intent: string;
  /** Probability of the intent; 0.97 if left out. */
  intentProbability?: number;
  /** Probability of each word's tag; 0.97 if left out. */
  tagProbability?: number;
}

export interface ScriptedModel extends ModelRunner {
  /** Texts (as words) of every run. */
  readonly runs: readonly (readonly string[])[];
  /** Makes another version active, with other words in its vocabulary. */
  activate(version: string): void;
  /** What the next runs reject with; undefined: they work again. */
  failWith(error: Error | undefined): void;
  /** What the next runs give instead. */
  giveInstead(change: ((outputs: Tensors) => Tensors) | undefined): void;
  /** Takes the active model away, or changes what its manifest says. */
  setActive(change: ((active: ActiveModel) => ActiveModel | undefined) | undefined): void;
}

const spanPattern = /\[([^\]]+)\]\((\w+)\)/g;
const embeddingSize = 4;

/** A command model that knows the readings of a few texts by heart, and of any other gives every intent equal chances. */
export function createScriptedModel(script: Readonly<Record<string, ScriptedReading>>): ScriptedModel {
  const entries = Object.entries(script).map(([annotated, reading]) => {
    const text = annotated.replace(spanPattern, "$1");
    return { text, reading, words: wordsOf(text), tags: tagsOf(annotated, text) };
  });
  const intents = [...new Set(["outOfScope", "smallTalk", ...entries.map(({ reading }) => reading.intent)])];
  const spanTags = [
    ...new Set(entries.flatMap(({ tags }) => tags.filter((tag) => tag !== "O").map((tag) => tag.slice(2)))),
  ];
  const tags = ["O", ...[...new Set(["name", ...spanTags])].flatMap((tag) => [`B-${tag}`, `I-${tag}`])];
  const allWords = [
    ...new Set(entries.flatMap(({ words }) => words.map((word) => word.text.replace(/\p{Nd}/gu, "0")))),
  ];
  const runs: string[][] = [];
  const listeners = new Set<(task: string) => void>();
  let version = "1.0.0";
  let failure: Error | undefined;
  let change: ((outputs: Tensors) => Tensors) | undefined;
  let changeActive: ((active: ActiveModel) => ActiveModel | undefined) | undefined;

  const vocabulary = () => (version === "1.0.0" ? allWords : allWords.toReversed());
  const keyOf = (rows: readonly (readonly number[])[]) => rows.map((row) => row.join(",")).join(";");
  const active = (): ActiveModel => {
    const words = vocabulary();
    return {
      id: "command-test",
      version,
      task: "command",
      labels: { intent: intents, tag: tags },
      settings: { vocabularySize: words.length, buckets: 500, wordsMax: 40, temperature: 1 },
      readText: async (file) => {
        if (file !== "vocabulary.txt") throw new Error(`no file ${file}`);
        return words.map((word) => `${word}\n`).join("");
      },
    };
  };
  const current = () => (changeActive ? changeActive(active()) : active());

  return {
    runs,
    active: (task) => (task === "command" ? current() : undefined),
    onActivated(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    activate(next) {
      version = next;
      for (const listener of listeners) listener("command");
    },
    failWith(error) {
      failure = error;
    },
    giveInstead(next) {
      change = next;
    },
    setActive(next) {
      changeActive = next;
      for (const listener of listeners) listener("command");
    },
    async run(_task, inputs) {
      if (failure) throw failure;
      const { words } = inputs;
      if (!words) throw new Error("no words");
      const [batch = 0, length = 0, size = 0] = words.dims;
      const indexes = new Map(vocabulary().map((word, index) => [word, index]));
      const byKey = new Map(
        entries.map((entry) => [
          keyOf(entry.words.map((word) => featuresOf(word.text, { indexes, buckets: 500 }))),
          entry,
        ]),
      );
      const intent = new Float32Array(batch * intents.length);
      const tag = new Float32Array(batch * length * tags.length);
      const ran: string[] = [];
      for (let row = 0; row < batch; row += 1) {
        const rows: number[][] = [];
        for (let column = 0; column < length; column += 1) {
          const at = (row * length + column) * size;
          const ids = [...words.data.subarray(at, at + size)].map(Number).filter((id) => id !== 0);
          if (ids.length > 0) rows.push(ids);
        }
        const entry = byKey.get(keyOf(rows));
        ran.push(entry?.text ?? "?");
        const { intent: name = "", intentProbability = 0.97, tagProbability = 0.97 } = entry?.reading ?? {};
        const names = entry ? intents : [];
        for (const [index, one] of names.entries()) {
          intent[row * intents.length + index] = logit(one === name, intentProbability, intents.length);
        }
        for (const [column, wanted] of (entry?.tags ?? []).entries()) {
          for (const [index, one] of tags.entries()) {
            tag[(row * length + column) * tags.length + index] = logit(
              one === wanted,
              tagProbability,
              tags.length,
            );
          }
        }
      }
      runs.push(ran);
      const outputs: Tensors = {
        embedding: {
          type: "float32",
          dims: [batch, embeddingSize],
          data: new Float32Array(batch * embeddingSize).fill(0.5),
        },
        intent: { type: "float32", dims: [batch, intents.length], data: intent },
        tag: { type: "float32", dims: [batch, length, tags.length], data: tag },
      };
      return change ? change(outputs) : outputs;
    },
  };
}

function logit(isChosen: boolean, probability: number, count: number): number {
  return Math.log(isChosen ? probability : (1 - probability) / Math.max(1, count - 1));
}

function tagsOf(annotated: string, text: string): string[] {
  const spans: { start: number; end: number; tag: string }[] = [];
  let removed = 0;
  for (const match of annotated.matchAll(spanPattern)) {
    const [whole, inside = "", tag = ""] = match;
    const start = match.index - removed;
    spans.push({ start, end: start + inside.length, tag });
    removed += whole.length - inside.length;
  }
  return wordsOf(text).map((word) => {
    const span = spans.find(({ start, end }) => word.start >= start && word.end <= end);
    if (!span) return "O";
    return `${word.start === span.start ? "B" : "I"}-${span.tag}`;
  });
}
