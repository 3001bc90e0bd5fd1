import { createAnomalyService } from "../anomaly/service.ts";
import { openBusLink } from "../bus/link.ts";
import { createBusService } from "../bus/service.ts";
import { createCommandsService } from "../commands/service.ts";
import { readSentences } from "../commands/world.ts";
import { daemonEvents } from "../config/daemon-events.ts";
import type { LoadedConfig } from "../config/load.ts";
import { invariant } from "../core/errors.ts";
import { createReporter, type Observability } from "../core/events.ts";
import { createId } from "../core/id.ts";
import { createHttpService } from "../http/service.ts";
import type { InferenceConfig } from "../inference/config.ts";
import { createProcessLink } from "../inference/host-link.ts";
import { createModelRegistry } from "../inference/registry/service.ts";
import { createInferenceService } from "../inference/service.ts";
import { createIngestService } from "../ingest/service.ts";
import { createStoreService } from "../store/service.ts";
import { createSummariesService } from "../summaries/service.ts";
import { createTextDigests } from "../summaries/text/text-digests.ts";
import type { SyncConfig } from "../sync/config.ts";
import { shareLinks } from "../sync/network/shared-links.ts";
import { summaryRecord, textSummaryRecord } from "../sync/records/records.ts";
import { createSyncService } from "../sync/service.ts";
import type { AdjustableLog } from "../system/log.ts";
import { createSystemService, type SystemService } from "../system/service.ts";
import { createActingBus } from "./acting-bus.ts";
import { Activity } from "./activity.ts";
import { createApi } from "./api.ts";
import { buildVoice, isModelNeeded } from "./build-voice.ts";
import { createDaemon, type Daemon } from "./daemon.ts";
import { FeedbackTopic } from "./feedback-topic.ts";
import { HealthTopic } from "./health-topic.ts";
import { HomeAssistant } from "./home-assistant.ts";
import { IncidentPipeline } from "./incident-pipeline.ts";
import { modelHostVersions, modelKeysDirectory, modelPlaces } from "./model-places.ts";
import { buildOrders } from "./orders/build-orders.ts";
import type { LoadConfig } from "./orders/load-usable.ts";
import { createOutputs } from "./outputs.ts";
import { loadPatternNetwork } from "./pattern-network.ts";
import { createRecordPipeline } from "./record-pipeline.ts";
import { recordAnswers } from "./recorded-answers.ts";
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
  /** Reads the configuration again, for a reload or an order. */
  load: LoadConfig;
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
  const { loaded, load, observability, random } = options;
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
    connectedSinks: () =>
      sync.figures().flatMap(({ name, connectivity }) => (connectivity.state === "online" ? [name] : [])),
  });
  const bus = createBusService({ config: config.bus, node, baseTopic, observability, random });
  const connectMqtt = shareLinks(async (link) =>
    openBusLink({
      ...link,
      isSessionKept: () => orders.keepsSession(link.clientId),
      observability,
      random,
    }),
  );
  const sync = createSyncService({
    config: config.sync,
    node,
    version,
    observability,
    outbox: store.outbox,
    state: store.state,
    clockTrust,
    timeZone,
    random,
    connectMqtt,
    onOrders: (sink) => orders.look(sink),
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
    isNeeded: (task) => isModelNeeded(task, config.voice),
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
  const sentenceSources = readSentenceSources(
    config.commands.sentences,
    loaded.directory,
    loaded.ordered.sentences,
  );
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
  recordAnswers({ commands, sync, activity, reporter, clock, clockTrust, random });
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

  const homeAssistant = new HomeAssistant({
    config: config.daemon.homeAssistant,
    node,
    version,
    baseTopic,
    bus,
    clock,
    state: store.state,
  });
  const voice = buildVoice({
    homeAssistant,
    config: config.voice,
    observability,
    baseTopic,
    random,
    version,
    environment: options.environment,
    bus,
    retained,
    commands,
    models: inference,
    clockTrust,
    state: store.state,
  });

  const inferenceSettings = {
    reconfigure(next: InferenceConfig) {
      inference.reconfigure(next);
      models.reconfigure(next);
    },
  };
  const syncSettings = {
    reconfigure(next: SyncConfig) {
      orders.reconfigure(next);
      return sync.reconfigure(next);
    },
  };
  const { orders, trial, told } = buildOrders({
    loaded,
    load,
    observability,
    reporter,
    version,
    random,
    pid: options.pid,
    clockTrust,
    connectMqtt,
    parts: { store, sync, commands, models, inference },
    daemon: () => daemon,
    reload: () => reload,
  });

  const reload: Reload = createReload({
    loaded,
    sentenceSources,
    loadAgain: () => told(trial.loadNow()),
    clock,
    reporter,
    parts: {
      ingest,
      anomaly,
      summaries,
      commands,
      voice,
      store,
      sync: syncSettings,
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
    parts: { store, sync, anomaly, ingest, commands, summaries, bus, inference, models, orders, voice },
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
      voice,
      homeAssistant,
      orders,
      http,
    ],
    stopInputs: (deadline) => bus.stopInputs(deadline),
    openInputs: () => bus.openInputs(),
    clock,
    reporter,
  });
  return { daemon, system, reload, addresses: () => ({ broker: bus.url, http: http.url() }) };
}
