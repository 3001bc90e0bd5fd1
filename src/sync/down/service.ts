import { isDeepStrictEqual } from "node:util";
import type { Random } from "../../core/backoff.ts";
import { sleep } from "../../core/clock.ts";
import { errorMessage } from "../../core/errors.ts";
import { createReporter, type Observability } from "../../core/events.ts";
import type { Service } from "../../core/lifecycle.ts";
import type { ClockTrust, StateStore } from "../../domain/ports.ts";
import type { SinkSettings, SyncConfig } from "../config.ts";
import type { ConnectListening } from "../network/mqtt-link.ts";
import type { RecordDraft } from "../records/records.ts";
import { bridgeClientId } from "../sinks/mqtt-bridge/address.ts";
import type { OrderAppliers } from "./applier.ts";
import { openBridgeLink } from "./channels/bridge-link.ts";
import type { Channel, ChannelContext, ChannelState } from "./channels/channel.ts";
import { createHttpChannel } from "./channels/http.ts";
import { createMqttChannel } from "./channels/mqtt.ts";
import type { ChannelSettings } from "./config.ts";
import { createOrderDesk } from "./desk.ts";
import { ordersEvents, ordersMetrics } from "./events.ts";
import { createFetchReach } from "./fetch-reach.ts";
import { createGetBody } from "./get-body.ts";
import { downHealth } from "./health.ts";
import { createHttpGet } from "./http-get.ts";
import { createLedger, isSettled, type LedgerEntry } from "./ledger.ts";
import { createReports } from "./reports.ts";
import { createStrangers, type Stranger } from "./strangers.ts";
import { createVersionMark, versionMarkFile } from "./version-mark.ts";

export interface DownServiceOptions {
  config: SyncConfig;
  node: string;
  version: string;
  dataDirectory: string;
  observability: Observability;
  state: StateStore;
  clockTrust: ClockTrust;
  appliers: OrderAppliers;
  /** Queues records that must not be lost; resolves to how many a sink wants. */
  enqueue: (drafts: readonly RecordDraft[]) => Promise<number>;
  /** Whether what is written is on the disk, and not in memory because the disk takes no writes. */
  isDurable: () => boolean;
  connectMqtt: ConnectListening;
  random: Random;
}

/** Orders from the cloud. */
export interface DownService extends Service {
  /** A sink's far side said that there are orders. */
  look(sink: string): void;
  /** Newest last. */
  orders(): readonly LedgerEntry[];
  strangers(): readonly Stranger[];
  channels(): readonly (ChannelState & { name: string })[];
  /** Whether orders come by the connection of this client, so that its broker should keep them while we are away. */
  keepsSession(clientId: string): boolean;
  /** What an order had changed was set back later, by the part it was about. */
  takeBack(id: string, reason: string): Promise<void>;
  reconfigure(config: SyncConfig): void;
}

const againMs = 15_000;

