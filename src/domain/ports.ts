import type { Anomaly, Recovery } from "./anomaly.ts";
import type { ClockQuality } from "./clock-quality.ts";
import type { Delivery, Envelope, QueuedRecord, RecordClass } from "./envelope.ts";
import type { Facts, Summary } from "./facts.ts";
import type { Acknowledgement, Incident, IncidentChange } from "./incident.ts";
import type { IncidentAspect } from "./incident-aspect.ts";
import type { SimilarIncident } from "./incident-likeness.ts";
import type { ActiveModel, InferencePriority, Tensors } from "./inference.ts";
import type { LogLine } from "./log-line.ts";
import type { LogMeasure } from "./log-measure.ts";
import type { Rollup, RollupWidth, StateChange } from "./rollup.ts";
import type { Sample, Series } from "./sample.ts";
import type { Answer, Utterance } from "./utterance.ts";

/**
 * How parts meet. A part takes the ports it needs as constructor options and `app/build.ts` connects them;
 * no part imports another.
 */

/** Whether the wall clock can be trusted right now. */
export interface ClockTrust {
  quality(): ClockQuality;
}

// ---- bus

/** A message as it came from the broker. The payload is untrusted bytes and must not be kept by reference for long. */
export interface InboundMessage {
  readonly topic: string;
  readonly payload: Buffer;
  readonly qos: 0 | 1 | 2;
  /** True for a message the broker kept from before this subscription. */
  readonly isRetained: boolean;
  /** The broker says that it may have delivered it before (the DUP flag of QoS 1). */
  readonly isRedelivered?: boolean;
  /** Wall time of arrival in milliseconds, and monotonic time for latency. */
  readonly receivedAt: number;
  readonly receivedMonotonicMs: number;
}

export interface Subscription {
  /** Shows in metrics and logs. Also the place of the queue in `status`. */
  readonly name: string;
  /** MQTT topic filters. */
  readonly filters: readonly string[];
  readonly qos: 0 | 1 | 2;
  /** Messages waiting for `handle`. With `block` the broker's QoS 1 messages stay unacknowledged meanwhile. */
  readonly queue: { capacity: number; whenFull: "block" | "dropOldest" | "dropNewest" };
  /** Called from the subscription's own loop, never inside the client's callback, one batch at a time. */
  handle(messages: readonly InboundMessage[]): void | Promise<void>;
}

export interface PublishOptions {
  qos?: 0 | 1 | 2;
  retain?: boolean;
  /** MQTT 5: the broker forgets it when it could not be delivered within this time. Older versions know no such thing. */
  expiresAfterMs?: number;
  /** MQTT 5: what it is, and names with values for whoever receives it. Older versions know no such thing. */
  contentType?: string;
  userProperties?: Readonly<Record<string, string>>;
  /** Stop waiting for the broker's acknowledgement. */
  signal?: AbortSignal;
}

/** `acknowledged`: the broker confirmed (QoS 0: the socket took it). `offline` and `failed`: nothing was kept, try again. */
export type PublishResult =
  | { status: "acknowledged" }
  | { status: "offline" }
  /**
   * `reasonCode` is that of an MQTT 5 broker which refused it (MQTT 5 section 3.4.2.1). `mayHaveArrived`: the connection ended
   * before the broker confirmed.
   */
  | { status: "failed"; reason: string; reasonCode?: number; mayHaveArrived?: true };

export interface Publisher {
  /** Never rejects and never queues while offline: durable retry is the outbox's work. */
  publish(topic: string, payload: string | Buffer, options?: PublishOptions): Promise<PublishResult>;
}

/** `awayMsMax`: while the broker is away, it is waited for so long, in memory only: for answers, which are of use a little late. */
export type BusPublishOptions = PublishOptions & { awayMsMax?: number };

export interface MessageBus extends Publisher {
  /** Never rejects. Without `awayMsMax` it never queues while offline. */
  publish(topic: string, payload: string | Buffer, options?: BusPublishOptions): Promise<PublishResult>;
  /** May be called before or after `start`; the returned function unsubscribes. */
  subscribe(subscription: Subscription): () => void;
  readonly isConnected: boolean;
  onConnectionChange(listener: (isConnected: boolean) => void): () => void;
}

// ---- ingest

export interface SampleConsumer {
  /** Called in arrival order on the hot path: must be quick, must not throw, must not wait. */
  onSample(sample: Sample): void;
}

