import type { Random } from "../../core/backoff.ts";
import type { PlannedFault } from "../scenario.ts";
import type { FaultDefinition } from "./fault-board.ts";
import { between, shuffled } from "./random.ts";

/** Each fault gets about this much of the time it is planned in. */
const slotMs = 9 * 3_600_000;
const triesMax = 40;

/**
 * Random times in [from, to) for faults one after the other, each at most once: the time is cut into slots, a
 * fault begins in the first half of one, and what is left of it is for things to calm down. Faults that show
 * only at certain hours choose first; a slot in which none of the rest would show stays empty.
 */
export function planFaults(
  definitions: readonly FaultDefinition[],
  options: { from: number; to: number; random: Random },
): PlannedFault[] {
  const { from, to, random } = options;
  if (!(to > from)) return [];
  const slots = Math.min(definitions.length, Math.max(1, Math.floor((to - from) / slotMs)));
  const lengthMs = (to - from) / slots;
  const planned: PlannedFault[] = [];
  let waiting = shuffled(random, definitions).sort((a, b) => Number(!a.showsAt) - Number(!b.showsAt));
  for (let slot = 0; slot < slots; slot += 1) {
    const found = fitting(waiting, from + slot * lengthMs, lengthMs, random);
    if (found === undefined) continue;
    waiting = waiting.filter((definition) => definition !== found.definition);
    const { min, max } = found.definition.lastsMs;
    const lastsMs = Math.min(between(random, min, max), lengthMs / 2);
    const injectAt = Math.round(found.at);
    planned.push({ name: found.definition.name, injectAt, clearAt: Math.round(found.at + lastsMs) });
  }
  return planned;
}

function fitting(
  waiting: readonly FaultDefinition[],
  startAt: number,
  lengthMs: number,
  random: Random,
): { definition: FaultDefinition; at: number } | undefined {
  for (const definition of waiting) {
    for (let attempt = 0; attempt < triesMax; attempt += 1) {
      const at = startAt + between(random, 0, lengthMs / 2);
      if (definition.showsAt?.(at) ?? true) return { definition, at };
    }
  }
  return undefined;
}
