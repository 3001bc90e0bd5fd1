import { type AnomalyService, createAnomalyService } from "../anomaly/service.ts";
import { openBusLink } from "../bus/link.ts";
import { type BusService, createBusService } from "../bus/service.ts";
import { createCommandsService } from "../commands/service.ts";
import { readSentences } from "../commands/world.ts";
import { daemonEvents } from "../config/daemon-events.ts";
import type { LoadedConfig } from "../config/load.ts";
import { invariant } from "../core/errors.ts";
import { createReporter, type Observability } from "../core/events.ts";
import { createId } from "../core/id.ts";
import type { Service } from "../core/lifecycle.ts";
import type { MessageBus } from "../domain/ports.ts";
import { createHttpService } from "../http/service.ts";
import type { InferenceConfig } from "../inference/config.ts";
import { createProcessLink } from "../inference/host-link.ts";
import { createModelRegistry } from "../inference/registry/service.ts";
import { createInferenceService } from "../inference/service.ts";
import { createIngestService } from "../ingest/service.ts";
import { createStoreService } from "../store/service.ts";
import { createSummariesService } from "../summaries/service.ts";
import { createTextDigests } from "../summaries/text/text-digests.ts";
import { answerRecord, summaryRecord, textSummaryRecord } from "../sync/records.ts";
import { createSyncService } from "../sync/service.ts";
import type { AdjustableLog } from "../system/log.ts";
import { createSystemService, type SystemService } from "../system/service.ts";
import { Activity } from "./activity.ts";
import { createApi } from "./api.ts";
import { createDaemon, type Daemon } from "./daemon.ts";
import { FeedbackTopic } from "./feedback-topic.ts";
import { HealthTopic } from "./health-topic.ts";
import { IncidentPipeline } from "./incident-pipeline.ts";
import { modelHostVersions, modelKeysDirectory, modelPlaces } from "./model-places.ts";
import { loadPatternNetwork } from "./pattern-network.ts";
import { createRecordPipeline } from "./record-pipeline.ts";
import { createReload, type Reload } from "./reload.ts";
import { Resumption } from "./resumption.ts";
import { RetainedTopics } from "./retained-topics.ts";
import { RollupExport } from "./rollup-export.ts";
import { readSentenceSources } from "./sentences.ts";
import { ingestWithoutTexts } from "./text-topics.ts";
import { readVersion } from "./version.ts";
import { readWarningSentences } from "./warning-sentences.ts";

export interface BuildOptions {
  loaded: LoadedConfig;
  /** Reads the configuration again, for a reload. */
  loadAgain: () => LoadedConfig;
  observability: Observability;
  log: AdjustableLog;
  environment: Readonly<Record<string, string | undefined>>;
  pid: number;
  random: () => number;
}

export interface BuiltDaemon {
  daemon: Daemon;
  /** Signals and systemd. */
  system: SystemService;
  /** Where people and programs find it, once started. */
  addresses(): { broker: string; http: string | undefined };
  /** As SIGHUP and `POST /api/reload` do. */
  reload: Reload;
}

/** More retained incident topics than this are cleared, oldest first; the tracker keeps fewer open. */
const retainedTopicsMax = 2_000;

