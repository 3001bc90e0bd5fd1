import { setImmediate } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { sleep } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import { createReporter, type Observability } from "../core/events.ts";
import type { Service } from "../core/lifecycle.ts";
import { inSlices } from "../core/slices.ts";
import type { Entity } from "../domain/entity.ts";
import type { FeedbackDesk } from "../domain/feedback.ts";
import type {
  Assistant,
  ClockTrust,
  History,
  IncidentDesk,
  IncidentHistory,
  IncidentTeller,
  MessageBus,
  ModelRunner,
  SentenceEmbedder,
  SeriesDirectory,
  StateStore,
} from "../domain/ports.ts";
import type { Answer, Utterance } from "../domain/utterance.ts";
import type { Location } from "../text/sun.ts";
import { createRateLimiter } from "./act/rate-limit.ts";
import { createTimers } from "./act/timers.ts";
import { undo } from "./act/undo.ts";
import { createQuestionWords } from "./asked/question-words.ts";
import type { AssistantOptions } from "./assistant/options.ts";
import { respond } from "./assistant/respond.ts";
import type { CommandsConfig } from "./config.ts";
import { createDialogue } from "./dialogue.ts";
import { createCommandDoor } from "./door.ts";
import type { EntityDefinition, EntityInput } from "./entities/definition.ts";
import { parseEntities, withIds } from "./entities/parse.ts";
import { createStateFeed } from "./entities/state-feed.ts";
import { createEntityStates } from "./entities/states.ts";
import type { Thing } from "./entities/thing.ts";
import { commandsEvents } from "./events.ts";
import { healthOf } from "./health.ts";
import { createCommandsMeters } from "./meters.ts";
import { commandTask } from "./nano/encoder.ts";
import { createNanoTier } from "./nano/nano-tier.ts";
import { createSentenceEmbedder } from "./nano/sentence-embedder.ts";
import { thingOf } from "./own-intents/act-own.ts";
import { createOwnIntents } from "./own-intents/own-intents.ts";
import { prepare, prepareInSteps, worldOf } from "./prepare.ts";
import type { Digest } from "./questions/incidents.ts";
import { createRecentAnswers } from "./recent-answers.ts";
import { answerOfRule, type RuleOutcome } from "./rules/answer-of-rule.ts";
import { fireRule } from "./rules/fire.ts";
import type { Rule } from "./rules/rule.ts";
import { createRules } from "./rules/rules.ts";
import { sayMissed, sayRule } from "./rules/say-rule.ts";
import { createCodeGuard } from "./safety/code.ts";
import { englishQuestionWords } from "./sentences/en/question-words.ts";
import { englishSpans } from "./sentences/en/spans.ts";
import { createSpokenGrammar, type SpokenGrammar } from "./spoken/spoken-grammar.ts";
import { createNotify } from "./tasks/notifications.ts";
import { createTaskServices } from "./tasks/services.ts";
import { readSentences, type SentenceSources, type Sentences, type World } from "./world.ts";

type AnswerListener = (answered: { utterance: Utterance; answer: Answer }) => void | Promise<void>;

export interface CommandsServiceOptions {
  config: CommandsConfig;
  observability: Observability;
  bus: MessageBus;
  /** Without a slash at the end, e.g. `edgewise/barn`. */
  baseTopic: string;
  history: History;
  directory: SeriesDirectory;
  incidents: IncidentHistory;
  /** Answers questions about one incident; left out: its stored sentence is told. */
  teller?: IncidentTeller;
  /** Words for "summarise today" and "what happened last night"; left out: told from the incident log. */
  digest?: Digest;
  /** Takes "I am on it"; left out: incidents cannot be acknowledged by voice. */
  desk?: IncidentDesk;
  /** Takes "that was a false alarm"; left out: nothing can be said of incidents by voice. */
  feedback?: Pick<FeedbackDesk, "give"> | undefined;
  clockTrust: ClockTrust;
  createId: () => string;
  /** Keeps what is to be switched back later over a power cut; left out: commands for a set time are refused. */
  state?: StateStore;
  /** IANA name; undefined: that of the machine. */
  timeZone?: string;
  /** Where the site is, for "at sunset"; left out: such times are refused. */
  location?: Location | undefined;
  sentences: Sentences;
  /** Runs the command model; left out: only the grammar understands. */
  models?: ModelRunner;
}

