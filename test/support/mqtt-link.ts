import mqtt from "mqtt";
import type { ConnectMqtt } from "../../src/sync/network/mqtt-link.ts";

/** A link to another broker made of bare mqtt.js: what the sync part asks of the daemon's client. */
export const connectTestMqtt: ConnectMqtt = async (options) => {
  const listeners = new Set<(isConnected: boolean) => void>();
  let lastError: string | undefined;
  const client = mqtt.connect(options.url, {
    clientId: options.clientId,
    protocolVersion: options.protocolVersion,
    clean: true,
    reconnectPeriod: 20,
    queueQoSZero: false,
    ...(options.username === undefined ? {} : { username: options.username }),
    ...(options.password === undefined ? {} : { password: String(options.password) }),
  });
  client.setMaxListeners(0);
  const tell = (isConnected: boolean) => {
    for (const listener of listeners) listener(isConnected);
  };
  client.on("connect", () => tell(true));
  client.on("close", () => tell(false));
  client.on("error", (error) => {
    lastError = error.message;
  });
  return {
    get isConnected() {
      return client.connected;
    },
    get lastFailure() {
      return lastError === undefined ? undefined : { reason: lastError, why: "other" };
    },
    get limits() {
      return client.connected
        ? { inFlightMax: 65_535, packetBytesMax: undefined, qosMax: 2 as const }
        : undefined;
    },
    onConnectionChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    publish(topic, payload, { qos = 1, signal } = {}) {
      if (!client.connected) return Promise.resolve({ status: "offline" });
      return new Promise((resolve) => {
        // mqtt.js would send an unacknowledged publish again after it reconnects; then it is no longer ours.
        const lost = () => resolve({ status: "offline" });
        const stopped = () => resolve({ status: "failed", reason: "not acknowledged in time" });
        client.once("close", lost);
        signal?.addEventListener("abort", stopped, { once: true });
        client.publish(topic, payload, { qos }, (error) => {
          client.off("close", lost);
          signal?.removeEventListener("abort", stopped);
          resolve(error ? { status: "failed", reason: error.message } : { status: "acknowledged" });
        });
      });
    },
    async close() {
      await client.endAsync(true);
    },
  };
};
