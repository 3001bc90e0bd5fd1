import type { Random } from "../core/backoff.ts";
import { createReporter, type Observability } from "../core/events.ts";
import type { VoiceConfig } from "./config.ts";
import { VoiceSettingsError } from "./errors.ts";
import { largerEvents } from "./larger/events.ts";
import { createLargerRecogniser, type LargerRecogniser, largerProblem } from "./larger/larger-recogniser.ts";
import { createReplySpeaker } from "./reply-speaker.ts";
import type { ReplySpeaker } from "./responder.ts";
import { createCommandOutput } from "./speak/command-output.ts";
import { speakEvents } from "./speak/events.ts";
import { createSpeaker, type Speaker } from "./speak/speaker.ts";
import { synthesiserProblem } from "./speak/synthesiser.ts";

/** What answers beside the commands: the larger recogniser and the voice of edgewise, both off unless configured. */
export interface Answering {
  larger: LargerRecogniser;
  speaker: Speaker;
  replies: ReplySpeaker;
}

/** `onSpeaking`: edgewise's own voice begins or ends to be heard at a source. */
export function createAnswering(options: {
  config: VoiceConfig;
  observability: Observability;
  random: Random;
  environment: Readonly<Record<string, string | undefined>>;
  onSpeaking: (source: string, isSpeaking: boolean) => void;
}): Answering {
  const { config, observability, environment, random, onSpeaking } = options;
  const { clock } = observability;
  const speaker = createSpeaker({
    config: config.speak,
    clock,
    environment,
    reporter: createReporter("speak", speakEvents, observability),
    onSpeaking,
  });
  const loudspeaker = createCommandOutput({
    name: config.microphone.name,
    commandLine: config.speak.player,
    clock,
    environment,
  });
  return {
    speaker,
    larger: createLargerRecogniser({
      config: config.larger,
      clock,
      random,
      reporter: createReporter("larger", largerEvents, observability),
    }),
    replies: createReplySpeaker({
      speaker,
      play: loudspeaker.play,
      isHere: (source) => config.microphone.isEnabled && source === config.microphone.name,
    }),
  };
}

/** Throws {@link VoiceSettingsError} where something that was chosen lacks a setting it needs. */
export function checkSettings({ speak, larger, microphone, wyoming }: VoiceConfig): void {
  const isTwice = microphone.isEnabled && wyoming.satellites.some(({ name }) => name === microphone.name);
  const twice = isTwice
    ? `voice.microphone.name and a satellite of voice.wyoming.satellites are both "${microphone.name}"`
    : undefined;
  const problem = twice ?? synthesiserProblem(speak) ?? largerProblem(larger);
  if (problem !== undefined) throw new VoiceSettingsError(problem);
}
