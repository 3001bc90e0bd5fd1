import { isDeepStrictEqual } from "node:util";
import type { Random } from "../core/backoff.ts";
import { every } from "../core/clock.ts";
import { createReporter, type Observability } from "../core/events.ts";
import type { Service } from "../core/lifecycle.ts";
import type { HomeAssistantEntity } from "../domain/home-assistant.ts";
import type { Assistant, ClockTrust, MessageBus, ModelRunner, StateStore } from "../domain/ports.ts";
import type { NumberedHappening, VoiceView } from "../domain/voice-view.ts";
import { acousticTask } from "./acoustic/acoustic-model.ts";
import { checkSettings, createAnswering } from "./answering.ts";
import { createArbitrated } from "./arbitrated.ts";
import { arbitrationEvents } from "./arbitration/events.ts";
import { createLevelTracker } from "./arbitration/level-tracker.ts";
import { createOwnVoice } from "./arbitration/own-voice.ts";
import { allPhrases, hasSources, phrasesOf, type VoiceConfig } from "./config.ts";
import { createConversation } from "./conversation.ts";
import { voiceEvents } from "./events.ts";
import { createHappenings } from "./happenings.ts";
import { healthOf } from "./health.ts";
import { createHearing, sourcesMax } from "./hearing/hearing.ts";
import { homeAssistantEntities } from "./home-assistant-entities.ts";
import { createHomePronouncer } from "./home-pronouncer.ts";
import { createInputs } from "./inputs.ts";
import { createVoiceMeters } from "./meters.ts";
import { createMuteSwitch } from "./mute-switch.ts";
import { createOwnReplies } from "./own-replies.ts";
import { createRecognition, type SpokenGrammarSource } from "./recognition.ts";
import { createResponder } from "./responder.ts";
import { createSoundGate } from "./sound-gate.ts";
import { createSourceBoard } from "./source-board.ts";
import { createStateTopic } from "./state-topic.ts";
import { wakePhraseViews } from "./wake-phrase-views.ts";
import { createWyomingBackend } from "./wyoming-backend.ts";

export interface VoiceServiceOptions {
  config: VoiceConfig;
  observability: Observability;
  random: Random;
  /** Of edgewise, for those who ask what it is. */
  version: string;
  /** Where programs that record and play are found. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Without a slash at the end, e.g. `edgewise/barn`. */
  baseTopic: string;
  bus: MessageBus;
  /** Keeps topics as they should be at the broker. */
  retained: { set(topic: string, payload: string): void };
  assistant: Assistant;
  /** What can be said here. */
  sentences: SpokenGrammarSource;
  models: ModelRunner;
  /** The pronouncing dictionary. */
  dictionaryFile: string;
  clockTrust: ClockTrust;
  state: StateStore;
  createId: () => string;
  /** The entities of what listens here, whenever that may have changed. */
  offer: (entities: readonly HomeAssistantEntity[]) => void;
}

export interface VoiceService extends Service {
  view(): VoiceView;
  /** Truly: no recorder runs and sound that comes is thrown away. Kept over restarts. */
  setMuted(isMuted: boolean, by: string): Promise<void>;
  /** What happens while it listens; see `Happenings.read`. */
  happenings(query: {
    after: number;
    waitMs: number;
  }): Promise<{ happenings: NumberedHappening[]; last: number }>;
  /** Applies what can change while it runs. */
  reconfigure(config: VoiceConfig): void;
}

