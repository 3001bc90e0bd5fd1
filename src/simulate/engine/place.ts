import type { Scenario, ScenarioFault, ScenarioName, ScenarioOptions, SimulatedMessage } from "../scenario.ts";
import { FaultBoard, type FaultDefinition, FaultTimer } from "./fault-board.ts";
import { forkRandom } from "./random.ts";

/** How one thing of a place sends a message now. */
export type Send = (topic: string, payload: unknown, options?: { retain?: boolean }) => void;

/** Anything at a place that lives in time: physics, devices, logs. Called in the order of the list. */
export interface Part {
  tick(at: number, dtMs: number, send: Send): void;
  /** Answers true when the message was for this part. */
  onMessage?(topic: string, payload: string, send: Send): boolean;
}

export interface PlaceDefinition {
  name: ScenarioName;
  config: Readonly<Record<string, unknown>>;
  commandTopics: readonly string[];
  suggestedCommands: readonly string[];
  faults: readonly FaultDefinition[];
  /** Builds the parts; called once. */
  parts(world: { faults: FaultBoard; fork: (name: string) => () => number }): readonly Part[];
}

/** Time moves in these steps from the start, however `step` is called, so that its calls do not change what happens. */
export const tickMs = 5_000;
/** Most simulated time that one `step` works through. */
export const stepMsMax = 3_600_000;

const usualPlan = { firstAfterMs: 4 * 3_600_000, everyMs: 2 * 3_600_000 };

export function createPlace(definition: PlaceDefinition, options: ScenarioOptions): Scenario {
  const { seed, startAt, faultPlan = usualPlan } = options;
  const board = new FaultBoard(definition.faults, startAt);
  const fork = (name: string) => forkRandom(seed, `${definition.name} ${name}`);
  const timer = faultPlan === false ? undefined : new FaultTimer(board, { plan: faultPlan, startAt, random: fork("faults") });
  const parts = definition.parts({ faults: board, fork });
  let now = startAt;

  return {
    name: definition.name,
    config: definition.config,
    commandTopics: definition.commandTopics,
    suggestedCommands: definition.suggestedCommands,
    faults: board.definitions.map(
      (fault): ScenarioFault => ({ ...fault, inject: (at) => board.inject(fault.name, at) }),
    ),
    step(at) {
      const messages: SimulatedMessage[] = [];
      if (!Number.isFinite(at)) return messages;
      // Time that cannot be worked through passes on the same grid, with nobody watching.
      const lateMs = at - now - stepMsMax;
      if (lateMs > 0) now += Math.ceil(lateMs / tickMs) * tickMs;
      while (now + tickMs <= at) {
        now += tickMs;
        board.advance(now);
        timer?.advance(now);
        const send = sender(messages, now);
        for (const part of parts) part.tick(now, tickMs, send);
      }
      return messages;
    },
    onMessage(topic, payload, at) {
      const messages: SimulatedMessage[] = [];
      const send = sender(messages, Math.max(at, now));
      parts.some((part) => part.onMessage?.(topic, payload, send) === true);
      return messages;
    },
    truth: () => board.history(),
  };
}

function sender(messages: SimulatedMessage[], at: number): Send {
  return (topic, payload, { retain } = {}) => {
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    messages.push({ topic, payload: text, at, ...(retain ? { retain } : {}) });
  };
}
