import { topicProblem } from "../../domain/topic.ts";
import { OwnIntentsInvalidError } from "../errors.ts";
import { isIntentName } from "../grammar/intents.ts";
import type { OwnIntentDefinition } from "./definition.ts";
import { type MarkedExample, readMarkedExample } from "./marked-example.ts";
import { slotsNamed } from "./slot-template.ts";

/** A definition that was checked, with its examples read. */
export interface OwnIntent extends Omit<OwnIntentDefinition, "examples"> {
  readonly examples: readonly MarkedExample[];
  /** Slots that its examples mark or that have a default. */
  readonly slots: readonly string[];
  /** Of these, those that every example marks and that have no default: without them it is not acted on. */
  readonly requiredSlots: readonly string[];
}

/** Most examples of all intents together; training takes about a millisecond for each. */
export const examplesMax = 20_000;

/** Throws an `OwnIntentsInvalidError` that lists every problem. */
export function readOwnIntents(definitions: readonly OwnIntentDefinition[]): OwnIntent[] {
  const problems: string[] = [];
  const intents = definitions.map((definition) => readOne(definition, problems));
  const seenNames = new Set<string>();
  const intentOf = new Map<string, string>();
  for (const { name, examples } of intents) {
    if (seenNames.has(name))
      problems.push(`${name}: there are two intents of this name; join their examples`);
    seenNames.add(name);
    for (const { text, words } of examples) {
      const said = words.map((word) => word.text).join(" ");
      const other = intentOf.get(said);
      if (other !== undefined && other !== name) {
        problems.push(`${name}: the example "${text}" is one of ${other}, too; it can mean only one of them`);
      }
      intentOf.set(said, name);
    }
  }
  const count = intents.reduce((sum, intent) => sum + intent.examples.length, 0);
  if (count > examplesMax)
    problems.push(`there are ${count} examples in all; at most ${examplesMax} are read`);
  if (problems.length > 0) throw new OwnIntentsInvalidError(problems);
  return intents;
}

function readOne(definition: OwnIntentDefinition, problems: string[]): OwnIntent {
  const { name, defaults, action, reply } = definition;
  if (isIntentName(name)) problems.push(`${name}: this is the name of a built-in intent; choose another`);
  const examples: MarkedExample[] = [];
  for (const [index, line] of definition.examples.entries()) {
    const read = readMarkedExample(line);
    if (read.ok) examples.push(read.value);
    else problems.push(`${name}: example ${index + 1} "${line}": ${read.reason}`);
  }
  const marked = new Set(examples.flatMap(({ slots }) => slots.map((slot) => slot.name)));
  const slots = [...new Set([...marked, ...Object.keys(defaults)])];
  for (const [where, template] of [
    ["the payload of its action", action?.payload],
    ["the expected state of its action", action?.state?.expect],
    ["its reply", reply],
  ] as const) {
    for (const slot of slotsNamed(template)) {
      if (slots.includes(slot)) continue;
      problems.push(
        `${name}: ${where} uses {${slot}}, which no example marks; mark it, as in [two boxes](${slot})`,
      );
    }
  }
  for (const topic of [action?.topic, action?.state?.topic]) {
    const problem = topic === undefined ? undefined : topicProblem(topic);
    if (problem) problems.push(`${name}: ${problem}: "${topic}"`);
  }
  if (!action && definition.safety !== "normal") {
    problems.push(`${name}: safety ${definition.safety} needs an action; without one nothing is done`);
  }
  return {
    ...definition,
    examples,
    slots,
    requiredSlots: [...marked].filter(
      (slot) =>
        !Object.hasOwn(defaults, slot) &&
        examples.every((example) => example.slots.some((one) => one.name === slot)),
    ),
  };
}
