import { section, setting, z } from "../../core/schema.ts";

/** Programs that record, in the order in which they are tried. */
export const recorderPrograms = ["arecord", "sox", "rec"] as const;
export type RecorderProgram = (typeof recorderPrograms)[number];

export const microphoneConfig = section(
  {
    isEnabled: setting(z.boolean().default(false), "Listen with a microphone of this machine"),
    name: setting(
      z.string().min(1).max(100).default("microphone"),
      "What the microphone is called; the source of the commands that it hears",
    ),
    area: setting(
      z.string().min(1).max(100).optional(),
      "Area it stands in, so that “the light” is the one there",
    ),
    recorder: setting(
      z.enum(["auto", ...recorderPrograms]).default("auto"),
      "Program that records; `auto` takes the first that is installed of arecord (package alsa-utils), sox and rec",
    ),
    device: setting(
      z.string().min(1).max(200).optional(),
      "The card by a part of its name as `edgewise voice devices` shows it (then it is found again on another socket), or an ALSA device such as `plughw:1,0`; left out, the system's default",
    ),
    sampleRate: setting(
      z.int().min(8_000).max(192_000).default(16_000),
      "Samples per second to record with. 48000 where the card knows no 16000: edgewise converts better than ALSA",
    ),
    channels: setting(z.int().min(1).max(8).default(1), "Channels to record; several are made one"),
    stallMs: setting(
      z.int().min(500).max(60_000).default(3_000),
      "A recorder that gives no sound for so long is started anew, in milliseconds",
    ),
    restartMsMax: setting(
      z.int().min(100).max(600_000).default(30_000),
      "Longest wait before a recorder that failed is started again, in milliseconds; the first is below a second",
    ),
    silentMs: setting(
      z.int().min(1_000).max(600_000).default(10_000),
      "Digital silence for so long counts as a microphone that is switched off, and is told, in milliseconds",
    ),
  },
  "A microphone of this machine",
);

export type MicrophoneConfig = z.infer<typeof microphoneConfig>;
