import { readFile } from "node:fs/promises";
import type { IClientOptions } from "mqtt";
import type { BusConfig } from "./config.ts";
import { TlsFileError } from "./errors.ts";
import { parkedMax } from "./subscriber.ts";

/** Where to connect and as whom. */
export interface BrokerAddress {
  /** Without credentials: it is logged. */
  url: string;
  user: string | undefined;
  password: string | undefined;
  /** Of our own client id, when the configuration names none. */
  clientId: string;
  isCleanSession: boolean;
}

/**
 * The mqtt.js options for one connection. Certificate files are read each time, so that renewed ones are
 * taken up by the next connection.
 *
 * @throws TlsFileError when a file cannot be read
 */
export async function connectOptions(
  config: BusConfig,
  address: BrokerAddress,
  statusTopic: string,
): Promise<IClientOptions> {
  const url = new URL(address.url);
  const protocol = url.protocol.slice(0, -1) as "mqtt" | "mqtts" | "ws" | "wss";
  const isVersion5 = config.mqttVersion === "5";
  const options: IClientOptions = {
    protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? defaultPorts[protocol] : Number(url.port),
    clientId: address.clientId,
    protocolVersion: isVersion5 ? 5 : 4,
    clean: address.isCleanSession,
    keepalive: Math.ceil(config.keepaliveMs / 1000),
    connectTimeout: config.connectTimeoutMs,
    reconnectPeriod: 0,
    resubscribe: false,
    queueQoSZero: false,
    manualConnect: true,
    // mqtt-packet would keep a ready-made buffer for each of 65,536 packet identifiers: 7 MB.
    writeCache: false,
    log: () => {},
    will: { topic: statusTopic, payload: Buffer.from("offline"), qos: 1, retain: true },
  };
  if (address.user !== undefined) options.username = address.user;
  if (address.password !== undefined) options.password = address.password;
  if (protocol === "ws" || protocol === "wss") options.path = `${url.pathname}${url.search}`;
  if (isVersion5) {
    options.properties = {
      // Room for the topic and properties of the largest allowed payload; the broker keeps larger ones away.
      maximumPacketSize: config.payloadBytesMax + 128 * 1024,
      // Below what one subscription may park, so that a full queue never has to hold up the connection.
      receiveMaximum: parkedMax - 56,
      ...(address.isCleanSession ? {} : { sessionExpiryInterval: Math.ceil(config.sessionExpiryMs / 1000) }),
    };
  }
  if (protocol === "mqtts" || protocol === "wss") Object.assign(options, await tlsOptions(config.tls));
  return options;
}

const defaultPorts = { mqtt: 1883, mqtts: 8883, ws: 80, wss: 443 } as const;

async function tlsOptions(tls: BusConfig["tls"]): Promise<object> {
  const read = async (key: "caFile" | "certFile" | "keyFile"): Promise<Buffer | undefined> => {
    const path = tls[key];
    if (path === undefined) return undefined;
    try {
      return await readFile(path);
    } catch (error) {
      throw new TlsFileError(key, path, error);
    }
  };
  const [ca, cert, key] = [await read("caFile"), await read("certFile"), await read("keyFile")];
  return {
    rejectUnauthorized: tls.isVerified,
    ...(ca ? { ca } : {}),
    ...(cert ? { cert } : {}),
    ...(key ? { key } : {}),
    ...(tls.keyPassphrase === undefined ? {} : { passphrase: tls.keyPassphrase }),
    ...(tls.serverName === undefined
      ? {}
      : {
          servername: tls.serverName,
          wsOptions: { servername: tls.serverName } as IClientOptions["wsOptions"],
        }),
  };
}
