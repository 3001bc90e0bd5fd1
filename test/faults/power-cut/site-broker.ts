import { type AddressInfo, createServer, type Server } from "node:net";
import { Aedes } from "aedes";

/** One message that the daemon confirmed with PUBACK. */
export interface Confirmed {
  topic: string;
  payload: string;
  atMs: number;
}

/** The site's broker, which outlives the daemon: it keeps QoS 1 messages for it and hears its PUBACKs. */
export interface SiteBroker {
  readonly port: number;
  publish(topic: string, payload: string): Promise<void>;
  onConfirmed(listener: (confirmed: Confirmed) => void): void;
  /** Every message of the daemon. */
  onMessage(listener: (topic: string, payload: string) => void): void;
  close(): Promise<void>;
}

export async function startSiteBroker(): Promise<SiteBroker> {
  const broker = await Aedes.createBroker({ queueLimit: 1_000_000 });
  const server: Server = createServer(broker.handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    publish: (topic, payload) =>
      new Promise((resolve, reject) => {
        const packet = { cmd: "publish", topic, payload, qos: 1, retain: false, dup: false } as const;
        broker.publish(packet, (error) => (error ? reject(error) : resolve()));
      }),
    onConfirmed(listener) {
      broker.on("ack", (packet) => {
        if (packet?.cmd !== "publish") return;
        listener({ topic: packet.topic, payload: String(packet.payload), atMs: performance.now() });
      });
    },
    onMessage(listener) {
      broker.on("publish", (packet, client) => {
        if (client) listener(packet.topic, String(packet.payload));
      });
    },
    close: () =>
      new Promise((resolve) => {
        broker.close(() => server.close(() => resolve()));
      }),
  };
}
