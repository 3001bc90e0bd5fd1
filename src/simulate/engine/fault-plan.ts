import type { Random } from "../../core/backoff.ts";
import type { PlannedFault } from "../scenario.ts";
import type { FaultDefinition } from "./fault-board.ts";
import { between, shuffled } from "./random.ts";

/** Each fault gets about this much of the time it is planned in. */
const slotMs = 9 * 3_600_000;
const triesMax = 40;

/**
 * Random times in [from, to) for faults one after the other: the time is cut into slots, each holds one fault
 * that begins in its first half, and its second half is left for things to calm down. Every fault comes once
 * before any comes again. A slot in which none of them would show stays empty.
 */
export function planFaults(
  definitions: readonly FaultDefinition[],
  options: { from: number; to: number; random: Random },
): PlannedFault[] {
  const { from, to, random } = options;
  const slots = Math.max(1, Math.floor((to - from) / slotMs));
  const lengthMs = (to - from) / slots;
  const planned: PlannedFault[] = [];
  let waiting: FaultDefinition[] = [];
  for (let slot = 0; slot < slots && to > from; slot += 1) {
    if (waiting.length === 0) waiting = shuffled(random, definitions);
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
