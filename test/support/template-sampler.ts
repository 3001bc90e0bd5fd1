import type { Template } from "../../src/commands/grammar/template.ts";
import type { Random } from "../../src/core/backoff.ts";

/** A sentence that a template spells out, with the slots its lists filled. */
export interface SampledSentence {
  text: string;
  slots: Record<string, string | number>;
}

/** Walks a template, choosing by `random`; a `{list}` becomes one of the list's `values`. */
export function sampleTemplate(
  template: Template,
  options: {
    random: Random;
    values: Readonly<Record<string, readonly { in: string; out: string | number }[]>>;
  },
): SampledSentence {
  const slots: Record<string, string | number> = {};
  const pick = <T>(items: readonly T[]): T => items[Math.floor(options.random() * items.length)] as T;
  const walk = (part: Template): string => {
    switch (part.type) {
      case "text":
        return part.text;
      case "sequence":
        return part.items.map(walk).join("");
      case "alternative":
        return walk(pick(part.items));
      case "permutation": {
        // Put in order before any slot is filled: of one slot twice, the last in the sentence counts.
        const items = [...part.items];
        for (let last = items.length - 1; last > 0; last -= 1) {
          const other = Math.floor(options.random() * (last + 1));
          [items[last], items[other]] = [items[other] as Template, items[last] as Template];
        }
        return ` ${items.map(walk).join(" ")} `;
      }
      case "list": {
        const value = pick(options.values[part.list] ?? []);
        slots[part.slot] = value.out;
        return value.in;
      }
      case "rule":
        throw new Error(`the sampler knows no rules, found <${part.rule}>`);
    }
  };
  const text = walk(template).replace(/\s+/g, " ").trim();
  return { text, slots };
}
