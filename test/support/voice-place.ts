import { join } from "node:path";
import type { SentenceFile } from "../../src/commands/grammar/sentence-file.ts";
import { englishSentences } from "../../src/commands/sentences/en/sentences.ts";
import { createId } from "../../src/core/id.ts";
import type { ModelRunner } from "../../src/domain/ports.ts";
import type { NumberedHappening } from "../../src/domain/voice-view.ts";
import { voiceConfig } from "../../src/voice/config.ts";
import { createVoiceService } from "../../src/voice/service.ts";
import { startCommands } from "./commands-site.ts";
import { repositoryRoot } from "./daemon.ts";
import { createMemoryState } from "./memory-state.ts";
import type { Site } from "./sites.ts";
import { waitFor } from "./wait-for.ts";

/**
 * Voice and commands as the daemon puts them together, on a bus without a broker and a clock that stands still until told. Devices
 * answer with the state that they are sent.
 */
export async function startVoicePlace(options: {
  models: ModelRunner;
  site: Site;
  /** The `voice` section. */
  voice: Record<string, unknown>;
  environment?: NodeJS.ProcessEnv;
  sentences?: readonly (readonly SentenceFile[])[];
}) {
  const { site, sentences = [englishSentences] } = options;
  const world = await startCommands({ site, sentences });
  const { bus, clock, observability, service: commands } = world;
  bus.onPublish(({ topic, payload }) => {
    if (topic.endsWith("/set")) void bus.deliver(topic.slice(0, -"/set".length), payload);
  });
  const voice = createVoiceService({
    config: voiceConfig.parse(options.voice),
    observability,
    random: () => 0.5,
    version: "0.1.0",
    environment: options.environment ?? {},
    baseTopic: "edgewise/test",
    bus,
    retained: { set: (topic, payload) => void bus.publish(topic, payload, { retain: true }) },
    assistant: commands,
    sentences: commands,
    models: options.models,
    dictionaryFile: join(repositoryRoot, "models", "voice-dictionary", "dictionary.bin"),
    clockTrust: { quality: () => "synced" },
    state: createMemoryState(),
    offer: () => {},
    createId: () => createId(clock.now()),
  });
  await voice.start(new AbortController().signal);
  const happened = async (): Promise<NumberedHappening[]> =>
    (await voice.happenings({ after: 0, waitMs: 0 })).happenings;
  return {
    ...world,
    voice,
    /** What the devices were sent, such as `zigbee2mqtt/hall/set {"state":"OFF"}`. */
    sent: () => world.sent().filter((line) => /\/set /.test(line)),
    /** Texts of the replies. */
    said: () => world.replies().map(({ reply }) => String(reply)),
    happened,
    /** Log lines of this event. */
    lines: (event: string) => observability.records.filter((record) => record.event === event),
    /** Real work goes on in other processes and sockets, for as long as it takes; what waits for time is told of it. */
    until: (check: () => unknown) => waitFor(check, { timeout: 20_000, interval: 5 }),
    /** Until what can be said is compiled, or cannot be. */
    async compiled() {
      await waitFor(
        async () => {
          await clock.advance(50);
          const { state } = voice.view().grammar;
          if (state !== "ready" && state !== "failed") throw new Error(`the grammar is ${state}`);
        },
        { timeout: 20_000, interval: 10 },
      );
    },
    async stop() {
      await voice.stop({ remainingMs: () => 1_000, signal: AbortSignal.timeout(5_000) });
      await commands.stop({ remainingMs: () => 1_000, signal: AbortSignal.timeout(5_000) });
    },
  };
}

export type VoicePlace = Awaited<ReturnType<typeof startVoicePlace>>;
