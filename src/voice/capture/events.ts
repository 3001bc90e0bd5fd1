import type { EventTable } from "../../core/events.ts";

const quietMs = 60_000;

export const captureEvents = {
  microphoneStarted: { level: "info", message: "the microphone is recorded" },
  microphoneStopped: { level: "info", message: "the microphone is not recorded any more: no recorder runs" },
  microphoneFailed: {
    level: "warn",
    message: "the recorder of the microphone ended; it is started again",
    counter: "edgewise_voice_recorder_failures_total",
    quietMs,
  },
  microphoneStalled: {
    level: "warn",
    message: "the recorder of the microphone gave no sound any more; it was ended and is started again",
    counter: "edgewise_voice_recorder_stalls_total",
    quietMs,
  },
  microphoneUnusable: {
    level: "error",
    message: "the microphone cannot be recorded as it is configured or on this machine; it is tried again",
    quietMs: 600_000,
  },
  microphoneGone: {
    level: "warn",
    message: "the microphone is not there; it is waited for",
    counter: "edgewise_voice_microphone_losses_total",
    quietMs,
  },
  microphoneBack: { level: "info", message: "the microphone is there again" },
  microphoneSilent: {
    level: "warn",
    message: "the microphone gives digital silence: it is switched off, or muted in the mixer",
    counter: "edgewise_voice_microphone_silences_total",
    quietMs,
  },
  microphoneHeard: { level: "info", message: "the microphone gives sound again" },
  microphoneClipped: {
    level: "warn",
    message: "the microphone is too loud and clips; turn its capture gain down, such as with alsamixer",
    counter: "edgewise_voice_microphone_clippings_total",
    quietMs: 3_600_000,
  },
} as const satisfies EventTable;
