import { section, setting, z } from "../core/schema.ts";
import { arbitrationConfig } from "./arbitration/config.ts";
import { microphoneConfig } from "./capture/config.ts";
import { endpointConfig } from "./endpoint/config.ts";
import { largerConfig } from "./larger/config.ts";
import { hermesConfig, mqttAudioConfig } from "./mqtt-audio/config.ts";
import { pronounceSettings } from "./pronounce/config.ts";
import { speakConfig } from "./speak/config.ts";
import { wyomingConfig } from "./wyoming/config.ts";

const live = { reload: "live" } as const;

const phrase = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/[\p{L}\p{N}]/u, "a phrase as it is spoken, such as “hey edgewise”");
const phrases = z.array(phrase).max(8);

const wakeConfig = section(
  {
    phrases: setting(
      phrases.default(["hey edgewise"]),
      "phrases that wake it, at any source that has none of its own; an empty list: only a button or a message begins a command",
      live,
    ),
    sources: setting(
      z.record(z.string().min(1).max(100), phrases).default({}),
      'phrases of single sources by name, such as `{ kitchen: ["ok house"], panel: [] }`',
      live,
    ),
    falseAlarmsPerDay: setting(
      z.number().min(0.01).max(100).default(1),
      "how often it may wake when nobody meant it, in a day of ordinary talk; less makes it harder to wake",
      live,
    ),
  },
  "The wake phrase: any phrase, without training.",
);

export const voiceConfig = section(
  {
    startsMuted: setting(
      z.boolean().default(false),
      "muted until somebody unmutes it; after that it stays as it was set last, also over restarts",
    ),
    confidenceMin: setting(
      z.number().min(0).max(1).default(0.5),
      "what was heard is acted on when the chance that these were the words is at least this",
      live,
    ),
    whenUnsure: setting(
      z.enum(["ask", "ignore"]).default("ask"),
      "what to do below it: `ask` whether that was meant, once; `ignore` does nothing",
      live,
    ),
    askAgainMs: setting(
      z.int().min(1_000).max(60_000).default(8_000),
      "how long an answer to a question such as “did you say …?” is waited for, without the wake phrase",
      live,
    ),
    saysNotUnderstood: setting(
      z.boolean().default(true),
      "whether it says so when something was said after the wake phrase that cannot be said here",
      live,
    ),
    microphone: microphoneConfig,
    wake: wakeConfig,
    endpoint: endpointConfig,
    ...pronounceSettings,
    wyoming: wyomingConfig,
    mqtt: mqttAudioConfig,
    hermes: hermesConfig,
    arbitration: arbitrationConfig,
    speak: speakConfig,
    larger: largerConfig,
  },
  "Voice: spoken commands, understood on this device. Off until a microphone, a satellite or another source of sound is configured.",
);

export type VoiceConfig = z.infer<typeof voiceConfig>;

/** Whether there is anything to listen to. */
export function hasSources({ microphone, wyoming, mqtt, hermes }: VoiceConfig): boolean {
  const { server, satellites } = wyoming;
  return [microphone, server, mqtt, hermes].some(({ isEnabled }) => isEnabled) || satellites.length > 0;
}

/** Phrases that wake it at a source. */
export function phrasesOf({ wake }: VoiceConfig, source: string): readonly string[] {
  return Object.hasOwn(wake.sources, source) ? (wake.sources[source] ?? []) : wake.phrases;
}

/** All phrases, each once. */
export function allPhrases({ wake }: VoiceConfig): string[] {
  return [...new Set([...wake.phrases, ...Object.values(wake.sources).flat()])];
}
