import type { Clause, Verbal } from "./forms.ts";
import type { Aside, Happening } from "./happening.ts";

/** A clause in any language: what happened, the same with less where there is such, and the aside. */
export function composeClause(
  { aside, example }: Happening,
  [happened, shorter]: readonly [string, string?],
  sayAside: (aside: Aside) => string | undefined,
): Clause {
  return {
    happened: verbalOf(happened),
    aside: aside && sayAside(aside),
    ...(shorter === undefined ? {} : { shorter: verbalOf(shorter) }),
    ...(example === undefined ? {} : { example }),
  };
}

/** The first word is the verb, whose place differs by language. */
function verbalOf(text: string): Verbal {
  const [verb = "", ...rest] = text.split(" ");
  return { verb, rest: rest.join(" ") };
}