export function createVoiceService(options: VoiceServiceOptions): VoiceService {
  const { observability, baseTopic, assistant, models, createId } = options;
  const { clock } = observability;
  const reporter = createReporter("voice", voiceEvents, observability);
  const happenings = createHappenings(clock);
  let config = options.config;
  const isOn = hasSources(config);
  let isStarted = false;
  let stopTelling = () => {};

  const topic = createStateTopic({ ...options, clock });
  const changed = () => {
    if (!isStarted || !isOn) return;
    const now = view();
    topic.tell(now);
    options.offer(
      homeAssistantEntities(
        baseTopic,
        now.sources.map(({ name }) => name),
      ),
    );
  };
  const board = createSourceBoard({ tell: (happening) => happenings.add(happening), onChanged: changed });
  let phrasesVersion = 0;
  const pronouncer = createHomePronouncer({ ...options, config: () => config });
  const recognition = createRecognition({
    models,
    sentences: options.sentences,
    pronouncer: pronouncer.forLabels,
    phrases: () => allPhrases(config),
    falseAlarmsPerDay: () => config.wake.falseAlarmsPerDay,
    clock,
    reporter,
    onChanged: changed,
    onPhrasesChanged: () => {
      phrasesVersion += 1;
      for (const source of gate.sources()) hearing.renewSpotter(source);
    },
  });
  const hearing = createHearing({
    model: recognition.model,
    decoder: recognition.decoder,
    spotter: ({ name }) => recognition.spotter(phrasesOf(config, name)),
    settings: () => config.endpoint,
    clock,
    on: (source, event) => arbitrated(source, event),
    onSurplus({ name }, isSurplus) {
      if (isSurplus) reporter.report("sourceSurplus", { source: name, sourcesMax });
      board.trouble(name, "listening", isSurplus ? surplusProblem : undefined);
    },
  });
  const levels = createLevelTracker(hearing);
  const gate = createSoundGate(levels);
  const arbitrated = createArbitrated({
    config: () => config.arbitration,
    overFloorDb: (source) => levels.overFloorDb(source),
    monotonicMs: () => clock.monotonicMs(),
    reporter: createReporter("arbitration", arbitrationEvents, observability),
    isForeign: (source) => feedbackOf(source.name)?.isForeign ?? false,
    giveUp: (source) => hearing.giveUp(source),
    pass: (source, event) => responder.onHearing(source, event),
  });
  const view = (): VoiceView => ({
    isOn,
    isMuted: mute.isMuted,
    sources: board.views(),
    grammar: recognition.view(),
    wakePhrases: isOn
      ? wakePhraseViews({
          config,
          sources: board.views().map(({ name }) => name),
          spotterOf: (name) => hearing.spotterOf(name),
          newSpotter: (phrases) => recognition.spotter(phrases),
        })
      : [],
  });
  const meters = createVoiceMeters(observability.metrics, () => ({ sources: board.views() }));
  const ownVoice = createOwnVoice({
    sources: () => gate.sources(),
    tell: (source, isSpeaking) => hearing.setOwnVoice(source, isSpeaking),
  });
  /** By source, what ends the speech there. */
  const speeches = new Map<string, () => void>();
  const answering = createAnswering({
    ...options,
    onSpeaking(name, isSpeaking) {
      speeches.get(name)?.();
      speeches.delete(name);
      const source = gate.sources().find((known) => known.name === name) ?? { name, area: undefined };
      if (isSpeaking) speeches.set(name, ownVoice.begin(source));
    },
  });
  const conversation = createConversation({
    config: () => config,
    assistant,
    publish: createOwnReplies({ ...options, clock, reporter }),
    askLarger: (audio) => answering.larger.ask(audio),
    createId,
    clock,
    reporter,
    meters,
    tell: (happening) => happenings.add(happening),
  });
  const responder = createResponder({
    config: () => config,
    conversation,
    speaker: answering.replies,
    attention: () => hearing,
    feedbackOf: (name) => feedbackOf(name),
    board,
    clock,
    reporter,
    meters,
    tell: (happening) => happenings.add(happening),
  });
  const backend = createWyomingBackend({
    offer: () => ({
      version: options.version,
      languages: ["en"],
      wakePhrases: allPhrases(config),
      recogniser: recogniserOf(models),
    }),
    hearing,
    spotter: recognition.spotter,
    phrasesVersion: () => phrasesVersion,
    confidenceMin: () => config.confidenceMin,
    askLarger: (audio) => answering.larger.ask(audio),
    gate,
    board,
    responder,
    assistant,
    createId,
    clock,
  });
  const { inputs, feedbackOf } = createInputs({
    ...options,
    backend,
    board,
    listener: gate,
    replies: answering.replies,
  });

  const mute = createMuteSwitch({
    baseTopic,
    bus: options.bus,
    state: options.state,
    isMutedAtFirst: config.startsMuted,
    reporter,
    onChanged: (isMuted) => {
      for (const input of inputs) input.setMuted(isMuted);
      gate.setMuted(isMuted);
      board.setMuted(isMuted);
      changed();
    },
  });

  return {
    name: "voice",
    async start() {
      if (!isOn) return;
      checkSettings(config);
      await mute.start();
      gate.setMuted(mute.isMuted);
      board.setMuted(mute.isMuted);
      recognition.start();
      for (const input of inputs) await input.start(mute.isMuted);
      isStarted = true;
      changed();
      stopTelling = every(clock, tellMs, changed);
    },
    async stop() {
      isStarted = false;
      stopTelling();
      mute.stop();
      gate.setMuted(true);
      await Promise.all(inputs.map((input) => input.stop()));
      await answering.speaker.stop();
      await responder.stop();
      await hearing.stop();
      recognition.stop();
      happenings.close();
    },
    health: () => healthOf(view(), isStarted),
    view,
    setMuted: (isMuted, by) => mute.set(isMuted, by),
    happenings: (query) => happenings.read(query),
    reconfigure(next) {
      const before = config;
      config = next;
      if (!isDeepStrictEqual(next.pronunciations, before.pronunciations)) pronouncer.reconfigure();
      const isSame = (key: "wake" | "pronunciations") => isDeepStrictEqual(next[key], before[key]);
      if (isStarted && !(isSame("wake") && isSame("pronunciations"))) recognition.refresh();
      // A source may have other phrases of those that there were.
      if (!isSame("wake")) for (const source of gate.sources()) hearing.renewSpotter(source);
    },
  };
}

/** What is learnt of the rooms changes all the time and is told this often, and with whatever else changes. */
const tellMs = 600_000;

const surplusProblem = `It is not heard: edgewise listens to ${sourcesMax} sources at a time, and this is one more. Switch off one that is not needed, or let a second edgewise listen to some of them.`;

function recogniserOf(models: ModelRunner) {
  const active = models.active(acousticTask);
  if (!active) return undefined;
  return {
    version: active.version,
    description: `${active.id}, sounds of English speech`,
    hasOwnEndpoint: true,
  };
}
