import type { EventTable } from "../core/events.ts";
import type { MetricOptions } from "../core/metrics.ts";

const quietMs = 60_000;

export const commandsEvents = {
  answered: {
    level: "info",
    message: "a command or question was answered",
    counter: "edgewise_commands_answered_total",
    labels: ["outcome", "tier"],
  },
  acted: {
    level: "info",
    message: "an action on a thing; its status says how it went",
    counter: "edgewise_commands_actions_total",
    labels: ["status"],
  },
  repeated: {
    level: "debug",
    message: "a command id came again; its answer was given again and nothing was done",
    counter: "edgewise_commands_repeated_total",
  },
  retainedIgnored: {
    level: "warn",
    message: "a retained command was ignored, because it would act again at every reconnect",
    counter: "edgewise_commands_retained_ignored_total",
    quietMs,
  },
  payloadRefused: {
    level: "warn",
    message: "a command message was refused",
    counter: "edgewise_commands_payloads_refused_total",
    labels: ["why"],
    quietMs,
  },
  expired: {
    level: "warn",
    message: "a command was too old to act on",
    counter: "edgewise_commands_expired_total",
    quietMs,
  },
  heardTwice: {
    level: "info",
    message: "an utterance was heard by another source too; it was answered again and nothing was done",
    counter: "edgewise_commands_heard_twice_total",
  },
  forbidden: {
    level: "warn",
    message: "a source asked for what it is not permitted to do; it was refused",
    counter: "edgewise_commands_forbidden_total",
    labels: ["why"],
    quietMs,
  },
  codeRight: {
    level: "info",
    message: "a code was given and is right",
    counter: "edgewise_commands_codes_right_total",
  },
  codeWrong: {
    level: "warn",
    message: "a wrong code was given",
    counter: "edgewise_commands_codes_wrong_total",
  },
  codeLocked: {
    level: "error",
    message: "no code is taken for a while after too many wrong ones; see who tries",
    counter: "edgewise_commands_code_lockouts_total",
  },
  rateLimited: {
    level: "warn",
    message: "a message to a thing was held back by the rate limit",
    counter: "edgewise_commands_rate_limited_total",
    labels: ["scope"],
    quietMs,
  },
  stateOversize: {
    level: "warn",
    message: "a state message was too large and was ignored",
    counter: "edgewise_commands_states_oversize_total",
    quietMs,
  },
  replyLost: {
    level: "warn",
    message: "a reply could not be published",
    counter: "edgewise_commands_replies_lost_total",
    quietMs,
  },
  timerDone: { level: "info", message: "a thing was switched back after its time" },
  timerFailed: {
    level: "error",
    message: "a thing could not be switched back after its time; check it",
    counter: "edgewise_commands_timers_failed_total",
  },
  timersUnsaved: {
    level: "warn",
    message:
      "a timer that is over could not be struck out; its thing is switched back once more at the next start",
    counter: "edgewise_commands_timers_unsaved_total",
    quietMs,
  },
  timersLost: {
    level: "warn",
    message: "the timers of an earlier run could not be read; things they would switch back stay as they are",
    counter: "edgewise_commands_timers_lost_total",
  },
  nanoUnusable: {
    level: "warn",
    message: "the active command model cannot be used; only template sentences are understood",
    counter: "edgewise_commands_nano_unusable_total",
  },
  nanoFailed: {
    level: "warn",
    message: "the command model could not be asked; the templates had to do",
    counter: "edgewise_commands_nano_failed_total",
    labels: ["why"],
    quietMs,
  },
  agendaUnsaved: {
    level: "warn",
    message:
      "a timer, alarm or reminder that is over could not be struck out; it is told once more at the next start",
    counter: "edgewise_commands_agenda_unsaved_total",
    quietMs,
  },
  keptLost: {
    level: "warn",
    message: "what an earlier run kept of timers and alarms, lists or shifts could not be read",
    counter: "edgewise_commands_kept_lost_total",
    labels: ["what"],
  },
  ruleStored: {
    level: "info",
    message: "a command for later was stored",
    counter: "edgewise_commands_rules_stored_total",
  },
  ruleDone: {
    level: "info",
    message: "a stored command was done",
    counter: "edgewise_commands_rules_done_total",
  },
  ruleCancelled: {
    level: "info",
    message: "a stored command was cancelled",
    counter: "edgewise_commands_rules_cancelled_total",
  },
  ruleExpired: {
    level: "info",
    message: "what a stored command waited for did not happen in its time",
    counter: "edgewise_commands_rules_expired_total",
  },
  ruleLate: {
    level: "warn",
    message: "a stored command was noticed too late to be done, and that was said",
    counter: "edgewise_commands_rules_late_total",
  },
  ruleFailed: {
    level: "error",
    message: "a stored command could not be done when its time had come; check the thing",
    counter: "edgewise_commands_rules_failed_total",
  },
  rulesUnsaved: {
    level: "warn",
    message:
      "a stored command that is over could not be struck out; it may be done once more at the next start",
    counter: "edgewise_commands_rules_unsaved_total",
    quietMs,
  },
  rulesLost: {
    level: "error",
    message: "stored commands of an earlier run could not be read; they will not be done",
    counter: "edgewise_commands_rules_lost_total",
  },
  failed: {
    level: "error",
    message: "a command failed inside edgewise; it was answered so",
    counter: "edgewise_commands_failed_total",
  },
  ownIntentsTrained: {
    level: "info",
    message: "the user's own intents were learnt from their examples",
    counter: "edgewise_commands_own_intents_trained_total",
  },
  ownIntentsNotTrained: {
    level: "warn",
    message:
      "the user's own intents could not be learnt; it is tried again, and until then only their examples are known",
    counter: "edgewise_commands_own_intents_not_trained_total",
    quietMs,
  },
  entitiesChanged: { level: "info", message: "the entities in use changed" },
} as const satisfies EventTable;

export const commandsMetrics = {
  latency: {
    name: "edgewise_commands_latency_seconds",
    help: "time from an utterance to its answer, by outcome; acting includes the wait for the device",
    labels: ["outcome"],
  },
  understandLatency: {
    name: "edgewise_commands_understand_seconds",
    help: "time to read an utterance and find the things it names",
  },
  tierLatency: {
    name: "edgewise_commands_tier_seconds",
    help: "time spent in each tier of understanding that was asked",
    labels: ["tier"],
  },
  entities: { name: "edgewise_commands_entities_count", help: "things that can be named" },
  ownIntents: { name: "edgewise_commands_own_intents_count", help: "intents of the user's own" },
  ownExamples: { name: "edgewise_commands_own_examples_count", help: "examples of the user's own intents" },
  ownTraining: {
    name: "edgewise_commands_own_training_seconds",
    help: "time the last training of the user's own intents took, without the embedding of their examples",
  },
  sessions: { name: "edgewise_commands_sessions_count", help: "conversations remembered" },
  rules: { name: "edgewise_commands_rules_count", help: "commands stored for a time or a condition" },
  limitsMet: {
    name: "edgewise_commands_limits_met_count",
    help: "texts that met a limit of the sentence matcher since the sentences were compiled",
    labels: ["limit"],
  },
} as const satisfies Record<string, MetricOptions>;

export const latencyBucketsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
