/**
 * Places that do not exist, publishing what such places really publish. A scenario has no clock and no
 * network: whoever runs it says what time it is and carries the messages. Limits and invariants:
 *
 * 1. Time goes forward. A step or message dated before the newest one counts as dated at the newest one.
 * 2. The same seed, times and commands give the same messages.
 * 3. Faults change signals only; no message names them.
 */

export const scenarioNames = ["home", "factory", "farm"] as const;
export type ScenarioName = (typeof scenarioNames)[number];

/** A message to publish. */
export interface Message {
  readonly topic: string;
  readonly payload: string;
  readonly retain?: boolean;
}

/** Something that can go wrong at this place. */
export interface Fault {
  readonly name: string;
  /** What really happens: for tests and the demo's final reveal, never for the daemon. */
  readonly describe: string;
  /** Topics it visibly changes, as MQTT topic filters. */
  readonly affects: readonly string[];
  /** Begins at `at`, or at the next step after it. Once begun, a second call changes nothing. */
  inject(at: number): void;
  /** Somebody repaired it. Faults without it last. */
  clear?(at: number): void;
}

/** A fault that was given a time. */
export interface PlannedFault {
  readonly name: string;
  readonly injectAt: number;
  /** Undefined: it lasts. */
  readonly clearAt: number | undefined;
}

export interface Scenario {
  readonly name: ScenarioName;
  /** The part of the edgewise configuration that a person at this place would write. */
  readonly config: Readonly<Record<string, unknown>>;
  /** MQTT topic filters whose messages go to `onMessage`. */
  readonly commandTopics: readonly string[];
  /** Things to type that a daemon with `config` understands. */
  readonly suggestedCommands: readonly string[];
  readonly faults: readonly Fault[];
  /** What fell due since the last step, oldest first. The first step gives the retained states. */
  step(at: number): Message[];
  /** A command from the network. What a device answers at once; it reports its new state in a later step. */
  onMessage(topic: string, payload: string, at: number): Message[];
  /** Seeded random times inside [from, to) for faults that do not overlap. */
  planFaults(seed: number, from: number, to: number): PlannedFault[];
}
