import type { CommandsService } from "../../commands/service.ts";
import type { daemonEvents } from "../../config/daemon-events.ts";
import type { LoadedConfig } from "../../config/load.ts";
import { orderedFile } from "../../config/ordered.ts";
import { errorMessage } from "../../core/errors.ts";
import type { Observability, Reporter } from "../../core/events.ts";
import type { ClockTrust } from "../../domain/ports.ts";
import type { ModelRegistry } from "../../inference/registry/service.ts";
import type { InferenceService } from "../../inference/service.ts";
import type { StoreService } from "../../store/service.ts";
import { createFetchReach } from "../../sync/down/fetch-reach.ts";
import { createDownService, type DownService } from "../../sync/down/service.ts";
import type { ConnectListening } from "../../sync/network/mqtt-link.ts";
import type { SyncService } from "../../sync/service.ts";
import type { Daemon } from "../daemon.ts";
import { modelPlaces } from "../model-places.ts";
import type { Reload } from "../reload.ts";
import { createCommandOrders } from "./command-orders.ts";
import type { LoadConfig } from "./load-usable.ts";
import { createModelOrders, takenBack } from "./model-orders.ts";
import { createModelPull } from "./model-pull.ts";
import { createConfigurationOrders, createEntityOrders, createSentenceOrders } from "./setting-orders.ts";
import { createTrial, type Trial } from "./trial.ts";

interface BuildOrdersOptions {
  loaded: LoadedConfig;
  load: LoadConfig;
  observability: Observability;
  reporter: Reporter<typeof daemonEvents>;
  version: string;
  random: () => number;
  pid: number;
  clockTrust: ClockTrust;
  connectMqtt: ConnectListening;
  parts: {
    store: StoreService;
    sync: SyncService;
    commands: CommandsService;
    models: ModelRegistry;
    inference: InferenceService;
  };
  /** Both are made later. */
  daemon: () => Daemon;
  reload: () => Reload;
}

/** What is ordered from afar, over the parts that it changes. */
export function buildOrders(options: BuildOrdersOptions): {
  orders: DownService;
  trial: Trial;
  /** The configuration itself, after saying what of it was ordered and cannot count. */
  told(again: LoadedConfig): LoadedConfig;
} {
  const { loaded, load, observability, reporter, version, random, clockTrust, connectMqtt } = options;
  const { store, sync, commands, models, inference } = options.parts;
  const { config } = loaded;
  const { clock } = observability;
  const trial: Trial = createTrial({
    file: orderedFile(config.daemon.dataDirectory),
    load,
    reload: { run: () => options.reload().run() },
    health: () => options.daemon().health(),
    settings: () => options.reload().current().sync.down,
    clock,
  });
  /** What was ordered and cannot count is worth an error, whenever it is found. */
  const told = (again: LoadedConfig) => {
    const { status, reason } = again.ordered;
    if (status === "leftOut") reporter.report("orderedLeftOut", { reason });
    return again;
  };
  told(loaded);
  const orders = createDownService({
    config: config.sync,
    node: config.daemon.node,
    version,
    dataDirectory: config.daemon.dataDirectory,
    observability,
    state: store.state,
    clockTrust,
    appliers: {
      configuration: createConfigurationOrders(trial),
      entities: createEntityOrders(trial),
      sentences: createSentenceOrders(trial),
      command: createCommandOrders({ assistant: commands, clock }),
      model: createModelOrders({
        registry: models,
        directory: modelPlaces(config.daemon.dataDirectory).pulled,
        pull: createModelPull({
          directory: modelPlaces(config.daemon.dataDirectory).pulled,
          settings: () => options.reload().current().inference,
          reach: () => createFetchReach(options.reload().current().sync),
          clock,
          random,
        }),
        pid: options.pid,
      }),
    },
    enqueue: (drafts) => sync.enqueue(drafts),
    isDurable: () => store.isDurable(),
    connectMqtt,
    random,
  });
  inference.onActivated(
    () =>
      void lookForTakenBack().catch((error: unknown) =>
        reporter.report("ordersNotReviewed", { error: errorMessage(error) }),
      ),
  );
  const lookForTakenBack = async () => {
    for (const { id, reason } of takenBack(orders.orders(), await models.view())) {
      await orders.takeBack(id, reason);
    }
  };

  return { orders, trial, told };
}
