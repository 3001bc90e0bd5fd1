import type { EntityKind } from "../../domain/entity.ts";
import { sayQuotation } from "../../text/say-quotation.ts";
import type { Thing } from "../entities/thing.ts";
import { middleName, sayOptions } from "./phrases.ts";

/** What can be said, with examples of things that are really there. */
export function sayHelp(things: readonly Thing[]): string {
  const found = examples(things);
  const asked = ["what was the highest temperature today", "what happened last night"].map(quote);
  if (found.length === 0) {
    return `No things are configured that I could switch. You can ask, for example, ${sayOptions(asked)}.`;
  }
  return `You can say, for example, ${sayOptions(found)}; and ask ${sayOptions(asked)}.`;
}

/** `mentioned`: what was heard in it all the same. */
export function sayNotUnderstood(text: string, things: readonly Thing[], mentioned?: Thing): string {
  const [example] = examples(things);
  const heard = sayQuotation(text, 60);
  if (heard && mentioned) return `I heard ${middleName(mentioned)} in ${heard}, but not what to do with it.`;
  const rest = example ? ` Try, for example, ${example}.` : "";
  return `${heard ? `I did not understand ${heard}.` : "I did not understand that."}${rest}`;
}

const exampleMax = 3;

const sentences: Partial<Record<EntityKind, (name: string) => string>> = {
  light: (name) => `turn on ${name}`,
  cover: (name) => `open ${name}`,
  pump: (name) => `is ${name} running`,
  machine: (name) => `is ${name} running`,
  lock: (name) => `is ${name} locked`,
  switch: (name) => `turn off ${name}`,
  climate: (name) => `set ${name} to 20 degrees`,
  fan: (name) => `turn on ${name}`,
  valve: (name) => `close ${name}`,
  media: (name) => `pause ${name}`,
  vacuum: (name) => `start ${name}`,
  mower: (name) => `start ${name}`,
  robot: (name) => `send ${name} back to its base`,
  sensor: (name) => `what is ${name}`,
  binarySensor: (name) => `what is the state of ${name}`,
};

function examples(things: readonly Thing[]): string[] {
  const byKind = new Map<EntityKind, Thing>();
  for (const thing of things) if (!byKind.has(thing.kind)) byKind.set(thing.kind, thing);
  return Object.entries(sentences)
    .flatMap(([kind, say]) => {
      const thing = byKind.get(kind as EntityKind);
      return thing ? [quote(say(middleName(thing)))] : [];
    })
    .slice(0, exampleMax);
}

function quote(text: string): string {
  return `“${text}”`;
}
