import type { AnomalyService } from "../anomaly/service.ts";
import type { BusService } from "../bus/service.ts";
import type { EntityInput } from "../commands/entities/definition.ts";
import type { CommandsService } from "../commands/service.ts";
import { redact } from "../config/redact.ts";
import { type EdgewiseConfig, edgewiseConfig } from "../config/schema.ts";
import type { Clock } from "../core/clock.ts";
import { EdgewiseError, invariant } from "../core/errors.ts";
import { failure, success } from "../core/outcome.ts";
import type { FeedbackDesk } from "../domain/feedback.ts";
import type { ClockTrust } from "../domain/ports.ts";
import type { Series } from "../domain/sample.ts";
import type { HttpApi, SinkView } from "../http/api.ts";
import type { ModelRegistry } from "../inference/registry/service.ts";
import type { InferenceService } from "../inference/service.ts";
import type { IngestService } from "../ingest/service.ts";
import type { StoreService } from "../store/service.ts";
import type { SummariesService } from "../summaries/service.ts";
import type { DownService } from "../sync/down/service.ts";
import { shownOrders } from "../sync/down/shown-orders.ts";
import { restraintInWords } from "../sync/health.ts";
import type { SyncService } from "../sync/service.ts";
import type { VoiceService } from "../voice/service.ts";
import type { Daemon } from "./daemon.ts";
import type { Reload } from "./reload.ts";

export interface ApiOptions {
  config: () => EdgewiseConfig;
  version: string;
  startedAt: number;
  clock: Clock;
  clockTrust: ClockTrust;
  daemon: () => Daemon;
  parts: {
    store: StoreService;
    sync: SyncService;
    anomaly: AnomalyService;
    ingest: IngestService;
    commands: CommandsService;
    summaries: Pick<SummariesService, "digestNow">;
    bus: BusService;
    inference: Pick<InferenceService, "status">;
    models: Pick<ModelRegistry, "view" | "activate" | "rollback" | "setShadow">;
    orders: Pick<DownService, "orders" | "strangers" | "channels">;
    voice: Pick<VoiceService, "view" | "happenings" | "setMuted">;
  };
  reload: Reload;
}

