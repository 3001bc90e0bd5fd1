/** The source of signed orders. Nobody else may name it: it has permissions of its own. */
export const cloudSource = "cloud";

/** An answer that finds the broker away is published when it is back within this time, in milliseconds; later it is lost. */
export const replyAwayMsMax = 300_000;

/** Something a person said or typed to edgewise. */
export interface Utterance {
  readonly id: string;
  /** The sender gave the id, so the same id is the same utterance; false: it was made here on arrival. */
  readonly hasOwnId?: boolean;
  readonly text: string;
  readonly at: number;
  /** Where it was said, when known: the area of the satellite or panel. */
  readonly area: string | undefined;
  /** Who or what sent it: `mqtt`, `http`, `cli`, {@link cloudSource}, or the name of a satellite. */
  readonly source: string;
  /** Utterances of one session are one conversation (follow-ups, confirmations). */
  readonly session: string | undefined;
  /** Understand and plan, but send nothing. */
  readonly dryRun: boolean;
}

/** What was understood: an intent and its slots. */
export interface Parse {
  intent: string;
  slots: Readonly<Record<string, string | number>>;
  /** In [0, 1]; 1 for an exact template match, and for the command model the chance that it is right. */
  confidence: number;
}

/** One MQTT message that acts on one entity, and how it went. */
export interface ActionResult {
  entityId: string;
  topic: string;
  payload: string;
  /**
   * `planned`: dry run. `confirmed`: the device reported the wanted state. `unconfirmed`: it did not within
   * the time. `sent`: it has no state topic to check. `failed`: the broker did not take the message.
   */
  status: "planned" | "confirmed" | "unconfirmed" | "sent" | "failed";
}

/** What edgewise made of an utterance. Published on `intent` and `reply`, answered by HTTP and `edgewise ask`. */
export interface Answer {
  id: string;
  text: string;
  /**
   * `done` (something was sent; whether each device confirmed it is in `actions`), `answered` (a question), `asked`
   * (needs confirmation or a choice), `refused`, `notUnderstood`.
   */
  outcome: "done" | "answered" | "asked" | "refused" | "notUnderstood";
  reply: string;
  parse: Parse | undefined;
  targets: readonly { entityId: string; name: string }[];
  actions: readonly ActionResult[];
  /** Incidents the reply tells of, in that order. */
  incidentIds?: readonly string[];
  /** The command for later that it stored, or that was done now because its time had come. */
  rule?: { id: number; sentence: string };
  /** Which tier understood it: the template grammar, the command model, or none. */
  tier: "grammar" | "nano" | "none";
  /** Milliseconds spent in each step: `understand`, `act`, `total`; and in each tier that was asked. */
  timesMs: Readonly<Record<string, number>>;
}
