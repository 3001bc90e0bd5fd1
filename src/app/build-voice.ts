import type { CommandsService } from "../commands/service.ts";
import type { Random } from "../core/backoff.ts";
import type { Observability } from "../core/events.ts";
import { createId } from "../core/id.ts";
import type { ClockTrust, MessageBus, ModelRunner, StateStore } from "../domain/ports.ts";
import { acousticTask } from "../voice/acoustic/acoustic-model.ts";
import { hasSources, type VoiceConfig } from "../voice/config.ts";
import { pronunciationTask } from "../voice/pronounce/word-reader.ts";
import { createVoiceService, type VoiceService } from "../voice/service.ts";
import type { HomeAssistant } from "./home-assistant.ts";
import { voiceDictionaryFile } from "./model-places.ts";
import type { RetainedTopics } from "./retained-topics.ts";

/** Connects what is heard to what understands and acts. */
export function buildVoice({
  commands,
  homeAssistant,
  ...options
}: {
  config: VoiceConfig;
  observability: Observability;
  random: Random;
  version: string;
  environment: Readonly<Record<string, string | undefined>>;
  baseTopic: string;
  bus: MessageBus;
  retained: RetainedTopics;
  commands: CommandsService;
  models: ModelRunner;
  clockTrust: ClockTrust;
  state: StateStore;
  homeAssistant: Pick<HomeAssistant, "offer">;
}): VoiceService {
  const { clock } = options.observability;
  return createVoiceService({
    ...options,
    assistant: commands,
    sentences: commands,
    dictionaryFile: voiceDictionaryFile,
    offer: (entities) => homeAssistant.offer(entities),
    createId: () => createId(clock.now()),
  });
}

/** The models of voice are not opened where there is nothing to listen to. */
export function isModelNeeded(task: string, voice: VoiceConfig): boolean {
  return hasSources(voice) || (task !== acousticTask && task !== pronunciationTask);
}
