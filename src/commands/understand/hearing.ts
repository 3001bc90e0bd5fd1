import type { World } from "../world.ts";
import { withCompounds } from "./compounds.ts";
import { withoutCourtesies } from "./courtesies.ts";
import { repaired, withoutNoise } from "./noise.ts";
import { withNumbersHeard, withNumbersNamed, withNumbersWritten, withoutCounts } from "./numbered.ts";
import { type KnownWords, withSlipsRepaired } from "./spelling.ts";

/** A text as it was most likely meant to be said. */
export interface Heard {
  text: string;
  /** Whether a word that says what to do was written otherwise. */
  isDeedRepaired: boolean;
}

/** The text without hesitation and second thoughts only. */
export function hearPlainly(text: string, { registry }: World): string {
  const plain = withoutCounts(withoutNoise(text));
  return withNumbersWritten(withNumbersNamed(repaired(plain) ?? plain, registry), registry);
}

/** The text without courtesies and curses either, and with slips of the keyboard and the ear repaired. */
export function hear(text: string, world: World, vocabulary: KnownWords["vocabulary"]): Heard {
  const { registry, words } = world;
  const polite = withoutCourtesies(withoutCounts(withoutNoise(text)), (word) => words.names.has(word));
  const known = { own: words.all, vocabulary };
  const names = [...registry.names, ...placeNames(world)].map(({ key }) => key);
  const spelled = withSlipsRepaired(withCompounds(polite, names, known), known);
  const settled = repaired(spelled.text) ?? spelled.text;
  return {
    text: withNumbersWritten(withNumbersHeard(withNumbersNamed(settled, registry), registry), registry),
    isDeedRepaired: spelled.isDeedRepaired,
  };
}

function placeNames({ registry }: World): { key: string }[] {
  return [...registry.areas, ...registry.floors].flatMap(({ keys }) => keys.map((key) => ({ key })));
}
