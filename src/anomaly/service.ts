import { every } from "../core/clock.ts";
import { createReporter, type Observability } from "../core/events.ts";
import { type Health, LoopProgress, type Service } from "../core/lifecycle.ts";
import type { FeedbackDesk } from "../domain/feedback.ts";
import type { Incident } from "../domain/incident.ts";
import type {
  AnomalyConsumer,
  ClockTrust,
  IncidentConsumer,
  IncidentDesk,
  IncidentLog,
  LogConsumer,
  LogMeasureConsumer,
  ModelRunner,
  SampleConsumer,
  SeriesMemoryStore,
  StateStore,
} from "../domain/ports.ts";
import { AlarmLimiter } from "./alarm-control.ts";
import { createAnomalySink } from "./anomaly-sink.ts";
import type { AnomalyConfig } from "./config.ts";
import { createDataClock } from "./data-clock.ts";
import { alarmScore, type DetectorSettings, isLogKind, type ShadowNetwork } from "./detectors/detector.ts";
import { anomalyEvents, anomalyMetrics } from "./events.ts";
import { ExpectedChanges } from "./expected-changes.ts";
import { Feedback } from "./feedback.ts";
import { FeedbackRoom } from "./feedback-desk.ts";
import { exposeAnomalyGauges } from "./gauges.ts";
import { AlarmHabits } from "./incidents/alarm-habits.ts";
import { IncidentMemory } from "./incidents/incident-memory.ts";
import { PastIncidents } from "./incidents/past-incidents.ts";
import { TopicFamilies } from "./incidents/place.ts";
import { IncidentTracker } from "./incidents/tracker.ts";
import { LogAlarms } from "./logs/alarms.ts";
import { createLogReader, logTask } from "./logs/classifier/log-reader.ts";
import { TemplateClasses } from "./logs/classifier/template-classes.ts";
import { LogMeasures } from "./logs/templates/log-measures.ts";
import { TemplateKeeper } from "./logs/templates/template-keeper.ts";
import { MemoryKeeper, turnMs } from "./memory-keeper.ts";
import { groupMemory, logMemory, logMemoryId, seriesMemory } from "./memory-owners.ts";
import { ResumedAlarms } from "./resumed-alarms.ts";
import { SensorAlarms } from "./sensor-alarms.ts";
import type { SeriesWatch } from "./series-watch.ts";
import { alarmLimitsOf, changeLogSettings, detectorSettingsOf, logSettingsOf } from "./settings-of-config.ts";
import { sortedRules } from "./threshold-rules.ts";
import { TogetherAlarms } from "./together/together-alarms.ts";
import { type PatternNetwork, PatternWeightsError } from "./unusual/network.ts";

export interface AnomalyService extends Service, SampleConsumer, LogConsumer, IncidentDesk {
  /** Undefined without a place to keep it. */
  readonly feedback: FeedbackDesk | undefined;
  /** Copies of the open incidents, oldest first. */
  openIncidents(): Incident[];
  /** Takes up the incidents that were open before a restart. Call it before the first sample. */
  resume(incidents: readonly Incident[]): void;
  /** While the broker is away nothing can be heard: data time stands still and nobody counts as silent. */
  setListening(isListening: boolean): void;
  /** Somebody asked for a change of what is published on these topics, or below them: it is no anomaly. */
  expectChange(topics: readonly string[]): void;
  /** Looks for silence, ends bursts, announces and closes incidents; also runs by itself every second. */
  tick(): void;
  /** Takes the live settings of a new configuration. */
  reconfigure(config: AnomalyConfig): void;
}

/** Real time between two ticks, and the most data time that may pass between them in a fast replay. */
const tickMs = 1000;
const tickDataMs = 5000;
/** Data time within which a change that was asked for shows. */
const expectedMs = 15 * 60_000;
/** One sample in this many is measured. */
const measureEvery = 1024;