export interface CommandsService extends Service, Assistant {
  /** The command model for comparing sentences; undefined: there is nothing that runs models. */
  readonly embedder: SentenceEmbedder | undefined;
  /** The things in use, for the API and the dashboard. */
  entities(): readonly Entity[];
  /** What is known of one thing now, by attribute ("" is the main state). */
  entityState(entityId: string): Readonly<Record<string, { value: string | number; at: number }>> | undefined;
  /** Commands that wait for a time or a condition. */
  rules(): readonly RuleView[];
  /** False: there is no such rule. Rejects when it could not be written. */
  removeRule(id: number): Promise<boolean>;
  /** What can be said to it now, for those who listen. Worked out in slices after a change, so that others have their turns. */
  spokenGrammar(): Promise<SpokenGrammar>;
  /** After entities, sentences or own intents have changed. */
  onSpokenGrammarChanged(listener: () => void): () => void;
  /**
   * Adds things, or replaces those of the same id, until the next reconfiguration, and resolves to them. Rejects with an
   * `EntitiesInvalidError` that names every problem, and then nothing changes. In slices, with the things before in use meanwhile;
   * one change after the other.
   */
  upsertEntities(inputs: readonly EntityInput[]): Promise<readonly Entity[]>;
  /** The same with all settings. Rejects with a named error when the entities or sentences are bad; what was in use stays in use. */
  reconfigure(config: CommandsConfig, sources?: SentenceSources): Promise<void>;
  /**
   * Every answered utterance, repeats left out; for the outbox. The answer goes out once the listener's promise has
   * settled, or after two seconds: who was answered can rely on the record of it, and a dying card silences nobody.
   */
  onAnswered(listener: AnswerListener): () => void;
}

/** A command for later, as the API tells it. */
export type RuleView = Rule & { told: string };

/** Longest wait for the record of an answer before the answer goes out. */
const keptMsMax = 2_000;

