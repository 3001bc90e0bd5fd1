import type { Random } from "../core/backoff.ts";
import { createReporter, type Observability } from "../core/events.ts";
import type { MessageBus } from "../domain/ports.ts";
import { captureEvents } from "./capture/events.ts";
import { createMicrophone } from "./capture/microphone.ts";
import type { VoiceConfig } from "./config.ts";
import { createMicrophoneInput } from "./microphone-input.ts";
import { mqttAudioEvents } from "./mqtt-audio/events.ts";
import { createHermes, type Hermes } from "./mqtt-audio/hermes.ts";
import { createPlainTopics, type MqttSound } from "./mqtt-audio/plain-topics.ts";
import { createMqttInput } from "./mqtt-inputs.ts";
import type { SoundListener } from "./ports.ts";
import type { ReplySpeaker } from "./responder.ts";
import type { SoundInputs } from "./sound-inputs.ts";
import type { SourceBoard } from "./source-board.ts";
import type { SourceFeedback } from "./source-feedback.ts";
import type { WyomingBackend } from "./wyoming/backend.ts";
import { wyomingEvents } from "./wyoming/events.ts";
import { createWyomingInputs } from "./wyoming-inputs.ts";

export interface InputsOptions {
  config: VoiceConfig;
  observability: Observability;
  random: Random;
  environment: Readonly<Record<string, string | undefined>>;
  bus: MessageBus;
  baseTopic: string;
  createId: () => string;
  backend: WyomingBackend;
  board: SourceBoard;
  listener: SoundListener;
  /** Says what other programs want to be said at a source. */
  replies: Pick<ReplySpeaker, "say">;
}

/** Everything that sound comes from, as it is configured. `feedbackOf`: what a source is told by, if it is told anything. */
export function createInputs(options: InputsOptions): {
  inputs: readonly SoundInputs[];
  feedbackOf: (name: string) => SourceFeedback | undefined;
} {
  const { config, observability, board } = options;
  const { clock } = observability;
  const wyoming = createWyomingInputs({
    ...options,
    config: config.wyoming,
    // Such as "edgewise barn".
    announcedName: options.baseTopic.replaceAll("/", " "),
    clock,
    reporter: createReporter("wyoming", wyomingEvents, observability),
  });
  const byMqtt = createByMqtt(options);
  const feedbackOf = (name: string) => byMqtt.hermes?.site(name);
  const inputs = [wyoming, ...byMqtt.inputs];
  if (config.microphone.isEnabled) {
    const reporter = createReporter("microphone", captureEvents, observability);
    const make = (isMuted: boolean) =>
      createMicrophone({ ...options, config: config.microphone, isMuted, clock, reporter });
    inputs.push(createMicrophoneInput({ make, board }));
  }
  return { inputs, feedbackOf };
}

function createByMqtt(options: InputsOptions) {
  const { config, observability, board, replies } = options;
  const { clock } = observability;
  const reporter = createReporter("voiceMqtt", mqttAudioEvents, observability);
  const fixed = new Set([
    ...(config.microphone.isEnabled ? [config.microphone.name] : []),
    ...config.wyoming.satellites.map(({ name }) => name),
  ]);
  // Satellites that connect by themselves are called so, with their address.
  const isFixed = (name: string) =>
    fixed.has(name) || (config.wyoming.server.isEnabled && name.startsWith("wyoming-"));
  const isOf = (sound: MqttSound | undefined, name: string) =>
    sound?.sources().some((source) => source.name === name) ?? false;
  const plain: MqttSound | undefined = config.mqtt.isEnabled
    ? createPlainTopics({
        ...options,
        config: config.mqtt,
        clock,
        reporter,
        isTaken: (name) => isFixed(name) || isOf(hermes, name),
      })
    : undefined;
  const hermes: Hermes | undefined = config.hermes.isEnabled
    ? createHermes({
        ...options,
        config: config.hermes,
        clock,
        reporter,
        isTaken: (name) => isFixed(name) || isOf(plain, name),
        say: async (source, text) => {
          await replies.say(text, { source, feedback: hermes?.site(source.name) });
        },
      })
    : undefined;
  const inputs: SoundInputs[] = [plain, hermes].flatMap((sound) =>
    sound ? [createMqttInput({ sound, board })] : [],
  );
  return { inputs, hermes };
}