/** Constructs every part and connects them. The only place that knows all of them. */
export function buildDaemon(options: BuildOptions): BuiltDaemon {
  const { loaded, loadAgain, observability, random } = options;
  const { config } = loaded;
  const { clock } = observability;
  const { node, timeZone } = config.daemon;
  const baseTopic = `edgewise/${node}`;
  const version = readVersion();
  const startedAt = clock.now();
  const reporter = createReporter("daemon", daemonEvents, observability);

  const system = createSystemService({
    config: config.system,
    observability,
    loops: () => daemon.loops(),
    environment: options.environment,
    pid: options.pid,
    log: options.log,
    state: { get: (key) => store.state.get(key), put: (key, value) => store.state.put(key, value) },
  });
  const { clockTrust } = system;
  const store = createStoreService({
    config: config.store,
    directory: config.daemon.dataDirectory,
    observability,
    random,
    clockTrust,
  });
  const bus = createBusService({ config: config.bus, node, baseTopic, observability, random });
  const sync = createSyncService({
    config: config.sync,
    node,
    version,
    observability,
    outbox: store.outbox,
    random,
    connectMqtt: async (options) => openBusLink({ ...options, observability, random }),
  });
  const activity = new Activity({ clock, state: store.state });
  const retained = new RetainedTopics({
    bus,
    clock,
    filter: `${baseTopic}/incident/+`,
    topicsMax: retainedTopicsMax,
  });
  const inference = createInferenceService({
    config: config.inference,
    observability,
    random,
    makeLink: createProcessLink({ environment: options.environment }),
  });
  const models = createModelRegistry({
    config: config.inference,
    places: modelPlaces(config.daemon.dataDirectory),
    keysDirectory: modelKeysDirectory,
    versions: modelHostVersions(),
    host: inference,
    observability,
  });
  const summaries = createSummariesService({
    config: config.summaries,
    observability,
    timeZone,
    incidentLog: store.incidents,
    clockTrust,
    models: inference,
    state: store.state,
    publishSummary: (summary, facts) =>
      pipeline.publishSummary(
        summaryRecord(summary, facts, { at: clock.now(), clock: clockTrust.quality() }),
      ),
    digestSource: async (from, to) => ({
      ...activity.between(from, to),
      seriesCount: ingest.directory.count,
    }),
  });
  const pipeline = new IncidentPipeline({
    baseTopic,
    clock,
    random,
    reporter,
    facts: (incident) => summaries.factsOf(incident),
    summariser: summaries,
    incidents: store.incidents,
    publisher: bus,
    retained,
    enqueue: (records) => sync.enqueue(records),
  });
  const anomaly = createAnomalyService({
    config: config.anomaly,
    patterns: loadPatternNetwork(),
    shadow:
      config.anomaly.shadowWeights === undefined
        ? undefined
        : loadPatternNetwork(config.anomaly.shadowWeights),
    observability,
    clockTrust,
    incidents: [pipeline],
    anomalies: [pipeline],
    memories: store.memories,
    state: store.state,
    measures: { onLogMeasure: (measure) => ingest.onLogMeasure(measure) },
    feedback: { state: store.state, incidents: store.incidents, timeZone },
    models: {
      run: (task, inputs, how) => inference.run(task, inputs, how),
      active: (task) => inference.active(task),
      onActivated: (listener) => inference.onActivated(listener),
    },
    createId,
  });
  const records = createRecordPipeline(sync);
  const ingest = createIngestService({
    config: ingestWithoutTexts(config),
    baseTopic,
    bus,
    clockTrust,
    observability,
    samples: [store.samples, anomaly, activity, records],
    logs: [anomaly, activity, records],
    state: store.state,
  });
  const rollups = new RollupExport({
    clock,
    clockTrust,
    directory: ingest.directory,
    history: store.history,
    state: store.state,
    sync,
    reporter,
  });
  const sentenceSources = readSentenceSources(config.commands.sentences, loaded.directory);
  const commands = createCommandsService({
    config: config.commands,
    observability,
    bus: createActingBus(bus, baseTopic, (topics) => anomaly.expectChange(topics)),
    baseTopic,
    history: store.history,
    directory: ingest.directory,
    incidents: store.incidents,
    teller: summaries,
    desk: anomaly,
    feedback: anomaly.feedback,
    location: config.daemon.location,
    clockTrust,
    state: store.state,
    createId: () => createId(clock.now()),
    sentences: readSentences(sentenceSources),
    models: inference,
    ...(timeZone === undefined ? {} : { timeZone }),
  });
  commands.onAnswered(({ utterance, answer }) => {
    activity.countCommand();
    const record = answerRecord(answer, utterance.source, { at: utterance.at, clock: clockTrust.quality() });
    sync
      .enqueue([record])
      .catch((error: unknown) => reporter.report("recordNotQueued", { class: "command", error }));
  });
  bus.onConnectionChange((isConnected) => anomaly.setListening(isConnected));
  const texts = createTextDigests({
    rules: config.summaries.texts,
    baseTopic,
    bus,
    embedder: commands.embedder,
    warningSentences: readWarningSentences,
    state: store.state,
    clockTrust,
    observability,
    publish: (summary) => pipeline.publishSummary(textSummaryRecord(summary)),
  });

  const inferenceSettings = {
    reconfigure(next: InferenceConfig) {
      inference.reconfigure(next);
      models.reconfigure(next);
    },
  };
  const reload = createReload({
    loaded,
    sentenceSources,
    loadAgain,
    clock,
    reporter,
    parts: {
      ingest,
      anomaly,
      summaries,
      commands,
      store,
      sync,
      system,
      inference: inferenceSettings,
      http: () => http,
    },
  });
  const api = createApi({
    config: () => reload.current(),
    version,
    startedAt,
    clock,
    clockTrust,
    daemon: () => daemon,
    parts: { store, sync, anomaly, ingest, commands, summaries, bus, inference, models },
    reload,
  });
  const http = createHttpService({ config: config.http, version, observability, api });

  const healthTopic = new HealthTopic({
    topic: `${baseTopic}/health`,
    clock,
    clockTrust,
    retained,
    health: () => daemon.health(),
  });
  invariant(anomaly.feedback, "the daemon has a place to keep feedback");
  const feedbackTopic = new FeedbackTopic({ bus, baseTopic, desk: anomaly.feedback, clock, clockTrust });
  const resumption = new Resumption({
    clock,
    incidents: store.incidents,
    anomaly,
    pipeline,
    reporter,
    // Not before: an incident that could not be read yet would look like one that is over.
    onResumed: () => retained.start(),
  });
  const outputs = createOutputs({
    bus,
    anomaly,
    resumption,
    pipeline,
    retained,
    rollups,
    activity,
    healthTopic,
    feedbackTopic,
  });
  const daemon = createDaemon({
    // Outputs before inputs: nothing comes in before there is a place for it. A stop goes the other way.
    services: [
      store,
      system,
      bus,
      sync,
      summaries,
      outputs,
      inference,
      models,
      anomaly,
      ingest,
      commands,
      texts,
      http,
    ],
    stopInputs: (deadline) => bus.stopInputs(deadline),
    clock,
    reporter,
  });
  return { daemon, system, reload, addresses: () => ({ broker: bus.url, http: http.url() }) };
}

