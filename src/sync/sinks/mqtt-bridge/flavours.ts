import type { QueuedRecord } from "../../../domain/envelope.ts";
import { percentEncoded } from "./azure-token.ts";

export const flavourNames = ["plain", "awsIotCore", "azureIotHub", "hiveMq"] as const;
export type FlavourName = (typeof flavourNames)[number];

/** What a kind of broker wants otherwise than the standard leaves open, and where it stops. */
export interface Flavour {
  /** Of the URL. */
  schemes: readonly string[];
  protocolVersions: readonly (4 | 5)[];
  /** Used when the configuration names none. */
  protocolVersion: 4 | 5;
  qosMax: 1 | 2;
  payloadBytesMax: number;
  inFlightMax: number;
  /** Used when the configuration names none; undefined: the topic is the flavour's own. */
  topic: string | undefined;
  /** Why the broker would not take `topic`, or undefined. */
  topicProblem(topic: string): string | undefined;
}

const defaultTopic = "edgewise/{node}/{class}/{stream}";
const anyTopic = () => undefined;
const anyScheme = ["mqtt", "mqtts", "ws", "wss"];

export const flavours: Readonly<Record<FlavourName, Flavour>> = {
  plain: {
    schemes: anyScheme,
    protocolVersions: [4, 5],
    protocolVersion: 4,
    qosMax: 2,
    payloadBytesMax: 268_435_455,
    inFlightMax: 65_535,
    topic: defaultTopic,
    topicProblem: anyTopic,
  },
  // docs.aws.amazon.com/general/latest/gr/iot-core.html (limits), /iot/latest/developerguide/mqtt.html
  awsIotCore: {
    // Over WebSocket it wants URLs signed by SigV4, which end while a connection lasts.
    schemes: ["mqtts"],
    protocolVersions: [4, 5],
    // Over 3.1.1 it hangs up where version 5 says why.
    protocolVersion: 5,
    qosMax: 1,
    payloadBytesMax: 131_072,
    inFlightMax: 100,
    topic: defaultTopic,
    topicProblem: awsTopicProblem,
  },
  // learn.microsoft.com/azure/iot/iot-mqtt-connect-to-iot-hub
  azureIotHub: {
    schemes: ["mqtts", "wss"],
    protocolVersions: [4],
    protocolVersion: 4,
    qosMax: 1,
    // 256 KB a message, its properties included.
    payloadBytesMax: 261_120,
    inFlightMax: 65_535,
    topic: undefined,
    topicProblem: anyTopic,
  },
  // docs.hivemq.com/hivemq/latest/user-guide
  hiveMq: {
    schemes: anyScheme,
    protocolVersions: [4, 5],
    protocolVersion: 5,
    qosMax: 2,
    payloadBytesMax: 268_435_455,
    inFlightMax: 65_535,
    topic: defaultTopic,
    topicProblem: anyTopic,
  },
};

/** 256 bytes and seven slashes, the part that names a rule of basic ingest not counted. */
function awsTopicProblem(topic: string): string | undefined {
  const counted = topic.replace(/^\$aws\/rules\/[^/]+\//, "");
  if (Buffer.byteLength(counted) > 256) return "its topic is longer than the 256 bytes AWS IoT Core takes";
  if (counted.split("/").length > 8) return "its topic has more than the 7 slashes AWS IoT Core takes";
  return undefined;
}

/** AWS IoT Core shares port 443 with HTTPS; which protocol is meant stands in the TLS handshake. */
export function awsAlpn(url: URL, hasCertificate: boolean): readonly string[] | undefined {
  if (url.port !== "443") return undefined;
  return [hasCertificate ? "x-amzn-mqtt-ca" : "mqtt"];
}

export function azureUsername(host: string, deviceId: string): string {
  return `${host}/${deviceId}/?api-version=2021-04-12`;
}

/** Device-to-cloud messages carry their properties in the topic: id, content type and encoding, and ours. */
export function azureTopic(deviceId: string, record: QueuedRecord): string {
  const properties = [
    ["$.mid", record.id],
    ["$.ct", "application/json"],
    ["$.ce", "utf-8"],
    ["class", record.class],
    ...(record.isHistorical ? [["historical", "true"] as const] : []),
  ] as const;
  const bag = properties.map(([name, value]) => `${name}=${percentEncoded(value)}`).join("&");
  return `devices/${deviceId}/messages/events/${bag}`;
}
