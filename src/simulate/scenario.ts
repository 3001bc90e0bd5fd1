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
  /**
   * What names its cause, as the place calls its sensors, devices and logs: a text about it that has one of these words
   * sends a person to where the trouble is. Words of what follows from it are not among them.
   */
  readonly cause: readonly string[];
  /** Begins at `at`, or at the next step after it. Once begun, a second call changes nothing. */
  inject(at: number): void;
  /** Somebody repaired it. */
  clear(at: number): void;
}

/** A fault that was given a time. */
export interface PlannedFault {
  readonly name: string;
  readonly injectAt: number;
  readonly clearAt: number;
}

export interface ScenarioOptions {
  seed: number;
  /** Simulated start in milliseconds since 1970. */
  startAt: number;
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
  /** What fell due since the last step, oldest first. Works through an hour at most; call it again for more. */
  step(at: number): Message[];
  /** A command from the network. Devices obey at once and report their new state in a step within a second. */
  onMessage(topic: string, payload: string, at: number): Message[];
  /** Seeded random times inside [from, to) for faults that do not overlap. */
  planFaults(seed: number, from: number, to: number): PlannedFault[];
}
