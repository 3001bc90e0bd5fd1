import { normalise } from "../../text/normalise.ts";
import type { GrammarSource, ListDefinition } from "./types.ts";

/** Every word that stands in a template, with and without its optional letters: `lamp[s]` is "lamp" and "lamps". */
export function templateWords({ blocks, rules, lists, skipWords }: GrammarSource): Set<string> {
  const templates = new Set<string>(skipWords);
  const addAll = (more: Iterable<string>) => {
    for (const one of more) templates.add(one);
  };
  // Blocks share their tables, so that most of them are seen once only.
  const seen = new Set<object>([rules, lists]);
  addAll(Object.values(rules));
  addAll(Object.values(lists).flatMap(valuesOf));
  for (const block of blocks) {
    addAll(block.sentences);
    if (!seen.has(block.rules)) addAll(Object.values(block.rules));
    if (!seen.has(block.lists)) addAll(Object.values(block.lists).flatMap(valuesOf));
    seen.add(block.rules).add(block.lists);
  }
  const words = new Set<string>();
  for (const template of templates) {
    // What is in braces and angle brackets is the name of a list or rule.
    const literal = template.replace(/\{[^}]*\}|<[^>]*>/g, " ");
    for (const read of [literal.replace(/[[\]]/g, ""), literal.replace(/\[[^\]]*\]/g, " ")]) {
      for (const word of normalise(read).split(" ")) if (word !== "") words.add(word);
    }
    for (const [, word] of literal.matchAll(/(\p{L}+)\[\p{L}+\]/gu)) words.add(normalise(word ?? ""));
  }
  return words;
}

function valuesOf(list: ListDefinition): string[] {
  return list.type === "text" ? list.values.map((value) => value.in) : [];
}
