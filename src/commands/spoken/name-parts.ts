import type { ListDefinition } from "../grammar/types.ts";

/**
 * What is enough of a name where it is known what is meant, as a list: "the booster" of the booster pump, "Emma's" of Emma's lamp,
 * "the fence" of the electric fence. Only what is no name itself.
 */
export function nameParts(names: ListDefinition | undefined): ListDefinition {
  const keys = new Set(names?.type === "text" ? names.values.map((value) => value.in) : []);
  const parts = new Set<string>();
  for (const key of keys) {
    const words = key.split(" ");
    if (words.length < 2) continue;
    for (const part of [words.slice(0, -1).join(" "), words.at(-1) ?? ""]) {
      if (/\p{L}{3}/u.test(part) && !keys.has(part)) parts.add(part);
    }
  }
  return { type: "text", values: [...parts].map((part) => ({ in: part, out: part })), isPlain: true };
}
