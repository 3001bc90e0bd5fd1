import { section, setting, z } from "../../core/schema.ts";
import { rateMax, rateMin, sampleEncodings } from "../audio/sample-encoding.ts";

/** A level of a topic. */
export const levelPattern = /^[^/+#\p{Cc}]{1,100}$/u;

const levelName = z.string().regex(levelPattern, "one level of a topic: no / + or #, at most 100 characters");
const area = z.string().min(1).max(100);

const source = z.strictObject({
  area: setting(area.optional(), "Area it stands in, so that “the light” is the one there"),
  sends: setting(
    z.enum(["auto", "utterances", "stream"]).default("auto"),
    "`utterances`: each message is all that somebody said; `stream`: messages are pieces of endless sound; `auto`: a WAV of at least a second is an utterance",
  ),
  raw: setting(
    z
      .strictObject({
        encoding: z.enum(sampleEncodings).default("s16"),
        sampleRate: z.int().min(rateMin).max(rateMax).default(16_000),
        channels: z.int().min(1).max(64).default(1),
      })
      .optional(),
    "Format of messages without a WAV header; left out, only WAV is taken",
  ),
});

/** Limits that both ways share. */
const limits = {
  sourcesMax: setting(
    z.int().min(1).max(256).default(16),
    "Most sources at a time; the one that was silent longest is forgotten for a new one",
  ),
  gapMs: setting(
    z.int().min(100).max(60_000).default(1_000),
    "Pieces that are further apart do not belong together: what was under way is given up, in milliseconds",
  ),
  goneMs: setting(
    z.int().min(1_000).max(3_600_000).default(30_000),
    "A source that sends nothing for so long is forgotten, in milliseconds",
  ),
};

export const mqttAudioConfig = section(
  {
    isEnabled: setting(
      z.boolean().default(false),
      "Take sound from `<base>/voice/audio/<source>`, WAV or raw PCM",
    ),
    sources: setting(
      z.record(levelName, source).default({}),
      "What is known of sources, by the last level of their topic",
    ),
    takesOthers: setting(z.boolean().default(true), "Take sound of sources that are not listed, too"),
    payloadBytesMax: setting(
      z.int().min(1_024).max(67_108_864).default(1_048_576),
      "Largest message in bytes (1 MiB are 32 s of 16 kHz mono); `bus.payloadBytesMax` holds as well",
    ),
    utteranceMsMax: setting(
      z.int().min(1_000).max(60_000).default(60_000),
      "Longest utterance in one message, in milliseconds; longer ones are refused",
    ),
    ...limits,
  },
  "Sound in MQTT messages",
);

export type MqttAudioConfig = z.infer<typeof mqttAudioConfig>;

export const hermesConfig = section(
  {
    isEnabled: setting(
      z.boolean().default(false),
      "Listen to satellites that speak Hermes, such as Rhasspy's: `hermes/audioServer/<site>/audioFrame`",
    ),
    areas: setting(
      z.record(levelName, area).default({}),
      "Area of a satellite by its site id, such as `kitchen-pi: kitchen`",
    ),
    takesOthers: setting(z.boolean().default(true), "Listen to sites that are not listed in `areas`, too"),
    managesDialogue: setting(
      z.boolean().default(true),
      "Open and close the sessions (`hermes/dialogueManager`); switch it off where another program does, which then gets the text only",
    ),
    sendsReplies: setting(
      z.boolean().default(false),
      "Let the satellites speak the replies themselves (`hermes/tts/say`)",
    ),
    frameBytesMax: setting(
      z.int().min(256).max(4_194_304).default(262_144),
      "Largest piece of sound in bytes",
    ),
    sessionMsMax: setting(
      z.int().min(1_000).max(600_000).default(60_000),
      "A session that takes longer is ended, in milliseconds",
    ),
    ...limits,
  },
  "Satellites by the Hermes protocol over MQTT",
);

export type HermesConfig = z.infer<typeof hermesConfig>;
