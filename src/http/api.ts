import type { Health } from "../core/lifecycle.ts";
import type { Outcome } from "../core/outcome.ts";
import type { ClockQuality } from "../domain/clock-quality.ts";
import type { Entity } from "../domain/entity.ts";
import type { Envelope } from "../domain/envelope.ts";
import type { DigestFacts, Summary } from "../domain/facts.ts";
import type { FeedbackAnswer, FeedbackEntry, FeedbackWish } from "../domain/feedback.ts";
import type { Incident } from "../domain/incident.ts";
import type { SimilarIncident } from "../domain/incident-likeness.ts";
import type { ModelSwitch, ModelsView, TaskView } from "../domain/model-view.ts";
import type { OutboxCounts, OutboxDesk } from "../domain/ports.ts";
import type { Rollup, RollupWidth } from "../domain/rollup.ts";
import type { Series } from "../domain/sample.ts";
import type { Answer, Utterance } from "../domain/utterance.ts";
import type { NumberedHappening, VoiceView } from "../domain/voice-view.ts";

/**
 * What the HTTP interface can ask of the daemon. The app implements it over the parts. Functions may reject
 * with an `EdgewiseError` (a full disk, say), which the client is told with its hint.
 */
export interface HttpApi {
  status(): DaemonStatus | Promise<DaemonStatus>;
  /** How the loops do: the daemon is alive when none is stuck. */
  loops(): readonly LoopView[];
  /** True from READY until the stop begins. */
  isReady(): boolean;
  /** Never rejects for what was said: what cannot be done is an honest reply. */
  ask(utterance: Utterance): Promise<Answer>;
  /** Newest first. */
  incidents(query: IncidentQuery): Promise<Incident[]>;
  incident(id: string): Promise<Incident | undefined>;
  /** Earlier incidents of the same sort, the most alike first; undefined: there is no such incident. */
  similarIncidents(id: string, countMax: number): Promise<SimilarIncident[] | undefined>;
  /** The digest of the last 24 hours or seven days, as it would be published now. */
  digest(span: "day" | "week"): Promise<{ summary: Summary; facts: DigestFacts }>;
  /** What a person says of an incident; rejects with a named error when nothing can be made of it. */
  giveFeedback(wish: FeedbackWish): Promise<FeedbackAnswer>;
  /** What was learnt from feedback and is in force. */
  feedback(): readonly FeedbackEntry[];
  /** False: there is none of this id. */
  forgetFeedback(id: number): Promise<boolean>;
  /** `countMax` limits the records and the dead letters shown; 0 asks for the counts alone. */
  queue(query: { countMax: number }): Promise<QueueView>;
  queueRecords: OutboxDesk["read"];
  importRecords: OutboxDesk["import"];
  purgeQueue: OutboxDesk["purge"];
  requeue: OutboxDesk["requeue"];
  discard: OutboxDesk["discard"];
  /** The sinks that begin to send at once, whatever they wait for; all, or the one of this name. */
  drainNow(sink?: string): readonly string[];
  /** Series whose id or name contains `text` (any case), from `offset` on. */
  series(query: { text: string; offset: number; countMax: number }): SeriesPage | Promise<SeriesPage>;
  /** Undefined when there is no such series. Oldest first. */
  history(query: HistoryQuery): Promise<Rollup[] | undefined>;
  entities(): readonly Entity[];
  /** Adds or replaces one entity, written as in the configuration; the failure says what is wrong with it. */
  upsertEntity(definition: Record<string, unknown>): Promise<Outcome<Entity>>;
  models(): Promise<ModelsView>;
  /** `name` as `id` or `id@version`; rejects with a named error when it is not taken, and then nothing was changed. */
  activateModel(name: string): Promise<ModelSwitch>;
  rollBackModel(task: string): Promise<ModelSwitch>;
  /** Without a model the shadow of the task ends. */
  setShadowModel(wish: { model: string } | { task: string }): Promise<TaskView>;
  /** Orders from the cloud and what became of them. */
  orders(): OrdersView;
  /** Commands that wait for a time or a condition, in the order they were given. */
  rules(): readonly RuleItem[];
  /** False: there is no such rule. */
  removeRule(id: number): Promise<boolean>;
  /** What listens, and how. */
  voice(): VoiceView;
  /** Stops listening, or listens again, now and after a restart. */
  setVoiceMuted(isMuted: boolean): Promise<VoiceView>;
  /** What happened above number `after`, oldest first; waits up to `waitMs` for it. `last`: the number to go on from. */
  voiceEvents(query: {
    after: number;
    waitMs: number;
  }): Promise<{ happenings: readonly NumberedHappening[]; last: number }>;
  /** The running configuration with every secret left out. */
  configSummary(): unknown;
  /** Reads the configuration again, as SIGHUP does; a bad one leaves the running one in place. */
  reload(): Promise<ReloadResult>;
}

