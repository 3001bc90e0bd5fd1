import type { EventTable } from "../../core/events.ts";

export const wyomingEvents = {
  listening: { level: "info", message: "the Wyoming server listens" },
  announced: { level: "info", message: "the Wyoming server is announced on the network" },
  unannounced: {
    level: "warn",
    message:
      "the Wyoming server could not be announced on the network: add it in Home Assistant by address and port, or set voice.wyoming.server.isAnnounced: false",
    counter: "edgewise_voice_wyoming_unannounced_total",
  },
  clientRefused: {
    level: "warn",
    message:
      "a connection to the Wyoming server was refused: its address is not in voice.wyoming.server.allowedAddresses",
    counter: "edgewise_voice_wyoming_refused_clients_total",
    quietMs: 60_000,
  },
  serverFull: {
    level: "warn",
    message: "a connection to the Wyoming server was refused: voice.wyoming.server.connectionsMax is reached",
    counter: "edgewise_voice_wyoming_surplus_connections_total",
    quietMs: 60_000,
  },
  protocolBroken: {
    level: "warn",
    message: "a Wyoming peer sent what is not the protocol, or beyond its limits; its connection was closed",
    counter: "edgewise_voice_wyoming_protocol_errors_total",
    quietMs: 10_000,
  },
  connectionLost: {
    level: "warn",
    message: "a Wyoming connection was lost",
    counter: "edgewise_voice_wyoming_lost_connections_total",
    quietMs: 10_000,
  },
  utteranceDropped: {
    level: "warn",
    message: "a Wyoming client left in the middle of an utterance; what was half said acts on nothing",
    counter: "edgewise_voice_wyoming_dropped_utterances_total",
    quietMs: 10_000,
  },
  connectionIdle: {
    level: "info",
    message: "a Wyoming connection was closed: nothing came on it for a long time",
    counter: "edgewise_voice_wyoming_idle_connections_total",
    quietMs: 60_000,
  },
  messageUnknown: {
    level: "debug",
    message: "a Wyoming message of a type that edgewise does not know was passed over",
    counter: "edgewise_voice_wyoming_unknown_messages_total",
    quietMs: 60_000,
  },
  formatChanged: {
    level: "warn",
    message:
      "the format of Wyoming sound changed within a stream, or is not the one announced; the chunk's own is used",
    counter: "edgewise_voice_wyoming_format_changes_total",
    quietMs: 60_000,
  },
  utteranceTooLong: {
    level: "warn",
    message:
      "an utterance by Wyoming was longer than voice.wyoming.server.utteranceMsMax; the rest was dropped",
    counter: "edgewise_voice_wyoming_cut_utterances_total",
    quietMs: 60_000,
  },
  transcribed: {
    level: "debug",
    message: "sound by Wyoming was transcribed",
    counter: "edgewise_voice_wyoming_transcripts_total",
    labels: ["outcome"],
  },
  phraseDetected: {
    level: "debug",
    message: "a wake phrase was heard by Wyoming",
    counter: "edgewise_voice_wyoming_detections_total",
  },
  requestRefused: {
    level: "warn",
    message: "a Wyoming request was refused",
    counter: "edgewise_voice_wyoming_refused_requests_total",
    quietMs: 10_000,
  },
  requestFailed: {
    level: "error",
    message: "a Wyoming request met an error",
    counter: "edgewise_voice_wyoming_failed_requests_total",
    quietMs: 10_000,
  },
  satelliteConnected: { level: "info", message: "a Wyoming satellite is connected" },
  satelliteLost: {
    level: "warn",
    message: "the connection to a Wyoming satellite was lost; connecting again",
    counter: "edgewise_voice_wyoming_lost_satellites_total",
    labels: ["satellite"],
    quietMs: 10_000,
  },
  satelliteUnreachable: {
    level: "warn",
    message: "a Wyoming satellite cannot be reached; edgewise keeps trying",
    counter: "edgewise_voice_wyoming_satellite_connect_failures_total",
    labels: ["satellite"],
    quietMs: 300_000,
  },
  satelliteRateDoubtful: {
    level: "warn",
    message:
      "a Wyoming satellite sends more or less sound than time passes: the rate that it announces is wrong, or it does not send as it hears",
    counter: "edgewise_voice_wyoming_doubtful_rates_total",
    labels: ["satellite"],
    quietMs: 60_000,
  },
  satelliteFailed: {
    level: "warn",
    message: "a Wyoming satellite reported an error",
    counter: "edgewise_voice_wyoming_satellite_errors_total",
    quietMs: 10_000,
  },
} as const satisfies EventTable;