export function createDownService(options: DownServiceOptions): DownService {
  const { observability, clockTrust, state } = options;
  const { clock, metrics } = observability;
  const reporter = createReporter("orders", ordersEvents, observability);
  let config = options.config;
  let channels: Channel[] = [];
  let changing: Promise<void> = Promise.resolve();
  let isRunning = false;
  let problem: string | undefined;
  const stopping = new AbortController();

  const ledger = createLedger({
    state,
    keptMax: () => config.down.ordersKeptMax,
    mark: createVersionMark(versionMarkFile(options.dataDirectory)),
    onMarkFailed: (error) => reporter.report("versionsNotMarked", { error: errorMessage(error) }),
    isDurable: options.isDurable,
  });
  const reports = createReports({
    ledger,
    enqueue: options.enqueue,
    isDurable: options.isDurable,
    clock,
    reporter,
  });
  const strangers = createStrangers(clock);
  const desk = createOrderDesk({
    node: options.node,
    config: () => config.down,
    ledger,
    reports,
    strangers,
    appliers: options.appliers,
    get: createGetBody({ reach: () => createFetchReach(config), version: options.version, clock }),
    reachFarSide: async (name, signal) =>
      (await channels.find((channel) => channel.name === name)?.reach(signal)) ?? false,
    isDurable: options.isDurable,
    clock,
    clockTrust,
    reporter,
  });

  const openGauge = metrics.gauge(ordersMetrics.open);
  const owedGauge = metrics.gauge(ordersMetrics.owed);
  metrics.beforeExpose(() => {
    openGauge.set(ledger.entries().filter((entry) => !isSettled(entry)).length);
    owedGauge.set(ledger.owed().length);
  });

  const createChannel = (settings: ChannelSettings): Channel | undefined => {
    const sink = config.sinks.find(({ name }) => name === settings.sink);
    const context: ChannelContext = {
      settings,
      node: options.node,
      isTaking: options.isDurable,
      take: (bytes) => desk.take(bytes, settings.sink),
      onState(isReached, reason) {
        reporter.report(isReached ? "channelOnline" : "channelOffline", { channel: settings.sink, reason });
      },
    };
    return sink?.isEnabled ? channelOf(sink, context) : undefined;
  };

  const channelOf = (sink: SinkSettings, context: ChannelContext): Channel | undefined => {
    switch (sink.type) {
      case "http":
        return createHttpChannel(context, {
          ordersUrl: ordersUrlOf(sink.url, context.settings.ordersUrl),
          timeoutMs: sink.timeoutMs,
          get: createHttpGet({ sink, version: options.version, clock }),
          clock,
          random: options.random,
        });
      case "mqttBridge":
        return createMqttChannel(context, {
          open: () => openBridgeLink(sink, { node: options.node, clock, connectMqtt: options.connectMqtt }),
          clock,
        });
      default:
        return undefined;
    }
  };

  /** With no trusted key there is nobody to be asked. */
  const wantedChannels = () => (config.down.trustedKeys.length > 0 ? config.down.channels : []);

  const unfitChannels = () => {
    const fit = new Set(channels.map(({ name }) => name));
    return wantedChannels().flatMap(({ sink }) => (fit.has(sink) ? [] : [sink]));
  };

  const openChannels = () => {
    channels = wantedChannels().flatMap((settings) => createChannel(settings) ?? []);
    for (const channel of channels) channel.start();
  };

  const closeChannels = async () => {
    const closing = channels;
    channels = [];
    await Promise.all(closing.map((channel) => channel.stop()));
  };

  /** What was obeyed before has to be known before anything is obeyed, however long the disk takes. */
  const begin = async () => {
    while (isRunning) {
      try {
        await ledger.read();
        await desk.resume();
        problem = undefined;
        if (isRunning) openChannels();
        return;
      } catch (error) {
        problem = errorMessage(error);
        reporter.report("ledgerFailed", { error: problem });
      }
      await sleep(clock, againMs, stopping.signal);
    }
  };

  return {
    name: "sync/down",
    async start() {
      isRunning = true;
      // Not waited for: a disk that is not there yet must not hold up the start.
      changing = begin();
    },
    async stop() {
      isRunning = false;
      stopping.abort();
      await closeChannels();
      await desk.stop();
      await reports.stop();
    },
    health: () =>
      downHealth({
        config: config.down,
        channels,
        unfit: unfitChannels(),
        entries: ledger.entries(),
        owed: ledger.owed().length,
        problem,
      }),
    look(sink) {
      channels.find(({ name }) => name === sink)?.look();
    },
    orders: () => ledger.entries(),
    strangers: () => strangers.all(),
    channels: () => channels.map((channel) => ({ name: channel.name, ...channel.state() })),
    keepsSession: (clientId) =>
      config.sinks.some(
        (sink) =>
          sink.type === "mqttBridge" &&
          bridgeClientId(sink, options.node) === clientId &&
          wantedChannels().some((channel) => channel.sink === sink.name),
      ),
    takeBack: (id, reason) => desk.takeBack(id, reason),
    reconfigure(next) {
      const before = config;
      config = next;
      const isSame = isDeepStrictEqual(before.sinks, next.sinks) && isDeepStrictEqual(before.down, next.down);
      if (isSame || !isRunning) return;
      changing = changing.then(async () => {
        await closeChannels();
        if (isRunning) openChannels();
      });
    },
  };
}

function ordersUrlOf(sinkUrl: string, ordersUrl: string | undefined): URL {
  if (ordersUrl !== undefined) return new URL(ordersUrl);
  const url = new URL(sinkUrl);
  url.pathname = `${url.pathname.replace(/\/$/, "")}/orders`;
  return url;
}