export interface LogConsumer {
  onLogLine(line: LogLine): void;
}

export interface LogMeasureConsumer {
  /** Called while a line is read: must be quick and must not throw. */
  onLogMeasure(measure: LogMeasure): void;
}

/** What is known now of every series. */
export interface SeriesDirectory {
  readonly count: number;
  byId(id: string): Series | undefined;
  byIndex(index: number): Series | undefined;
  all(): Iterable<Series>;
  /** The newest value, by measured time. */
  latest(series: Series): { at: number; value: number } | undefined;
}

// ---- anomaly

export interface AnomalyConsumer {
  onAnomaly(anomaly: Anomaly): void;
  onRecovery(recovery: Recovery): void;
}

export interface IncidentConsumer {
  /** A new incident, or what became of one. The object is a copy. */
  onIncident(incident: Incident, change: IncidentChange): void;
}

// ---- summaries

export interface Summariser {
  /** Never rejects: what the guard refuses becomes the plainest true sentence. Waits for the nano model for a moment at most. */
  summarise(facts: Facts, style: Summary["style"]): Promise<Summary>;
}

/** Sentences to vectors whose cosine tells how much alike they are. */
export interface SentenceEmbedder {
  /** What makes them, e.g. `command-en 1.0.0`; vectors of another origin cannot be compared. Undefined: nothing can now. */
  readonly origin: string | undefined;
  /**
   * One for each text, in order, L2-normalised; undefined for one without a word. Rejects with a named error: no usable
   * model, or one of the `ModelRunner`'s.
   */
  embed(texts: readonly string[], options: EmbedOptions): Promise<(Float32Array | undefined)[]>;
}

export interface EmbedOptions {
  /** Given up when it did not begin to run within this time. */
  withinMs: number;
  signal?: AbortSignal;
}

/** Answers questions about one incident. */
export interface IncidentTeller {
  /** One to three sentences of what its facts say, guarded as every summary is. Never fails. */
  answer(incident: Incident, aspect: IncidentAspect): string;
}

// ---- store

export interface OutboxCounts {
  records: number;
  bytes: number;
  byClass: Readonly<Partial<Record<RecordClass, number>>>;
  oldestAt: number | undefined;
  /** What each sink has not settled yet, by name; absent from a store that does not count it yet. */
  bySink?: Readonly<Record<string, { records: number; oldestAt: number | undefined }>>;
  deadLetters: number;
  /** Given up under a byte or age cap since the database was made, by class. */
  dropped: Readonly<Partial<Record<RecordClass, number>>>;
}

export interface ClaimRequest {
  countMax: number;
  /** Bytes of bodies; one record is always given, however large. */
  bytesMax: number;
  /** Only these of the sink's classes. */
  classes?: readonly RecordClass[];
  /**
   * Only new records, or only those that are historical; both, oldest first, when absent. Order within a stream holds
   * among the records of one age.
   */
  age?: "live" | "historical";
}

/**
 * Where records are that were taken: on the disk (fsync); only in memory, because the disk takes no writes or records of
 * the class are staged; or staged in a directory that outlives the process. A power cut clears the last two.
 */
export type Durability = "disk" | "memory" | "directory";

/** The durable queue to the cloud. Each sink reads it with its own position; a record goes when all have it. */
export interface Outbox {
  /**
   * Resolves when the records are on the disk (fsync), or, while that takes no writes or they are staged, in memory: the
   * answer says which.
   * Rejects with a named error when they are in neither.
   */
  append(records: readonly Envelope[]): Promise<Durability>;
  /**
   * The next records for `sink`: most important class first, in order within a stream. They stay claimed (no
   * other `claim` of this sink gives them) until settled, released, or the daemon restarts.
   */
  claim(sink: string, request: ClaimRequest): Promise<QueuedRecord[]>;
  /** `delivered` and `rejected` (to the dead letters) are final; `retryable` are given again by a later claim. */
  settle(sink: string, results: readonly { id: string; delivery: Delivery }[]): Promise<void>;
  counts(): Promise<OutboxCounts>;
}

/** Which queued records are meant; all of them when empty. */
export interface QueueFilter {
  classes?: readonly RecordClass[];
  /** Owed to this sink. A purge with it gives them up for this sink alone. */
  sink?: string;
  /** Made before this wall time (corrected where the clock was wrong). */
  before?: number;
}

