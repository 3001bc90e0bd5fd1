import { parseCondition } from "../../text/condition-words.ts";
import { canDo } from "../act/plan.ts";
import type { Thing } from "../entities/thing.ts";
import { type Clause, clausesOf } from "./clauses.ts";
import type { Interpretation } from "./interpret.ts";
import { type NamedIn, namedIn } from "./named-in.ts";
import type { TierContext, Understanding } from "./tier-context.ts";
import { byGrammar, type Understood } from "./understood.ts";

/**
 * Commands with a clause that says when they are to be done, where all tiers have a say in what the command is: the
 * clause is taken out, and what is left is understood as any other text, with "it" and "its" for what the clause names.
 */

/** How what is left is understood. */
export interface ClauseReader {
  fully(text: string, context: TierContext): Promise<Understanding>;
}

/** Ways to take a clause out that are tried; the model may be asked for each. */
const clausesTried = 2;

/** Undefined: no clause of that sort, or what is left is no command. */
export async function byClause(
  text: string,
  slot: Clause["slot"],
  { context, reader }: { context: TierContext; reader: ClauseReader },
): Promise<Understanding | undefined> {
  const clauses = clausesOf(text).filter((clause) => clause.slot === slot && clause.isPlain);
  for (const clause of clauses.slice(0, clausesTried)) {
    const { rest, lastThings } = withReferents(clause, context);
    const { parts, timesMs } = await reader.fully(rest, {
      ...context,
      interpretContext: { ...context.interpretContext, lastThings },
    });
    const deferred = parts.flatMap((part) => withClause(part, clause) ?? []);
    // What is said after several commands may be said of the last one only.
    const isOfAll = clause.isLeading || parts.length === 1;
    if (deferred.length > 0 && deferred.length === parts.length && isOfAll) {
      return { parts: deferred, timesMs };
    }
  }
  return undefined;
}

/** Whether a word of the text stands for what the clause in it may name: "when the pump stops, turn its light on". */
export function refersToClause(text: string): boolean {
  return clausesOf(text).some(
    ({ slot, rest }) => slot === "condition" && (owners.test(rest) || pronouns.test(rest)),
  );
}

/** "Her" and "that" may be said of anything, and then they are left to the conversation. */
const owners = /\b(?:its|his|her|their) (?!(?:on|off|up|down|back|to|in|at|and|for)\b)(?=[a-z])/;
const pronouns = /\b(?:it|them|that one|those)\b/;

interface Referents {
  rest: string;
  lastThings: readonly Thing[];
}

/** What is left of a text, with what its pronouns stand for: of what the clause names, the first that can do it. */
function withReferents({ words, rest }: Clause, context: TierContext): Referents {
  const { registry } = context.world;
  const before = context.interpretContext.lastThings;
  const { names, areas } = namedIn(words, registry);
  if (owners.test(rest)) {
    const said = [...subjectsIn(words), ...ownersIn({ names, areas })];
    const owned = [...new Set(said)].map((owner) => rest.replace(owners, `the ${owner} `));
    const ways = owned.map((way) => ({ way, found: byGrammar(way, "exact", context).interpretation }));
    // Of "her lamp" rather the one that is called Emma's than all that is a lamp in her room.
    const best =
      ways.find(({ found }) => isFound(found) && !isGroup(found)) ?? ways.find(({ found }) => isFound(found));
    const way = best?.way ?? owned[0];
    if (way !== undefined) return { rest: way, lastThings: before };
  }
  if (!pronouns.test(rest)) return { rest, lastThings: before };
  const things = names.find((name) => {
    const interpretContext = { ...context.interpretContext, lastThings: name.things };
    return isFound(byGrammar(rest, "exact", { ...context, interpretContext }).interpretation);
  })?.things;
  return { rest, lastThings: things ?? before };
}

/** What a condition is about, in its own words: "bin 2" of "if the temperature in bin 2 gets past 30". */
function subjectsIn(words: string): readonly string[] {
  const condition = parseCondition(words);
  if (!condition) return [];
  return [condition, ...condition.others].flatMap(({ subject }) => {
    const bare = subject.replace(/^(?:the|a|an|my|our|any|all) /, "");
    const owner = / (?:in|of|on|at) (?:the )?(.+)$/.exec(bare)?.[1];
    return owner === undefined ? [bare] : [owner, bare];
  });
}

/** Whose something may be, as a name says it: "Emma's" of her window, "press 2" of its vibration, the area it is in. */
function ownersIn({ names, areas }: NamedIn): readonly string[] {
  const placed = names.flatMap(({ things }) => things.flatMap(({ area }) => area ?? []));
  const called = names.flatMap(({ key }) => {
    const words = key.split(" ");
    return words.map((_, index) => words.slice(0, words.length - index).join(" "));
  });
  return [...new Set([...areas.map(({ name }) => name), ...placed, ...called])];
}

function isGroup(interpretation: Interpretation | undefined): boolean {
  return interpretation?.resolution.status === "found" && interpretation.resolution.isGroup;
}

function isFound(interpretation: Interpretation | undefined): boolean {
  const { wishes, resolution } = interpretation ?? {};
  if (!wishes || resolution?.status !== "found") return false;
  return resolution.things.every((thing) => wishes.every((wish) => canDo(wish, thing)));
}

/** Undefined: it is no command on things, or says when itself. */
function withClause(part: Understood, { slot, words }: Clause): Understood | undefined {
  const { interpretation } = part;
  if (!interpretation?.wishes || part.own) return undefined;
  const { reading } = interpretation;
  if (reading.slots[slot] !== undefined) return undefined;
  return {
    ...part,
    interpretation: {
      ...interpretation,
      reading: {
        ...reading,
        slots: { ...reading.slots, [slot]: words },
        slotTexts: { ...reading.slotTexts, [slot]: words },
      },
    },
  };
}
