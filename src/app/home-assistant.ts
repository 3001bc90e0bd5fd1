import type { Clock } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Health, Service } from "../core/lifecycle.ts";
import type { HomeAssistantEntity } from "../domain/home-assistant.ts";
import type { MessageBus, StateStore } from "../domain/ports.ts";
import { RetainedTopics } from "./retained-topics.ts";

export interface HomeAssistantOptions {
  config: { isEnabled: boolean; topicPrefix: string };
  node: string;
  /** Of edgewise. */
  version: string;
  /** `edgewise/<node>`: its `status` tells whether edgewise is there. */
  baseTopic: string;
  bus: MessageBus;
  clock: Clock;
  state: StateStore;
}

/**
 * Announces edgewise to Home Assistant as one device with its entities, by MQTT discovery
 * (home-assistant.io/integrations/mqtt/#mqtt-discovery): a retained topic for each entity, taken back when it is switched off.
 *
 * Limits and invariants:
 * 1. At most `entitiesMax` entities; what is once announced stays so until the next start, since a satellite that leaves comes back.
 * 2. What an earlier run announced and this one does not is cleared, also after a kill, under another prefix, or switched off.
 * 3. Where nothing was ever announced nothing is published and nothing subscribed to.
 */
export class HomeAssistant implements Service {
  readonly name = "homeAssistant";
  readonly #options: HomeAssistantOptions;
  readonly #entities = new Map<string, HomeAssistantEntity>();
  #retained: RetainedTopics | undefined;
  #stale: RetainedTopics | undefined;
  #problem: string | undefined;

  constructor(options: HomeAssistantOptions) {
    this.#options = options;
  }

  /** Those that there are now. */
  offer(entities: readonly HomeAssistantEntity[]): void {
    for (const entity of entities) {
      const key = `${entity.platform}/${entity.id}`;
      if (this.#entities.has(key) || this.#entities.size >= entitiesMax) continue;
      this.#entities.set(key, entity);
      this.#announce(entity);
    }
  }

  /** After the parts that offer entities: what none of them has offered by then is cleared. */
  async start(): Promise<void> {
    const { config } = this.#options;
    const before = await this.#readPrefix();
    const isMoved = before !== undefined && before !== config.topicPrefix;
    if (before !== undefined && (isMoved || !config.isEnabled)) {
      this.#stale = this.#topicsUnder(before);
      this.#stale.start();
    }
    if (!config.isEnabled) return;
    // Before the first announcement: whoever switches it off must know what to take back.
    await this.#writePrefix(config.topicPrefix);
    this.#retained = this.#topicsUnder(config.topicPrefix);
    for (const entity of this.#entities.values()) this.#announce(entity);
    this.#retained.start();
  }

  async stop(deadline: { signal: AbortSignal }): Promise<void> {
    await Promise.all([this.#retained?.stop(deadline.signal), this.#stale?.stop(deadline.signal)]);
  }

  health(): Health {
    if (this.#problem !== undefined) return { status: "degraded", detail: this.#problem };
    if (!this.#options.config.isEnabled) return { status: "ok", detail: "Nothing is announced." };
    const figures = { entities: this.#entities.size };
    return { status: "ok", detail: `Announced under ${this.#options.config.topicPrefix}.`, figures };
  }

  #announce({ platform, id, config }: HomeAssistantEntity): void {
    const { node, version, baseTopic } = this.#options;
    const device = `edgewise_${node}`;
    this.#retained?.set(
      `${this.#options.config.topicPrefix}/${platform}/${device}/${id}/config`,
      JSON.stringify({
        ...config,
        unique_id: `${device}_${id}`,
        availability_topic: `${baseTopic}/status`,
        // A stop in good order says `stopped`, which Home Assistant does not know.
        availability_template: "{{ 'online' if value == 'online' else 'offline' }}",
        device: {
          identifiers: [device],
          name: `edgewise ${node}`,
          manufacturer: "edgewise",
          model: "edgewise",
          sw_version: version,
        },
        origin: { name: "edgewise", sw_version: version, support_url: supportUrl },
      }),
    );
  }

  #topicsUnder(prefix: string): RetainedTopics {
    const { bus, clock, node } = this.#options;
    const filter = `${prefix}/+/edgewise_${node}/+/config`;
    return new RetainedTopics({ bus, clock, filter, topicsMax: entitiesMax });
  }

  async #readPrefix(): Promise<string | undefined> {
    try {
      return await this.#options.state.get(stateKey);
    } catch (error) {
      this.#problem = `What was announced to Home Assistant before cannot be read: ${errorMessage(error)}.`;
      return undefined;
    }
  }

  async #writePrefix(prefix: string): Promise<void> {
    try {
      await this.#options.state.put(stateKey, prefix);
    } catch (error) {
      this.#problem = `Announced to Home Assistant, but it could not be kept that it was (${errorMessage(error)}): switched off, it may stay there.`;
    }
  }
}

const entitiesMax = 200;
const stateKey = "homeAssistant/prefix";
const supportUrl = "https://www.npmjs.com/package/edgewise";
