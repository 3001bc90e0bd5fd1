import type { EventTable } from "../../core/events.ts";

const quietMs = 60_000;

export const mqttAudioEvents = {
  soundRefused: {
    level: "warn",
    message: "a message with sound was refused; the reason says what is wrong with it",
    counter: "edgewise_voice_mqtt_refused_messages_total",
    labels: ["why"],
    quietMs,
  },
  soundRetained: {
    level: "warn",
    message: "a retained message with sound was ignored, because it would be heard again at every reconnect",
    counter: "edgewise_voice_mqtt_retained_messages_total",
    quietMs,
  },
  soundCut: {
    level: "warn",
    message: "a message ended within a sample; the rest of that is lost",
    counter: "edgewise_voice_mqtt_cut_messages_total",
    quietMs,
  },
  soundGap: {
    level: "debug",
    message: "sound of a source is missing; it begins anew",
    counter: "edgewise_voice_mqtt_gaps_total",
    quietMs,
  },
  soundFormatChanged: {
    level: "warn",
    message: "a source changed the format of its sound within a stream",
    counter: "edgewise_voice_mqtt_format_changes_total",
    quietMs,
  },
  soundRateDoubtful: {
    level: "warn",
    message:
      "a source sends more or less sound than time passes: the rate that it announces is wrong, or it does not send as it hears",
    counter: "edgewise_voice_mqtt_doubtful_rates_total",
    quietMs,
  },
  soundSourceForgotten: {
    level: "info",
    message: "a source of sound by MQTT is gone",
  },
  hermesRefused: {
    level: "warn",
    message: "a Hermes message is not what its topic says and was ignored",
    counter: "edgewise_voice_hermes_refused_messages_total",
    quietMs,
  },
  hermesUnanswered: {
    level: "warn",
    message: "a Hermes message could not be published",
    counter: "edgewise_voice_hermes_lost_messages_total",
    quietMs,
  },
  hermesSessionEnded: {
    level: "info",
    message: "a session of a Hermes satellite is over",
    counter: "edgewise_voice_hermes_sessions_total",
    labels: ["reason"],
  },
} as const satisfies EventTable;