/** A page of the queue in the order of its keys. */
export interface QueuePage {
  records: readonly QueuedRecord[];
  /** Where the next page begins; undefined at the end. */
  next: number | undefined;
}

/** What a person does to the queue, while the daemon runs or when it is stopped. */
/** The file that records are imported from, and the position in it of the first of them. */
export interface ImportSource {
  /** SHA-256 of the file, in hexadecimal digits. */
  digest: string;
  first: number;
}

export interface OutboxDesk {
  /** Records from key `from` on (0: the first), whoever they are owed to, without claiming them. A page may be empty: only `next` tells the end. */
  read(query: QueueFilter & { from: number; countMax: number; bytesMax: number }): Promise<QueuePage>;
  /** Queues records of elsewhere under their own ids; those queued lately, or before from the same file, are left out. */
  import(
    records: readonly Envelope[],
    source?: ImportSource,
  ): Promise<{ queued: number; repeated: number; unwanted: number }>;
  /** Gives records up, counted, with a gap record in their place; resolves to how many. Claimed ones are left. */
  purge(filter: QueueFilter): Promise<number>;
  /** Queues dead letters again (all without `numbers`) for the sink that refused them; resolves to how many. */
  requeue(numbers?: readonly number[]): Promise<number>;
  /** Forgets dead letters (all without `numbers`); resolves to how many. */
  discard(numbers?: readonly number[]): Promise<number>;
}

/** Samples and their aggregates on disk. */
export interface History {
  /** Aggregates of one series whose start lies in [from, to), oldest first, the unfinished newest included. */
  rollups(seriesId: string, width: RollupWidth, from: number, to: number): Promise<Rollup[]>;
  /** Changes of an on/off or enumeration series in [from, to), and the last one before `from` first. */
  stateChanges(seriesId: string, from: number, to: number): Promise<StateChange[]>;
}

export interface IncidentLog {
  /** Inserts or replaces by id; resolves when durable. */
  save(incident: Incident): Promise<void>;
  get(id: string): Promise<Incident | undefined>;
  /** Newest first by `openedAt`. */
  list(query: {
    from?: number;
    to?: number;
    status?: "open" | "closed";
    countMax: number;
  }): Promise<Incident[]>;
}

/** The log with what is told of the past by it. */
export interface IncidentHistory extends IncidentLog {
  /** Incidents of the same sort that were opened before this one, the most alike first. Quick however many are stored. */
  similar(incident: Incident, countMax: number): Promise<SimilarIncident[]>;
}

/** Where a person says that they have seen an incident and deal with it. */
export interface IncidentDesk {
  /** Notes it on those that are open and not noted yet, and says which they were. */
  acknowledge(ids: readonly string[], note: Acknowledgement): readonly string[];
}

/** Small durable values of a part, such as learnt state. Keys are `<part>/<what>`. */
export interface StateStore {
  get(key: string): Promise<string | undefined>;
  put(key: string, value: string): Promise<void>;
}

/** What was learnt of one series, for the part that learnt it to read again. */
export interface SeriesMemory {
  seriesId: string;
  /** Tells what wrote `body`: another layout must not be read. */
  layout: string;
  /** When the series was last heard, by data time. */
  seenAt: number;
  body: Uint8Array;
}

/** Learnt memory by series on disk. Series that were not saved for long are forgotten. */
export interface SeriesMemoryStore {
  /** Those of these series that there are, in any order. */
  load(seriesIds: readonly string[]): Promise<SeriesMemory[]>;
  /** Inserts or replaces; resolves when durable. */
  save(memories: readonly SeriesMemory[]): Promise<void>;
}

// ---- commands

export interface Assistant {
  /** Never rejects: what cannot be done is an honest reply. */
  ask(utterance: Utterance): Promise<Answer>;
}

// ---- inference

/** Runs models in the inference host. A model is addressed by its task: the registry says which one is active. */
export interface ModelRunner {
  /**
   * Rejects with a named error: no model for the task, late (`withinMs` passed before it ran), aborted, the host was
   * lost, or the model failed.
   */
  run(
    task: string,
    inputs: Tensors,
    options: { priority: InferencePriority; withinMs: number; signal?: AbortSignal },
  ): Promise<Tensors>;
  /** Undefined: there is no usable model for the task. */
  active(task: string): ActiveModel | undefined;
  /** Called after another model (or version) has become the active one of a task. */
  onActivated(listener: (task: string) => void): () => void;
}
