import type { Random } from "../../core/backoff.ts";
import type { PlannedFault } from "../scenario.ts";
import type { FaultDefinition } from "./fault-board.ts";
import { between, shuffled } from "./random.ts";

/** Each fault gets about this much of the time it is planned in. */
const slotMs = 6 * 3_600_000;
const triesMax = 40;
const dayMs = 24 * 3_600_000;

/**
 * Random times in [from, to) for faults one after the other, each at most once: the time is cut into slots, a
 * fault begins in the first half of one, and what is left of it is for things to calm down. Faults that show
 * only at certain hours choose first; a slot in which none of the rest would show stays empty.
 */
export function planFaults(
  definitions: readonly FaultDefinition[],
  options: { startAt: number; from: number; to: number; random: Random },
): PlannedFault[] {
  const { startAt, from, to, random } = options;
  if (!(to > from)) return [];
  const slots = Math.min(definitions.length, Math.max(1, Math.floor((to - from) / slotMs)));
  const lengthMs = (to - from) / slots;
  const planned: PlannedFault[] = [];
  const showsAt = ({ isSlow, showsAt: atTime }: FaultDefinition, at: number) =>
    (!isSlow || at >= startAt + dayMs) && (atTime?.(at) ?? true);
  let waiting = shuffled(random, definitions).sort((a, b) => Number(isFree(a)) - Number(isFree(b)));
  for (let slot = 0; slot < slots; slot += 1) {
    const found = fitting(waiting, showsAt, () => from + (slot + random() / 2) * lengthMs);
    if (found === undefined) continue;
    waiting = waiting.filter((definition) => definition !== found.definition);
    const { min, max } = found.definition.lastsMs;
    const lastsMs = Math.min(between(random, min, max), lengthMs / 2);
    const injectAt = Math.round(found.at);
    planned.push({ name: found.definition.name, injectAt, clearAt: Math.round(found.at + lastsMs) });
  }
  return planned;
}

function isFree({ showsAt, isSlow }: FaultDefinition): boolean {
  return showsAt === undefined && isSlow !== true;
}

function fitting(
  waiting: readonly FaultDefinition[],
  showsAt: (definition: FaultDefinition, at: number) => boolean,
  randomTime: () => number,
): { definition: FaultDefinition; at: number } | undefined {
  for (const definition of waiting) {
    for (let attempt = 0; attempt < triesMax; attempt += 1) {
      const at = randomTime();
      if (showsAt(definition, at)) return { definition, at };
    }
  }
  return undefined;
}
