import { busConfig } from "../../bus/config.ts";
import { createBusService } from "../../bus/service.ts";
import { type Clock, sleep } from "../../core/clock.ts";
import { silentLog } from "../../core/log.ts";
import { createMetrics } from "../../core/metrics.ts";
import type { MessageBus } from "../../domain/ports.ts";
import type { Message, Scenario } from "../../simulate/scenario.ts";

/** Where simulated time stands for a real time. */
export interface SimulatedClock {
  now(): number;
}

export interface Site {
  readonly bus: MessageBus;
  /** Messages published so far. */
  readonly published: number;
  stop(): Promise<void>;
}

/** A step of the simulation at most; the scenario works through an hour at a time. */
const stepMs = 3_600_000;
const tickMs = 50;
/** Publishes that wait for the broker at a time: the site slows down rather than flood a slow board. */
const batchMax = 200;

/** Connects a scenario to the broker like any other client: it publishes, hears commands, and reports back. */
export async function startSite(options: {
  scenario: Scenario;
  brokerUrl: string;
  clock: Clock;
  simulated: SimulatedClock;
}): Promise<Site> {
  const { scenario, brokerUrl, clock, simulated } = options;
  const bus = createBusService({
    config: busConfig.parse({ url: brokerUrl, clientId: "edgewise-demo-site", reconnect: { baseMs: 50 } }),
    node: "site",
    baseTopic: "edgewise/site",
    observability: { log: silentLog, metrics: createMetrics(), clock },
    random: Math.random,
  });
  const stopping = new AbortController();
  let published = 0;

  const publishAll = async (messages: readonly Message[]) => {
    for (let from = 0; from < messages.length; from += batchMax) {
      const batch = messages.slice(from, from + batchMax);
      await Promise.all(
        batch.map(({ topic, payload, retain }) =>
          bus.publish(topic, payload, { qos: 1, retain: retain ?? false }),
        ),
      );
      published += batch.length;
    }
  };

  bus.subscribe({
    name: "site",
    filters: scenario.commandTopics,
    qos: 1,
    queue: { capacity: 1_000, whenFull: "block" },
    async handle(messages) {
      for (const { topic, payload } of messages) {
        await publishAll(scenario.onMessage(topic, payload.toString(), simulated.now()));
      }
    },
  });

  const run = async () => {
    let steppedTo = simulated.now();
    while (!stopping.signal.aborted) {
      const now = simulated.now();
      do {
        steppedTo = Math.min(now, steppedTo + stepMs);
        await publishAll(scenario.step(steppedTo));
      } while (steppedTo < now && !stopping.signal.aborted);
      await sleep(clock, tickMs, stopping.signal);
    }
  };

  await bus.start(stopping.signal);
  await connected(bus);
  const running = run();
  return {
    bus,
    get published() {
      return published;
    },
    async stop() {
      stopping.abort();
      await running;
      await bus.stop({ remainingMs: () => 2_000, signal: AbortSignal.timeout(2_000) });
    },
  };
}

function connected(bus: MessageBus): Promise<void> {
  if (bus.isConnected) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = bus.onConnectionChange((isConnected) => {
      if (!isConnected) return;
      stop();
      resolve();
    });
  });
}