/** What the HTTP interface can ask of the daemon, over the parts. */
export function createApi({
  config,
  version,
  startedAt,
  clock,
  clockTrust,
  daemon,
  parts,
  reload,
}: ApiOptions): HttpApi {
  const { store, sync, anomaly, ingest, commands, summaries, bus, inference, models, orders, voice } = parts;
  const startedMonotonicMs = clock.monotonicMs();
  return {
    status: () => {
      const { state, health } = daemon();
      return {
        version,
        node: config().daemon.node,
        state: state === "stopped" ? "stopping" : state,
        at: clock.now(),
        startedAt,
        // The wall clock may have been set since the start.
        uptimeMs: clock.monotonicMs() - startedMonotonicMs,
        clock: clockTrust.quality(),
        health: health(),
        figures: {
          broker: bus.url,
          series: ingest.directory.count,
          openIncidents: anomaly.openIncidents().length,
          entities: commands.entities().length,
        },
        inference: inference.status(),
      };
    },
    loops: () =>
      daemon()
        .loops()
        .map((progress) => ({
          loop: progress.loop,
          ageMs: progress.ageMs(),
          ageMaxMs: progress.ageMaxMs,
          isStuck: progress.isStuck,
        })),
    isReady: () => daemon().state === "ready",
    ask: (utterance) => commands.ask(utterance),
    incidents: (query) => store.incidents.list(query),
    incident: (id) => store.incidents.get(id),
    async similarIncidents(id, countMax) {
      const incident = await store.incidents.get(id);
      return incident && store.incidents.similar(incident, countMax);
    },
    digest: (span) => summaries.digestNow(span),
    giveFeedback: (wish) => deskOf(anomaly).give(wish),
    feedback: () => deskOf(anomaly).entries(),
    forgetFeedback: (id) => deskOf(anomaly).forget(id),
    async queue({ countMax }) {
      const [counts, records, deadLetters] = await Promise.all([
        store.outbox.counts(),
        store.outbox.peek(countMax),
        store.outbox.deadLetters(countMax),
      ]);
      return { counts, sinks: sinkViews(config(), sync), records, deadLetters };
    },
    queueRecords: (query) => store.outbox.read(query),
    importRecords: async (records, source) => {
      const result = await store.outbox.import(records, source);
      sync.wake();
      return result;
    },
    purgeQueue: (filter) => store.outbox.purge(filter),
    requeue: async (numbers) => {
      const requeued = await store.outbox.requeue(numbers);
      sync.wake();
      return requeued;
    },
    discard: (numbers) => store.outbox.discard(numbers),
    drainNow: (sink) => sync.drainNow(sink),
    series({ text, offset, countMax }) {
      const wanted = text.toLowerCase();
      const found: Series[] = [];
      for (const series of ingest.directory.all()) {
        if (series.id.toLowerCase().includes(wanted) || series.name.toLowerCase().includes(wanted))
          found.push(series);
      }
      return {
        total: found.length,
        series: found
          .slice(offset, offset + countMax)
          .map((series) => ({ series, latest: ingest.directory.latest(series) })),
      };
    },
    async history({ id, width, from, to }) {
      const rollups = await store.history.rollups(id, width, from, to);
      return rollups.length === 0 && !ingest.directory.byId(id) ? undefined : rollups;
    },
    entities: () => commands.entities(),
    async upsertEntity(definition) {
      try {
        const [entity] = await commands.upsertEntities([definition as EntityInput]);
        return entity ? success(entity) : failure("the entity was not taken");
      } catch (error) {
        if (error instanceof EdgewiseError) return failure(error.message);
        throw error;
      }
    },
    models: () => models.view(),
    activateModel: (name) => models.activate(name),
    rollBackModel: (task) => models.rollback(task),
    setShadowModel: (wish) => models.setShadow(wish),
    orders: () => ({
      isOn: config().sync.down.trustedKeys.length > 0,
      channels: orders.channels(),
      orders: shownOrders(orders.orders()),
      strangers: [...orders.strangers()].reverse(),
    }),
    rules: () =>
      commands.rules().map(({ trigger, area, session, expiresAt, ...rule }) => ({
        id: rule.id,
        text: rule.text,
        sentence: rule.sentence,
        told: rule.told,
        entityIds: rule.entityIds,
        createdAt: rule.createdAt,
        dueAt: trigger.kind === "at" ? trigger.at : trigger.kind === "recurring" ? trigger.next : undefined,
        expiresAt,
        source: rule.source,
        area,
        session,
      })),
    removeRule: (id) => commands.removeRule(id),
    voice: () => voice.view(),
    setVoiceMuted: async (isMuted) => {
      await voice.setMuted(isMuted, "http");
      return voice.view();
    },
    voiceEvents: (query) => voice.happenings(query),
    configSummary: () => redact(edgewiseConfig, config()),
    reload: () => reload.run(),
  };
}

function deskOf({ feedback }: Pick<AnomalyService, "feedback">): FeedbackDesk {
  invariant(feedback, "the daemon has a place to keep feedback");
  return feedback;
}

function sinkViews(config: EdgewiseConfig, sync: SyncService): SinkView[] {
  const figures = new Map(sync.figures().map((sink) => [sink.name, sink]));
  return config.sync.sinks.map(({ name, type }) => {
    const sink = figures.get(name);
    return {
      name,
      type,
      state: sink ? sink.connectivity.state : "off",
      sinceAt: sink?.connectivity.sinceAt,
      lastSuccessAt: sink?.lastSuccessAt,
      nextAttemptAt: sink?.nextAttemptAt,
      lastError: sink?.lastError,
      needsPerson: sink?.needsPerson ?? false,
      sent: sink?.sent ?? 0,
      rejected: sink?.rejected ?? 0,
      ...(sink ? { circuit: sink.circuit } : {}),
      ...(sink?.restraint ? { waits: restraintInWords(sink) } : {}),
    };
  });
}