export function createCommandsService(options: CommandsServiceOptions): CommandsService {
  const { observability, bus } = options;
  const { clock, metrics } = observability;
  const reporter = createReporter("commands", commandsEvents, observability);
  const meters = createCommandsMeters(metrics, () => ({
    things: world.registry.things.length,
    sessions: dialogue.size,
    own: own.status(),
    rules: rules?.count ?? 0,
    limitsMet: world.grammars.exact.counters,
  }));

  let config = options.config;
  let definitions: readonly EntityDefinition[] = config.entities;
  let sentences = options.sentences;
  const prepared = prepare(config, sentences);
  let world: World = prepared.world;
  const states = createEntityStates({
    payloadBytesMax: config.statePayloadBytesMax,
    onOversize: (topic, bytes) => reporter.report("stateOversize", { topic, bytes }),
  });
  const dialogue = createDialogue({ clock, sessionsMax: config.sessionsMax });
  const recent = createRecentAnswers({
    clock,
    countMax: config.answersKeptMax,
    keepMs: config.answersKeptMs,
    heardTwiceMs: config.heardTwiceMs,
  });
  const limiter = createRateLimiter(clock, config);
  const answerListeners = new Set<AnswerListener>();
  const spoken = createSpokenGrammar({
    world: () => world,
    ownIntents: () => own.all,
    openTexts: () => kept?.lists.names().flatMap((name) => [name, ...(kept.lists.items(name) ?? [])]) ?? [],
  });
  const stopping = new AbortController();
  const publishing = new Set<Promise<void>>();
  let unsubscribeCommands = () => {};
  let cancelWarmUp = () => {};
  let isStarted = false;

  const nano = options.models
    ? createNanoTier({
        models: options.models,
        config: () => config.nano,
        spans: englishSpans,
        reporter,
        clock,
        signal: stopping.signal,
      })
    : undefined;

  const own = createOwnIntents({
    encoder: nano?.encoder,
    clock,
    reporter,
    // Lets what waits have its turn: training is nobody's hurry.
    pause: () => setImmediate(),
    onModelChange: (listener) =>
      options.models?.onActivated((task) => {
        if (task === commandTask) listener();
      }) ?? (() => {}),
  });
  own.use(prepared.ownIntents);

  const stateFeed = createStateFeed({ bus, states });
  const followStates = () =>
    stateFeed.follow([...world.registry.things, ...own.all.map((intent) => thingOf(intent))]);
  followStates();

  const assisting: Omit<AssistantOptions, "timers" | "tasks" | "rules"> = {
    world: () => world,
    config: () => config,
    bus,
    states,
    dialogue,
    limiter,
    code: createCodeGuard({ clock, limits: () => config }),
    history: options.history,
    directory: options.directory,
    incidents: options.incidents,
    teller: options.teller,
    digest: options.digest,
    reporter,
    clock,
    timeZone: () => options.timeZone,
    location: options.location,
    clockTrust: options.clockTrust,
    signal: stopping.signal,
    onUnderstood: meters.understood,
    nano,
    own,
    questionWords: createQuestionWords(englishQuestionWords),
  };

  const { state } = options;
  const notify = createNotify({ ...options, publisher: bus, clock });
  const kept = state
    ? createTaskServices({
        clock,
        store: state,
        notify,
        place: () => ({ timeZone: options.timeZone, location: options.location }),
        limits: () => config,
        reporter,
      })
    : undefined;
  const timers = state
    ? createTimers({
        clock,
        store: state,
        onDue: (timer, isCurrent) =>
          undo(timer, {
            thing: world.registry.byId(timer.entityId),
            acting: { ...assistant, limits: config },
            isCurrent,
          }),
        onUnsaved: (error) => reporter.report("timersUnsaved", { error: errorMessage(error) }),
      })
    : undefined;
  const rules = state
    ? createRules({
        clock,
        store: state,
        states,
        limits: () => config,
        watch: () => ({
          registry: world.registry,
          states,
          directory: options.directory,
          view: { now: clock.now(), timeZone: options.timeZone },
          location: options.location,
        }),
        place: () => ({ timeZone: options.timeZone, location: options.location }),
        fire: (rule) => fire(rule),
        tell: (rule, what, { at, reply }) => {
          const view = { now: clock.now(), timeZone: options.timeZone };
          announce(rule, { outcome: "refused", reply: sayMissed(rule, what, { at, reply, view }) });
        },
        reporter,
        onUnsaved: (error) => reporter.report("rulesUnsaved", { error: errorMessage(error) }),
      })
    : undefined;
  const assistant: AssistantOptions = {
    ...assisting,
    timers,
    rules,
    tasks: {
      clockTrust: options.clockTrust,
      notify,
      agenda: kept?.agenda,
      lists: kept?.lists,
      shifts: kept?.shifts,
      desk: options.desk,
      feedback: options.feedback,
      location: options.location,
    },
  };

  const fire = async (rule: Rule) => {
    const acting = { ...assistant, limits: config };
    const { registry } = world;
    const fired = await fireRule(rule, { acting, registry, permissions: config.permissions });
    if (fired.status === "done") announce(rule, fired.acted);
    return fired;
  };

  const announce = (rule: Rule, told: RuleOutcome) => {
    const { utterance, answer } = answerOfRule(rule, told, { id: options.createId(), at: clock.now() });
    void tellAnswered(utterance, answer).then(() => publish(utterance, answer));
  };

  const ask = async (utterance: Utterance, isRedelivered = false): Promise<Answer> => {
    const once = await recent.once(utterance, () => answerNow(utterance), isRedelivered);
    if (once.repeats === "nothing") return once.answer;
    reporter.report(once.repeats === "id" ? "repeated" : "heardTwice", { utterance: utterance.id });
    const answer = once.repeats === "id" ? once.answer : { ...once.answer, id: utterance.id };
    // Whoever asks twice may have missed the first reply.
    publish(utterance, answer);
    return answer;
  };

  const answerNow = async (utterance: Utterance): Promise<Answer> => {
    const answer = await respond(utterance, assistant);
    const { outcome, tier, timesMs } = answer;
    meters.answered(timesMs.total ?? 0, outcome);
    reporter.report("answered", {
      outcome,
      tier,
      utterance: answer.id,
      intent: answer.parse?.intent,
      ms: timesMs.total,
    });
    await tellAnswered(utterance, answer);
    publish(utterance, answer);
    return answer;
  };

  const tellAnswered = async (utterance: Utterance, answer: Answer): Promise<void> => {
    const kept = [...answerListeners].flatMap((listener) => listener({ utterance, answer }) ?? []);
    if (kept.length === 0) return;
    const isKept = new AbortController();
    await Promise.race([Promise.allSettled(kept), sleep(clock, keptMsMax, isKept.signal)]);
    isKept.abort();
  };

  const door = createCommandDoor({
    bus,
    baseTopic: options.baseTopic,
    config: () => config,
    queueCapacity: config.queueCapacity,
    ask,
    createId: options.createId,
    clock,
    clockTrust: options.clockTrust,
    reporter,
  });

  /** The caller has its answer without waiting for the broker. */
  const publish = (utterance: Utterance, answer: Answer) => {
    const published = door.publish(utterance, answer).finally(() => publishing.delete(published));
    publishing.add(published);
  };

  let changed: Promise<unknown> = Promise.resolve();
  /** Each change begins with what the one before it left. */
  const inTurn = <T>(change: () => Promise<T>): Promise<T> => {
    const made = changed.then(change);
    changed = Promise.allSettled([made]);
    return made;
  };

  const use = (next: World) => {
    world = next;
    followStates();
    spoken.changed();
    reporter.report("entitiesChanged", { entities: next.registry.things.length });
  };

  return {
    name: "commands",
    embedder: nano && createSentenceEmbedder(nano.encoder),
    ask: (utterance) => ask(utterance),
    entities: () => world.registry.things.map(plainEntity),
    entityState(entityId) {
      const thing = world.registry.byId(entityId);
      if (!thing) return undefined;
      const known = ["", ...Object.keys(thing.attributes)].flatMap((attribute) => {
        const reported = states.get(entityId, attribute);
        return reported ? [[attribute, { value: reported.value, at: reported.at }] as const] : [];
      });
      return Object.fromEntries(known);
    },
    rules: () => {
      const view = { now: clock.now(), timeZone: options.timeZone };
      return rules?.all().map((rule) => ({ ...rule, told: sayRule(rule, view) })) ?? [];
    },
    async removeRule(id) {
      const removed = (await rules?.remove([id])) ?? [];
      if (removed.length > 0) reporter.report("ruleCancelled", { rule: id });
      return removed.length > 0;
    },
    spokenGrammar: () => inSlices(spoken.grammar(), clock),
    onSpokenGrammarChanged: spoken.onChanged,
    upsertEntities: (inputs) =>
      inTurn(async () => {
        const added = parseEntities(inputs, config.areas);
        const ids = new Set(added.map((one) => one.id));
        const kept = withIds(definitions, config.areas).filter((one) => !ids.has(one.id));
        const next = [...kept, ...added];
        use(await inSlices(worldOf(next, config, sentences), clock));
        definitions = next;
        return world.registry.things.slice(kept.length).map(plainEntity);
      }),
    reconfigure: (nextConfig, sources) =>
      inTurn(async () => {
        // Most reloads leave the sentences alone, which are long to read.
        const isSame = !sources || isDeepStrictEqual(sources, sentences.sources);
        const nextSentences = isSame ? sentences : readSentences(sources);
        const next = await inSlices(prepareInSteps(nextConfig, nextSentences), clock);
        // Kept as they are when nothing about them changed, and with them what was asked about them.
        if (!isDeepStrictEqual(nextConfig.ownIntents, config.ownIntents)) own.use(next.ownIntents);
        sentences = nextSentences;
        config = nextConfig;
        definitions = nextConfig.entities;
        limiter.setLimits(nextConfig);
        recent.setLimits({ keepMs: nextConfig.answersKeptMs, heardTwiceMs: nextConfig.heardTwiceMs });
        use(next.world);
      }),
    onAnswered(listener) {
      answerListeners.add(listener);
      return () => answerListeners.delete(listener);
    },
    async start() {
      isStarted = true;
      stateFeed.start();
      unsubscribeCommands = bus.subscribe(door.subscription);
      // A store that cannot be read must not keep anyone from switching the light on.
      await timers?.restore().catch((error: unknown) => {
        reporter.report("timersLost", { error: errorMessage(error) });
      });
      await nano?.start();
      own.start();
      await kept?.restore();
      await rules
        ?.restore()
        .then(({ unreadable }) => {
          if (unreadable > 0) reporter.report("rulesLost", { rules: unreadable });
        })
        .catch((error: unknown) => {
          reporter.report("rulesLost", { error: errorMessage(error) });
        });
      // The first unknown name should not be the one to wait for it.
      cancelWarmUp = clock.after(warmUpDelayMs, () => void world.grammars.loose);
    },
    async stop(deadline) {
      cancelWarmUp();
      nano?.stop();
      own.stop();
      timers?.stop();
      kept?.stop();
      rules?.stop();
      isStarted = false;
      unsubscribeCommands();
      stateFeed.stop();
      unsubscribeCommands = () => {};
      const idle = door.whenIdle().then(() => Promise.all(publishing));
      const late = new Promise<void>((resolve) => {
        if (deadline.signal.aborted) resolve();
        deadline.signal.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([idle, late]);
      stopping.abort();
    },
    health() {
      const figures = {
        entities: world.registry.things.length,
        sentences: world.grammars.exact.sentenceCount,
        sessions: dialogue.size,
        timers: timers?.count ?? 0,
        agenda: kept?.agenda.count ?? 0,
        rules: rules?.count ?? 0,
      };
      return healthOf({ isStarted, isConnected: bus.isConnected, nano, own: own.status(), figures });
    },
  };
}

const warmUpDelayMs = 10_000;

/** What others need to know of a thing: not how it is spoken to. */
function plainEntity(thing: Thing): Entity {
  const { id, name, aliases, kind, deviceClass, area, floor, safety, unit, series } = thing;
  return { id, name, aliases, kind, deviceClass, area, floor, safety, unit, series };
}
