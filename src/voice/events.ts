import type { EventTable } from "../core/events.ts";
import type { MetricOptions } from "../core/metrics.ts";

const quietMs = 60_000;

export const voiceEvents = {
  heard: {
    level: "info",
    message: "an utterance was heard; what became of it is its outcome",
    counter: "edgewise_voice_utterances_total",
    labels: ["outcome"],
  },
  muted: { level: "info", message: "edgewise is muted: nothing listens" },
  unmuted: { level: "info", message: "edgewise listens again" },
  muteRefused: {
    level: "warn",
    message: "a message on the mute topic is neither ON nor OFF and was ignored",
    counter: "edgewise_voice_mutes_refused_total",
    quietMs,
  },
  muteUnsaved: {
    level: "warn",
    message: "whether it is muted could not be kept; after a restart it may be otherwise",
    counter: "edgewise_voice_mutes_unsaved_total",
    quietMs,
  },
  muteUnread: {
    level: "error",
    message: "whether it was muted could not be read, so it is muted; unmute it to be heard",
    counter: "edgewise_voice_mutes_unread_total",
  },
  grammarCompiled: {
    level: "info",
    message: "what can be said here is compiled",
    counter: "edgewise_voice_grammars_compiled_total",
  },
  grammarFailed: {
    level: "error",
    message:
      "what can be said here could not be compiled; what was compiled before, if anything, stays in use",
    counter: "edgewise_voice_grammars_failed_total",
    quietMs,
  },
  sourceSurplus: {
    level: "warn",
    message:
      "one source of sound more than edgewise listens to at a time; it is not heard until another one is gone: switch off one that is not needed, or let a second edgewise listen to some of them",
    counter: "edgewise_voice_surplus_sources_total",
  },
  replyLost: {
    level: "warn",
    message: "a reply to something heard could not be published",
    counter: "edgewise_voice_replies_lost_total",
    quietMs,
  },
  failed: {
    level: "error",
    message: "what was heard could not be worked on; it was not acted on",
    counter: "edgewise_voice_failed_total",
    quietMs,
  },
} as const satisfies EventTable;

export const voiceMetrics = {
  confidence: {
    name: "edgewise_voice_confidence_ratio",
    help: "confidence of what was heard, by outcome",
    labels: ["outcome"],
  },
  latency: {
    name: "edgewise_voice_latency_seconds",
    help: "time from the end of speech to the decision what to do",
  },
  wakes: {
    name: "edgewise_voice_wakes_total",
    help: "times the wake phrase was heard",
  },
  nothings: {
    name: "edgewise_voice_nothings_total",
    help: "times it listened and there was nothing to decode, by reason",
    labels: ["because"],
  },
  sources: { name: "edgewise_voice_sources_count", help: "sources of sound, by state", labels: ["state"] },
} as const satisfies Record<string, MetricOptions>;

export const confidenceBuckets = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99];
export const latencyBucketsSeconds = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 1, 2, 5];