export interface DaemonStatus {
  version: string;
  node: string;
  state: "starting" | "ready" | "stopping";
  /** Wall times in milliseconds. */
  at: number;
  startedAt: number;
  uptimeMs: number;
  clock: ClockQuality;
  /** By part. */
  health: Readonly<Record<string, Health>>;
  /** Small facts, e.g. `{ series: 120, openIncidents: 1 }`. */
  figures: Readonly<Record<string, number | string>>;
  inference: InferenceView;
}

/** The process that runs the models, and what it runs. */
export interface InferenceView {
  /** `off`: there is no model, so there is no process. */
  state: "off" | "starting" | "running" | "restarting";
  pid: number | undefined;
  residentBytes: number | undefined;
  restarts: number;
  queued: number;
  models: readonly ModelView[];
}

export interface ModelView {
  /** The task it answers for, or a place aside such as `shadow:command`. */
  slot: string;
  id: string;
  version: string;
  state: "ready" | "waiting" | "failed";
  problem: string | undefined;
  variant: string;
  provider: string;
  latencyMs: number;
  loadMs: number;
  memoryBytes: number;
  candidates: readonly {
    variant: string;
    provider: string;
    latencyMs: number | undefined;
    problem: string | undefined;
  }[];
  runs: number;
  failures: number;
}

export interface LoopView {
  loop: string;
  ageMs: number;
  ageMaxMs: number;
  isStuck: boolean;
}

export interface IncidentQuery {
  from?: number;
  to?: number;
  status?: "open" | "closed";
  countMax: number;
}

export interface QueueView {
  counts: OutboxCounts;
  sinks: readonly SinkView[];
  /** The next records, most important class first. */
  records: readonly Envelope[];
  deadLetters: readonly {
    number: number;
    sink: string;
    rejectedAt: number;
    record: Envelope;
    reason: string;
  }[];
}

export interface SinkView {
  name: string;
  type: string;
  state: "unknown" | "online" | "offline" | "off";
  sinceAt: number | undefined;
  lastSuccessAt: number | undefined;
  nextAttemptAt: number | undefined;
  lastError: string | undefined;
  /** Waiting does not help: a person has to act. */
  needsPerson: boolean;
  sent: number;
  rejected: number;
  /** Absent while it is off. */
  circuit?: "closed" | "open" | "halfOpen";
  /** Why it sends nothing now, or not everything, in words. */
  waits?: string;
}

export interface OrdersView {
  /** Whether a key is trusted to give orders. */
  isOn: boolean;
  channels: readonly {
    name: string;
    /** Undefined: it was not tried yet. */
    isReached: boolean | undefined;
    lastReachedAt: number | undefined;
    lastError: string | undefined;
  }[];
  /** Newest first. */
  orders: readonly OrderItem[];
  /** What came and was not given by anybody trusted, since the start; newest first. */
  strangers: readonly {
    at: number;
    channel: string;
    digest: string;
    id?: string | undefined;
    reason: string;
  }[];
}

export interface OrderItem {
  id: string;
  kind: string;
  version: number;
  keyId: string;
  channel: string;
  state: "received" | "applying" | "applied" | "refused" | "rolledBack" | "interrupted";
  reason?: string | undefined;
  details?: Readonly<Record<string, unknown>> | undefined;
  /** Wall times in milliseconds. */
  receivedAt: number;
  changedAt: number;
}

export interface RuleItem {
  id: number;
  /** What was said. */
  text: string;
  /** What it does and when. */
  sentence: string;
  /** The same, with when it is next due and until when it counts. */
  told: string;
  entityIds: readonly string[];
  /** Wall times in milliseconds. Undefined: not by the clock, or no end. */
  createdAt: number;
  dueAt: number | undefined;
  expiresAt: number | undefined;
  source: string;
  area: string | undefined;
  session: string | undefined;
}

export interface SeriesPage {
  total: number;
  series: readonly { series: Series; latest: { at: number; value: number } | undefined }[];
}

export interface HistoryQuery {
  id: string;
  width: RollupWidth;
  from: number;
  to: number;
}

export interface ReloadResult {
  /** False: the new configuration is bad or needs a restart for all that changed; the old one runs on. */
  isApplied: boolean;
  /** Settings that took effect, and settings that wait for a restart, as dotted paths. */
  applied: readonly string[];
  needsRestart: readonly string[];
  /** What is wrong with the new configuration, if anything. */
  problems: readonly string[];
}
