import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { repositoryRoot } from "../support/daemon.ts";

/**
 * The format of a place: its things, their states, and what people say there with the exact actions expected.
 *
 * A payload is compared by value, JSON or text. In place of a value may stand `{ between: [low, high] }` where people
 * name no number, and `{ anyOf: [...] }` where several are as good. What a message holds may also come in several
 * messages on its topic.
 */
const payload = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.record(z.string(), z.unknown()),
  z.array(z.record(z.string(), z.unknown())),
]);
const messages = z.record(z.string(), payload);

/** Texts a reply must contain, in any case of letters; a list is a choice: one of them is enough. */
const facts = z.array(z.union([z.string(), z.array(z.string()).min(1)])).min(1);

const expectation = z.strictObject({
  /** Messages that must be sent, by topic. Left out: none may be. */
  do: messages.default({}),
  /** Messages that may be sent besides. */
  may: messages.default({}),
  /**
   * Left out: `done` where messages are expected, else `answered`. `refused`: also not understood. `accepted`: done or
   * answered, for what is kept for later. `any`: whatever is said, as long as nothing is sent.
   */
  outcome: z.enum(["done", "answered", "asked", "refused", "accepted", "any"]).optional(),
  tell: facts.optional(),
  /** Texts the reply must not contain. */
  lacks: z.array(z.string()).optional(),
});
export type Expectation = z.infer<typeof expectation>;

const turn = expectation.extend({
  say: z.string().min(1),
  /** Area of the satellite that hears it. */
  area: z.string().optional(),
  /** Another conversation than that of the case. */
  session: z.string().optional(),
  /** Any of these will do, instead of what stands above. */
  either: z.array(expectation).min(1).optional(),
  /** Reports of devices that follow, by topic. */
  publish: messages.optional(),
  /** What is sent after them, or within some seconds. */
  later: z.strictObject({ do: messages }).optional(),
});
export type Turn = z.infer<typeof turn>;

/** Why somebody may hold another answer to be right. */
const debatable = z.string().optional();
const oneOrMore = z.union([
  z.strictObject({ turns: z.array(turn).min(2), debatable }),
  turn.extend({ debatable }).transform(({ debatable: why, ...only }) => ({ turns: [only], debatable: why })),
]);

const place = z.strictObject({
  node: z.string(),
  areas: z.array(z.record(z.string(), z.unknown())),
  entities: z.array(
    z.looseObject({
      name: z.string(),
      kind: z.string(),
      topic: z.string(),
      deviceClass: z.string().optional(),
      safety: z.enum(["confirm", "locked"]).optional(),
    }),
  ),
  /** What every device reports before each case, by topic. */
  states: z.record(z.string(), payload),
  /** Earlier reports: by topic and field, pairs of hours before now and value. */
  history: z.record(
    z.string(),
    z.record(z.string(), z.array(z.tuple([z.number(), z.union([z.string(), z.number(), z.boolean()])]))),
  ),
  /** By category. */
  cases: z.record(z.string(), z.array(oneOrMore)),
});

export interface Case {
  /** Stable while cases are added at the end of their category, such as `home/safety/3`. */
  id: string;
  category: string;
  turns: readonly Turn[];
  debatable: string | undefined;
}

export type Place = Omit<z.infer<typeof place>, "cases"> & { name: string; cases: readonly Case[] };

export const placeNames = ["home", "factory", "farm"] as const;
/** A second set to develop on, of other things and other words. */
export const morePlaceNames = ["more/cottage", "more/bakery", "more/ranch"] as const;
/** Written by somebody who did not know the software, and never tuned on: what is understood where nobody looked. */
export const blindPlaceNames = ["blind/flat", "blind/workshop", "blind/orchard"] as const;
export type PlaceName = (typeof placeNames | typeof morePlaceNames | typeof blindPlaceNames)[number];

/** Reads `<name>.yaml`; throws with the place in the file when it is not of the format above. */
export function readPlace(name: PlaceName): Place {
  const file = join(repositoryRoot, "test", "understanding", `${name}.yaml`);
  const read = place.safeParse(parse(readFileSync(file, "utf8")));
  if (!read.success) throw new Error(`${file} is not a place:\n${z.prettifyError(read.error)}`);
  const cases = Object.entries(read.data.cases).flatMap(([category, list]) =>
    list.map(
      ({ turns, debatable: why }, index): Case => ({
        id: `${name}/${category}/${index + 1}`,
        category,
        turns,
        debatable: why,
      }),
    ),
  );
  return { ...read.data, name, cases };
}
