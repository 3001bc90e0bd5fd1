import { TemplateInvalidError } from "./errors.ts";
import type { Template } from "./template.ts";

/** Most spellings one list value may stand for. */
const spellingsMax = 512;

/** Every text a list value stands for: "(cold|cool) white" is two. Lists inside a list value are refused. */
export function expandTemplate(
  template: Template,
  scope: {
    written: string;
    origin: string;
    /** Calls `use` with the body of a rule, or throws. */
    inRule(name: string, position: number, use: (body: Template) => string[]): string[];
  },
): string[] {
  const expand = (part: Template): string[] => {
    switch (part.type) {
      case "text":
        return [part.text];
      case "sequence":
        return part.items.reduce<string[]>((texts, item) => combine(texts, expand(item), ""), [""]);
      case "alternative":
        return bounded(part.items.flatMap(expand));
      case "permutation":
        return orders(part.items.map(expand));
      case "rule":
        return scope.inRule(part.rule, part.position, expand);
      case "list":
        throw problem(`a list value cannot contain the list {${part.list}}`, part.position);
    }
  };
  const orders = (items: readonly string[][]): string[] => {
    if (items.length === 0) return [""];
    return bounded(items.flatMap((item, index) => combine(item, orders(items.toSpliced(index, 1)), " ")));
  };
  const combine = (heads: readonly string[], tails: readonly string[], between: string): string[] => {
    if (heads.length * tails.length > spellingsMax) throw tooMany();
    return heads.flatMap((head) => tails.map((tail) => `${head}${between}${tail}`));
  };
  const bounded = (texts: string[]): string[] => {
    if (texts.length > spellingsMax) throw tooMany();
    return texts;
  };
  const tooMany = () => problem(`it stands for more than ${spellingsMax} different texts`, 0);
  const problem = (message: string, position: number) =>
    new TemplateInvalidError(message, { template: scope.written, position, origin: scope.origin });
  return expand(template);
}
