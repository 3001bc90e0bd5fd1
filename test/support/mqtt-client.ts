import mqtt, { type IClientOptions } from "mqtt";

export interface SeenMessage {
  topic: string;
  payload: string;
  isRetained: boolean;
}

export interface TestClient {
  readonly seen: SeenMessage[];
  publish(
    topic: string,
    payload: string | Buffer | object,
    options?: { qos?: 0 | 1; retain?: boolean },
  ): Promise<void>;
  /** Calls back with every message from now on. */
  onMessage(listener: (message: SeenMessage) => void): void;
  /** The first message that fits, already seen or still to come. */
  waitFor(isWanted: (message: SeenMessage) => boolean, timeoutMs?: number): Promise<SeenMessage>;
  end(): Promise<void>;
}

/** An MQTT client that remembers everything on the filters it listens to. Reconnects by itself. */
export async function connectClient(
  port: number,
  filters: readonly string[] = [],
  options: IClientOptions = {},
): Promise<TestClient> {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 200, ...options });
  const seen: SeenMessage[] = [];
  const listeners = new Set<(message: SeenMessage) => void>();
  client.on("message", (topic, payload, packet) => {
    const message = { topic, payload: payload.toString(), isRetained: packet.retain };
    seen.push(message);
    for (const listener of [...listeners]) listener(message);
  });
  client.on("error", () => {
    // Connection errors are expected here: brokers are stopped on purpose.
  });
  if (filters.length > 0) await client.subscribeAsync([...filters], { qos: 1 });
  return {
    seen,
    async publish(topic, payload, { qos = 1, retain = false } = {}) {
      const bytes =
        typeof payload === "string" || Buffer.isBuffer(payload) ? payload : JSON.stringify(payload);
      await client.publishAsync(topic, bytes, { qos, retain });
    },
    onMessage(listener) {
      listeners.add(listener);
    },
    waitFor(isWanted, timeoutMs = 15_000) {
      const found = seen.find(isWanted);
      if (found) return Promise.resolve(found);
      return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          listeners.delete(listen);
          const last = seen.slice(-10).map(({ topic, payload }) => `${topic} ${payload.slice(0, 200)}`);
          reject(new Error(`no such message within ${timeoutMs} ms; the last ones:\n${last.join("\n")}`));
        }, timeoutMs);
        const listen = (message: SeenMessage) => {
          if (!isWanted(message)) return;
          clearTimeout(timer);
          listeners.delete(listen);
          resolve(message);
        };
        listeners.add(listen);
      });
    },
    async end() {
      await client.endAsync(true);
    },
  };
}
