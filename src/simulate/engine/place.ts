import type { Random } from "../../core/backoff.ts";
import { matchTopic } from "../../domain/topic.ts";
import type { Message, Scenario, ScenarioName, ScenarioOptions } from "../scenario.ts";
import { FaultBoard, type FaultDefinition } from "./fault-board.ts";
import { planFaults } from "./fault-plan.ts";
import { between, forkRandom } from "./random.ts";

/**
 * Runs a place. Limits and invariants:
 *
 * 1. Time moves in ticks from the start however `step` is called, so that its calls do not change what happens.
 * 2. One `step` works through at most `stepMsMax`; what is further ahead waits for the next call.
 * 3. At most `answersMax` answers to commands wait for their time; more are not given.
 */
export const tickMs = 5_000;
export const stepMsMax = 3_600_000;
export const answersMax = 256;

/** How one thing of a place sends a message now. */
export type Send = (topic: string, payload: object | string, options?: { retain?: boolean }) => void;

/** Anything at a place that lives in time: physics, devices, logs. Called in the order of the list. */
export interface Part {
  tick(at: number, dtMs: number, send: Send): void;
  /** Answers true when the message was for this part. `payload` is untrusted. */
  onMessage?(topic: string, payload: string, send: Send): boolean;
}

/** What all parts of a place share. */
export interface World {
  readonly faults: FaultBoard;
  readonly startAt: number;
  /** A stream of chance of its own by name, so that a command to one thing changes nothing about another. */
  fork(name: string): Random;
}

export interface PlaceDefinition {
  name: ScenarioName;
  config: Readonly<Record<string, unknown>>;
  commandTopics: readonly string[];
  suggestedCommands: readonly string[];
  faults: readonly FaultDefinition[];
  /** Builds the parts; called once. */
  parts(world: World): readonly Part[];
}

export function createPlace(definition: PlaceDefinition, { seed, startAt }: ScenarioOptions): Scenario {
  const { name, commandTopics } = definition;
  const fork = (stream: string) => forkRandom(seed, `${name} ${stream}`);
  let now = startAt;
  let ticked = startAt;
  const board = new FaultBoard(definition.faults, () => now);
  const parts = definition.parts({ faults: board, startAt, fork });
  const delays = fork("answers");
  let answers: { at: number; messages: readonly Message[] }[] = [];

  /** Answers whose time has come, oldest first. */
  const takeAnswers = (until: number, into: Message[]) => {
    const due = answers.filter(({ at }) => at <= until);
    if (due.length === 0) return;
    answers = answers.filter(({ at }) => at > until);
    for (const { messages } of due.sort((a, b) => a.at - b.at)) into.push(...messages);
  };

  return {
    name,
    config: definition.config,
    commandTopics,
    suggestedCommands: definition.suggestedCommands,
    faults: board.faults(),
    step(at) {
      const messages: Message[] = [];
      const until = Math.min(at, now + stepMsMax);
      while (ticked + tickMs <= until) {
        ticked += tickMs;
        now = ticked;
        takeAnswers(now, messages);
        for (const part of parts) part.tick(now, tickMs, sender(messages));
      }
      if (until > now) now = until;
      takeAnswers(now, messages);
      return messages;
    },
    onMessage(topic, payload, at) {
      if (payload.length > payloadLengthMax || !commandTopics.some((filter) => matchTopic(filter, topic)))
        return [];
      const messages: Message[] = [];
      const send = sender(messages);
      parts.some((part) => part.onMessage?.(topic, payload, send) === true);
      if (messages.length > 0 && answers.length < answersMax) {
        answers.push({ at: Math.max(at, now) + between(delays, 150, 900), messages });
      }
      return [];
    },
    planFaults: (planSeed, from, to) =>
      planFaults(definition.faults, { startAt, from, to, random: forkRandom(planSeed, `${name} plan`) }),
  };
}

/** Commands longer than this are not read. */
const payloadLengthMax = 4_096;

function sender(messages: Message[]): Send {
  return (topic, payload, { retain = false } = {}) => {
    const text = typeof payload === "string" ? payload : JSON.stringify(payload);
    messages.push(retain ? { topic, payload: text, retain } : { topic, payload: text });
  };
}