/** Finds what is unusual in samples and log lines, and groups it into incidents. */
export function createAnomalyService(options: {
  config: AnomalyConfig;
  observability: Observability;
  clockTrust: ClockTrust;
  incidents: readonly IncidentConsumer[];
  anomalies: readonly AnomalyConsumer[];
  /** Where what was learnt outlives a restart; without it, it does not. */
  memories?: SeriesMemoryStore;
  /** Who takes the numbers in log lines; without it, nobody looks for them. */
  measures?: LogMeasureConsumer;
  /** Where log templates outlive a restart; without it, they do not. */
  state?: StateStore;
  /** Where feedback finds incidents and is kept; without it, none is taken. */
  feedback?: {
    state: StateStore;
    incidents: Pick<IncidentLog, "get" | "list">;
    timeZone: string | undefined;
  };
  createId: (nowMs: number) => string;
  /** Judges patterns of sensors, or why it cannot: then everything else is watched all the same. */
  patterns: PatternNetwork | PatternWeightsError;
  /** Says what kind of line a log line is; without it, words do. */
  models?: ModelRunner;
  /** Another network that judges beside it, only to see how often they agree. */
  shadow?: PatternNetwork | PatternWeightsError | undefined;
}): AnomalyService {
  const { config, observability, clockTrust, incidents } = options;
  const { clock, metrics } = observability;
  const reporter = createReporter("anomaly", anomalyEvents, observability);
  const detectorSettings: DetectorSettings = {
    ...detectorSettingsOf(config),
    patterns: options.patterns instanceof PatternWeightsError ? undefined : options.patterns,
    shadow:
      options.shadow === undefined || options.shadow instanceof PatternWeightsError
        ? undefined
        : { network: options.shadow, both: 0, onlyActive: 0, onlyShadow: 0 },
    seriesCount: 0,
  };
  const logSettings = logSettingsOf(config);
  let hasSafetyStates = config.safetyStates;
  const createId = () => options.createId(clock.now());
  const families = new TopicFamilies(config.incidents.familyTopicsMax);
  const dataClock = createDataClock({ clock, jumpMsMax: config.jumpMsMax });
  const limiter = new AlarmLimiter(alarmLimitsOf(config));
  const habits = new AlarmHabits();
  const past = new PastIncidents();
  const incidentMemory =
    options.feedback &&
    new IncidentMemory({
      state: options.feedback.state,
      habits,
      past,
      monotonicMs: () => clock.monotonicMs(),
      reporter,
    });
  const tracker = new IncidentTracker({
    settings: config.incidents,
    families,
    habits,
    past,
    createId,
    monotonicMs: () => clock.monotonicMs(),
    announce(incident, change) {
      for (const consumer of incidents) consumer.onIncident(incident, change);
    },
    report: (event, incident, reason) =>
      reporter.report(event, { incident: incident.id, severity: incident.severity, reason }),
  });
  const resumed = new ResumedAlarms();
  const expected = new ExpectedChanges();
  const sink = createAnomalySink({
    limiter,
    tracker,
    resumed,
    expected,
    consumers: options.anomalies,
    reporter,
    createId,
  });
  const keeper =
    options.memories &&
    new MemoryKeeper({ store: options.memories, saveEveryMs: config.memorySaveMs, reporter });
  const feedback = new Feedback({
    now: () => clock.now(),
    timeZone: options.feedback?.timeZone,
    alarmScore,
    onSilenced: (subject) => reporter.report("suppressed", { reason: "feedback", subject }),
  });
  const together = new TogetherAlarms({
    settings: detectorSettings,
    groupsMax: config.together.groupsMax,
    membersMax: config.together.membersMax,
    tracksMax: config.together.judgedMax,
    sink,
    feedback,
    onGroup: (group) => keeper?.add(groupMemory(group)),
    reporter,
  });
  const sensors = new SensorAlarms({
    settings: detectorSettings,
    rules: sortedRules(config.thresholds),
    hasSafetyStates: () => hasSafetyStates,
    seriesMax: config.seriesMax,
    jumpMsMax: config.jumpMsMax,
    dataClock,
    families,
    sink,
    feedback,
    together,
    onWatched: (watch) => keeper?.add(seriesMemory(watch, () => resumeLevel(watch))),
    reporter,
  });
  const resumeLevel = (watch: SeriesWatch) =>
    sensors.resumeLevel(watch, () => resumed.takeOver("level", watch.series.id));
  const desk =
    options.feedback &&
    new FeedbackRoom({
      feedback,
      tracker,
      incidents: options.feedback.incidents,
      state: options.feedback.state,
      seriesById: (id) => sensors.seriesById(id),
      silence(subjectId, kind) {
        resumed.takeOver(kind, subjectId);
        if (isLogKind(kind)) {
          logs.silence(subjectId, kind);
          return;
        }
        sensors.silence(subjectId, kind);
      },
      now: () => clock.now(),
      seenAt: () => dataClock.now(),
      reporter,
    });
  const classes =
    options.models &&
    new TemplateClasses({
      reader: createLogReader(options.models),
      settings: logSettings.classifier,
      templatesMax: config.logs.templatesMax,
      clock,
      reporter,
    });
  const logs = new LogAlarms({
    settings: logSettings,
    classes,
    sourcesMax: config.logs.sourcesMax,
    templatesMax: config.logs.templatesMax,
    tracksMax: config.logs.linesMax,
    sessionsMax: config.logs.sessionsMax,
    dataClock,
    families,
    sink,
    feedback,
    onWatched: (watch, restore) => keeper?.add(logMemory(watch, restore)),
    onForgotten: (watch) => keeper?.remove(logMemoryId(watch.source)),
    reporter,
  });
  const measures =
    options.measures &&
    new LogMeasures({
      perLogMax: config.logs.parameterSeriesMax,
      logsMax: config.logs.sourcesMax,
      consumer: options.measures,
      onRefused: (source, field) => reporter.report("parametersRefused", { source, field }),
    });
  const templateKeeper =
    options.state &&
    new TemplateKeeper({
      state: options.state,
      templates: logs.templates,
      reporter,
      monotonicMs: () => clock.monotonicMs(),
    });
  const loop = new LoopProgress("anomaly.tick", {
    monotonicMs: () => clock.monotonicMs(),
    ageMaxMs: 30 * tickMs,
  });
  const detectorSeconds = metrics.histogram(anomalyMetrics.detectorSeconds);
  exposeAnomalyGauges(metrics, { sensors, together, tracker, habits, logs, measures, feedback });

  let cancelTimers: (() => void)[] = [];
  let tickedSeenAt = Number.NEGATIVE_INFINITY;
  let samples = 0;

  function tickAt(seenAt: number): void {
    tickedSeenAt = seenAt;
    if (seenAt === Number.NEGATIVE_INFINITY) return;
    sensors.tick(seenAt, clockTrust.quality());
    logs.tick(seenAt);
    tracker.tick(seenAt);
  }

  /** A replay may pass days between two ticks of real time. */
  function tickIfDue(seenAt: number): void {
    if (seenAt - tickedSeenAt >= tickDataMs) tickAt(seenAt);
  }

  const figures = () => ({
    series: sensors.count,
    seriesRestored: keeper?.restoredCount("series") ?? 0,
    groups: together.groupCount,
    groupsRestored: keeper?.restoredCount("group") ?? 0,
    seriesExplained: together.explainedCount(),
    logs: logs.sourceCount,
    logsRestored: keeper?.restoredCount("log") ?? 0,
    logTemplates: logs.templates.size,
    logLinesWatched: logs.trackCount,
    ...(classes && { logTemplatesClassified: classes.knownCount }),
    incidentsOpen: tracker.openCount,
    alarmPairs: habits.pairCount,
    falseAlarms: feedback.falseAlarmCount,
    takenAsUsual: feedback.normalCount,
    ...(detectorSettings.shadow && shadowFigures(detectorSettings.shadow)),
  });

  return {
    name: "anomaly",
    feedback: desk,
    onSample(sample) {
      samples += 1;
      const isMeasured = samples % measureEvery === 0;
      const startMs = isMeasured ? clock.monotonicMs() : 0;
      const seenAt = sensors.onSample(sample);
      if (isMeasured) detectorSeconds.observe((clock.monotonicMs() - startMs) / 1000);
      if (seenAt === undefined) return;
      if (resumed.size > 0) {
        for (const recovery of resumed.recoveredBy(sample)) sink.recover(recovery, seenAt, true);
      }
      tickIfDue(seenAt);
    },
    onLogLine(line) {
      const seenAt = logs.onLogLine(line);
      if (resumed.size > 0 && logs.lastMatch) {
        const subject = `${line.source}#${logs.lastMatch.template.id}`;
        for (const recovery of resumed.recoveredByLine(subject, line.at))
          sink.recover(recovery, seenAt, true);
      }
      tickIfDue(seenAt);
      if (logs.lastMatch) measures?.onLine(line, logs.lastMatch);
    },
    resume(stored) {
      for (const incident of stored) tracker.resume(incident, resumed.add(incident));
    },
    openIncidents: () => tracker.openIncidents(),
    acknowledge: (ids, note) => tracker.acknowledge(ids, note),
    expectChange(topics) {
      for (const topic of topics) expected.expect(topic, dataClock.now() + expectedMs);
    },
    setListening: (isListening) => dataClock.setListening(isListening),
    tick: () => tickAt(dataClock.tick()),
    reconfigure(next) {
      Object.assign(detectorSettings, detectorSettingsOf(next));
      hasSafetyStates = next.safetyStates;
      limiter.limits = alarmLimitsOf(next);
      tracker.settings = next.incidents;
      if (keeper) keeper.saveEveryMs = next.memorySaveMs;
      if (measures) measures.perLogMax = next.logs.parameterSeriesMax;
      changeLogSettings(logSettings, next);
      sensors.changeRules(sortedRules(next.thresholds), dataClock.tick());
    },
    async start() {
      if (options.patterns instanceof PatternWeightsError)
        reporter.report("patternsUnavailable", { reason: options.patterns.message });
      if (options.shadow instanceof PatternWeightsError)
        reporter.report("shadowUnavailable", { reason: options.shadow.message });
      loop.beat();
      if (cancelTimers.length > 0) return;
      await desk?.read();
      await incidentMemory?.read();
      await templateKeeper?.read();
      const tick = every(clock, tickMs, () => {
        loop.beat();
        tickAt(dataClock.tick());
      });
      // What fails is reported and tried again at the next turn.
      const keep = every(clock, turnMs, () => {
        void keeper?.turn();
        void templateKeeper?.turn(keeper?.saveEveryMs ?? config.memorySaveMs);
        void desk?.read();
        void incidentMemory?.turn();
      });
      const unlisten = options.models?.onActivated((task) => {
        if (task === logTask) classes?.forget();
      });
      cancelTimers = [tick, keep, ...(unlisten ? [unlisten] : [])];
    },
    async stop(deadline) {
      for (const cancel of cancelTimers.splice(0)) cancel();
      classes?.stop();
      tracker.flush();
      await incidentMemory?.write();
      await templateKeeper?.save();
      await keeper?.saveAll(deadline.signal);
    },
    health(): Health {
      const open = tracker.openCount;
      if (options.patterns instanceof PatternWeightsError)
        return {
          status: "degraded",
          detail: `Patterns are not watched: ${options.patterns.message}`,
          figures: figures(),
        };
      if (logSettings.classifier.enabled && classes?.problem !== undefined)
        return {
          status: "degraded",
          detail: `Log lines are judged by their words: ${classes.problem}`,
          figures: figures(),
        };
      return {
        status: "ok",
        detail: open === 0 ? "Nothing unusual." : `${open} open ${open === 1 ? "incident" : "incidents"}.`,
        figures: figures(),
      };
    },
    loops: () => (cancelTimers.length > 0 ? [loop] : []),
  };
}

function shadowFigures({ both, onlyActive, onlyShadow }: ShadowNetwork) {
  return { unusualToBoth: both, unusualToActiveOnly: onlyActive, unusualToShadowOnly: onlyShadow };
}
