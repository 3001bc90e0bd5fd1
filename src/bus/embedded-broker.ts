import { type AddressInfo, createServer, isIPv4, type Server, type Socket } from "node:net";
import { Aedes, type AuthenticateError, type Client } from "aedes";
import type { Reporter } from "../core/events.ts";
import { type Access, type BrokerAccess, createBrokerAccess } from "./broker-access.ts";
import type { BusConfig } from "./config.ts";
import { BrokerListenError, BrokerNeedsUsersError } from "./errors.ts";
import type { busEvents } from "./events.ts";
import { guardPackets } from "./packet-guard.ts";
import { createRetainedLimit, type RetainedLimit, type RetainedPacket } from "./retained-limit.ts";

/**
 * The broker inside the daemon: MQTT 3.1.1 over TCP, so that one command starts everything.
 *
 * Limits and invariants:
 * 1. It listens beyond this machine only with users, and then lets nobody in without one.
 * 2. A packet above `payloadBytesMax` (and room for its topic) ends its connection before it is gathered.
 * 3. At most `connectionsMax` clients besides our own; a client that does not introduce itself within
 *    `introductionMsMax`, or takes nothing for `drainMsMax`, is disconnected.
 * 4. Retained messages are kept in memory, at most `retainedMax` of `retainedBytesMax`; above that a message
 *    is delivered and not retained.
 * 5. Sessions are not kept: a client that asks for one is told there is none. They would only live in this
 *    process, and one that never comes back would fill the memory.
 */
export interface EmbeddedBroker {
  /** Where our own client connects to. */
  readonly url: string;
  readonly port: number;
  readonly connections: number;
  readonly retainedTopics: number;
  close(): Promise<void>;
}

const introductionMsMax = 10_000;
const drainMsMax = 60_000;
/** Fixed header, topic, packet identifier, will: what a packet may hold beside its payload. */
const packetOverheadBytes = 128 * 1024;
/** Sockets that have not introduced themselves yet, beyond `connectionsMax`. */
const socketsSpare = 16;

/**
 * @throws BrokerNeedsUsersError, BrokerUserInvalidError when the settings are not safe or not possible
 * @throws BrokerListenError when the address cannot be listened on
 */
export async function startEmbeddedBroker(options: {
  config: BusConfig["broker"];
  own: { user: string; password: string };
  reporter: Reporter<typeof busEvents>;
}): Promise<EmbeddedBroker> {
  const { config, own, reporter } = options;
  if (!isLoopback(config.host) && config.users.length === 0) throw new BrokerNeedsUsersError(config.host);
  const access = createBrokerAccess(config.users, own);
  const broker = await createBroker({ config, own, reporter, access });
  const retained = createRetainedLimit({ topicsMax: config.retainedMax, bytesMax: config.retainedBytesMax });
  limitRetained(broker, retained, reporter);
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.setNoDelay(true);
    guardPackets(socket, config.payloadBytesMax + packetOverheadBytes, () =>
      reporter.report("brokerPacketOversize", { address: socket.remoteAddress ?? "" }),
    );
    broker.handle(socket);
  });
  server.maxConnections = config.connectionsMax + 1 + socketsSpare;
  server.on("drop", () => reporter.report("brokerFull", { connectionsMax: config.connectionsMax }));
  const closeBroker = () => new Promise<void>((resolve) => broker.close(resolve));
  let port: number;
  try {
    port = await listen(server, config);
  } catch (error) {
    await closeBroker();
    throw error;
  }
  reporter.report("brokerListening", { host: config.host, port, users: config.users.length });
  return {
    url: ownUrl(config.host, port),
    port,
    get connections() {
      return broker.connectedClients;
    },
    get retainedTopics() {
      return retained.topics;
    },
    async close() {
      const isClosed = new Promise<void>((resolve) => server.close(() => resolve()));
      await closeBroker();
      for (const socket of sockets) socket.destroy();
      await isClosed;
    },
  };
}

function createBroker(options: {
  config: BusConfig["broker"];
  own: { user: string };
  reporter: Reporter<typeof busEvents>;
  access: BrokerAccess;
}): Promise<Aedes> {
  const { config, own, reporter } = options;
  const granted = new WeakMap<Client, Access>();
  const guests = new Set<Client>();
  const refused = (operation: "publish" | "subscribe", client: Client | null, topic: string) => {
    const user = (client && granted.get(client)?.user) ?? "";
    reporter.report("brokerAccessRefused", { operation, user, topic: topic.slice(0, 256) });
  };
  return Aedes.createBroker({
    connectTimeout: introductionMsMax,
    drainTimeout: drainMsMax,
    // Only a cluster of brokers needs the heartbeat on $SYS.
    heartbeatInterval: 3_600_000,
    preConnect(_client, packet, callback) {
      packet.clean = true;
      callback(null, true);
    },
    authenticate(client, user, password, done) {
      const access = options.access.login(user, password);
      if (!access) {
        reporter.report("brokerLoginRefused", { user: user?.slice(0, 64) ?? "" });
        done(refusal("bad user name or password", badCredentials), null);
        return;
      }
      if (access.user !== own.user) {
        if (guests.size >= config.connectionsMax) {
          reporter.report("brokerFull", { connectionsMax: config.connectionsMax });
          done(refusal("too many connections", serverUnavailable), null);
          return;
        }
        guests.add(client);
        client.conn.once("close", () => guests.delete(client));
      }
      granted.set(client, access);
      done(null, true);
    },
    authorizePublish(client, packet, callback) {
      const isSystem = packet.topic.startsWith("$SYS/");
      if (!isSystem && (!client || granted.get(client)?.mayPublish(packet.topic))) {
        callback(null);
        return;
      }
      refused("publish", client, packet.topic);
      callback(new Error("not allowed to publish to this topic"));
    },
    authorizeSubscribe(client, subscription, callback) {
      if (granted.get(client)?.maySubscribe(subscription.topic)) {
        callback(null, subscription);
        return;
      }
      refused("subscribe", client, subscription.topic);
      callback(null, null);
    },
  });
}

/** CONNACK return codes (MQTT 3.1.1 section 3.2.2.3). */
const serverUnavailable = 3;
const badCredentials = 4;

function refusal(message: string, returnCode: number): AuthenticateError {
  return Object.assign(new Error(message), { returnCode });
}

/** aedes has no limit of its own on what it retains, so its memory is asked to leave out what is too much. */
function limitRetained(broker: Aedes, limit: RetainedLimit, reporter: Reporter<typeof busEvents>): void {
  const { persistence } = broker as unknown as {
    persistence: { storeRetained(packet: RetainedPacket): Promise<void> };
  };
  const store = persistence.storeRetained.bind(persistence);
  persistence.storeRetained = async (packet) => {
    if (limit.admits(packet)) await store(packet);
    else reporter.report("brokerRetainedFull", { topic: packet.topic.slice(0, 256), topics: limit.topics });
  };
}

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new BrokerListenError(host, port, error)));
    server.listen({ host, port }, () => resolve((server.address() as AddressInfo).port));
  });
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

function ownUrl(host: string, port: number): string {
  if (host === "0.0.0.0") return `mqtt://127.0.0.1:${port}`;
  if (host === "::") return `mqtt://[::1]:${port}`;
  return `mqtt://${host.includes(":") ? `[${host}]` : host}:${port}`;
}
