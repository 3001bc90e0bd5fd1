import { lstat, rm } from "node:fs/promises";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createAddressFilter } from "../../core/address-ranges.ts";
import type { Clock } from "../../core/clock.ts";
import type { Reporter } from "../../core/events.ts";
import type { SoundSource } from "../ports.ts";
import type { WyomingBackend } from "./backend.ts";
import type { WyomingConfig } from "./config.ts";
import { type ConnectionEnd, createConnection, type WyomingConnection } from "./connection.ts";
import { WyomingListenError } from "./errors.ts";
import type { wyomingEvents } from "./events.ts";
import { createSatelliteDialog } from "./satellite-dialog.ts";
import { createServerDialog } from "./server-dialog.ts";

/**
 * edgewise as a Wyoming service, over TCP and where wanted a Unix socket.
 *
 * Limits and invariants:
 * 1. Only `allowedAddresses` are served, since the protocol has no passwords. A Unix socket is guarded by its folder.
 * 2. At most `connectionsMax` connections, of TCP and the socket together.
 * 3. A client that is gone, silent for `idleMs`, or talks something else is dropped with what it had under way; a
 *    command of which the end did not come acts on nothing.
 */
export interface WyomingServer {
  /** The port it listens on. */
  readonly port: number;
  readonly connections: number;
  close(): Promise<void>;
}

/** @throws WyomingListenError when an address cannot be listened on; nothing is left open then */
export async function startWyomingServer(options: {
  config: WyomingConfig["server"];
  backend: WyomingBackend;
  clock: Clock;
  reporter: Reporter<typeof wyomingEvents>;
}): Promise<WyomingServer> {
  const { config, reporter, clock } = options;
  const isAllowed = createAddressFilter(config.allowedAddresses);
  const connections = new Set<WyomingConnection>();
  const satellites = new Set<string>();
  const accept = (socket: Socket) => {
    const address = socket.remoteAddress?.replace(/^::ffff:/, "");
    if (address !== undefined && !isAllowed(address)) {
      reporter.report("clientRefused", { address });
      socket.destroy();
      return;
    }
    if (connections.size >= config.connectionsMax) {
      reporter.report("serverFull", { address: address ?? "unix socket" });
      socket.destroy();
      return;
    }
    const connection = createConnection({ socket, clock, idleMs: config.idleMs });
    connections.add(connection);
    const name = `wyoming-${address?.replaceAll(":", "-") ?? "socket"}`;
    const source: SoundSource = { name, area: address === undefined ? undefined : config.areas[address] };
    void serve(connection, source, { ...options, satellites }).finally(() => connections.delete(connection));
  };
  const servers: Server[] = [];
  const close = async () => {
    const closed = servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve())));
    for (const connection of connections) connection.close(true);
    await Promise.all(closed);
  };
  const { host } = config;
  const tcp = await listen(accept, `${host}:${config.port}`, { host, port: config.port });
  servers.push(tcp);
  try {
    if (config.socket !== undefined) {
      await removeStaleSocket(config.socket);
      servers.push(await listen(accept, config.socket, { path: config.socket }));
    }
  } catch (error) {
    await close();
    throw error;
  }
  const { port } = tcp.address() as AddressInfo;
  reporter.report("listening", { host, port, ...(config.socket && { socket: config.socket }) });
  return {
    port,
    get connections() {
      return connections.size;
    },
    close,
  };
}

async function serve(
  connection: WyomingConnection,
  source: SoundSource,
  options: Parameters<typeof startWyomingServer>[0] & { satellites: Set<string> },
): Promise<void> {
  const { config, satellites, reporter } = options;
  let satelliteName: string | undefined;
  const dialog = createServerDialog({
    ...options,
    connection,
    source,
    utteranceMsMax: config.utteranceMsMax,
    becomeSatellite() {
      satelliteName = unusedName(source.name, satellites);
      satellites.add(satelliteName);
      return createSatelliteDialog({ ...options, connection, source: { ...source, name: satelliteName } });
    },
  });
  const end = await connection.run((message) => dialog.handle(message));
  const isCut = dialog.end();
  if (satelliteName !== undefined) satellites.delete(satelliteName);
  if (isCut) reporter.report("utteranceDropped", { source: satelliteName ?? source.name });
  reportEnd(reporter, connection.peer, end);
}

/** Satellites are told apart by their name: two behind one address must not become one stream of sound. */
function unusedName(name: string, used: ReadonlySet<string>): string {
  for (let number = 1; ; number += 1) {
    const candidate = number === 1 ? name : `${name}-${number}`;
    if (!used.has(candidate)) return candidate;
  }
}

/** A client that leaves between two messages is nothing to tell of: Home Assistant connects anew for each request. */
export function reportEnd(reporter: Reporter<typeof wyomingEvents>, peer: string, end: ConnectionEnd): void {
  if (end.how === "refused") reporter.report("protocolBroken", { peer, why: end.reason });
  else if (end.how === "failed") reporter.report("connectionLost", { peer, why: end.reason });
  else if (end.how === "cut") reporter.report("connectionLost", { peer, why: "it left within a message" });
  else if (end.how === "idle") reporter.report("connectionIdle", { peer });
}

function listen(
  accept: (socket: Socket) => void,
  address: string,
  where: { host: string; port: number } | { path: string },
): Promise<Server> {
  const server = createServer(accept);
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(new WyomingListenError(address, error)));
    server.listen(where, () => resolve(server));
  });
}

/** A socket outlives a daemon that was killed; anything else at its path is somebody's and stays. */
async function removeStaleSocket(path: string): Promise<void> {
  const found = await lstat(path).catch(() => undefined);
  if (found?.isSocket()) await rm(path, { force: true });
}