/**
 * The bus as the commands part sees it: before a message to a device goes out, the series of that device (on the
 * topic above the command's, as in `lamp/set`) are expected to change.
 */
function createActingBus(
  bus: MessageBus,
  baseTopic: string,
  expectChange: (topics: readonly string[]) => void,
): MessageBus {
  return {
    get isConnected() {
      return bus.isConnected;
    },
    subscribe: (subscription) => bus.subscribe(subscription),
    onConnectionChange: (listener) => bus.onConnectionChange(listener),
    publish(topic, payload, options) {
      const device = topic.slice(0, Math.max(0, topic.lastIndexOf("/"))) || topic;
      if (!topic.startsWith(`${baseTopic}/`)) expectChange([device]);
      return bus.publish(topic, payload, options);
    },
  };
}

/** The pipelines of the app itself as one service: what was open before a restart is taken up, and written down at stop. */
function createOutputs(parts: {
  bus: BusService;
  anomaly: AnomalyService;
  resumption: Resumption;
  pipeline: IncidentPipeline;
  retained: RetainedTopics;
  rollups: RollupExport;
  activity: Activity;
  healthTopic: HealthTopic;
  feedbackTopic: FeedbackTopic;
}): Service {
  const { bus, anomaly, resumption, pipeline, retained, rollups, activity, healthTopic, feedbackTopic } =
    parts;
  return {
    name: "outputs",
    async start() {
      await activity.start();
      anomaly.setListening(bus.isConnected);
      await resumption.start();
      pipeline.start();
      rollups.start();
      healthTopic.start();
      feedbackTopic.start();
    },
    async stop(deadline) {
      feedbackTopic.stop();
      healthTopic.stop();
      resumption.stop();
      await rollups.stop(deadline.signal);
      await pipeline.stop(deadline.signal);
      await retained.stop(deadline.signal);
      await activity.stop();
    },
    health: () => ({ status: "ok", detail: "publishing incidents and summaries" }),
  };
}
