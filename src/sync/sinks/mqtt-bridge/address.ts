import type { Clock } from "../../../core/clock.ts";
import type { QueuedRecord } from "../../../domain/envelope.ts";
import type { MqttLinkOptions } from "../../network/mqtt-link.ts";
import { azureToken } from "./azure-token.ts";
import type { MqttBridgeSettings } from "./config.ts";
import { awsAlpn, azureTopic, azureUsername, flavours } from "./flavours.ts";
import { fillTopicTemplate } from "./topic-template.ts";

/** Who the bridge is at the other broker and where its records go. */
export interface BridgeAddress {
  readonly protocolVersion: 4 | 5;
  /** All but what is in the certificate files. */
  linkOptions(): MqttLinkOptions;
  /** How long a connection may last before it has to sign in anew, in milliseconds. */
  readonly connectionMsMax: number | undefined;
  topicOf(record: QueuedRecord): string;
}

/** A password is made anew when this share of its time has passed, at a moment when nothing is in flight. */
const tokenShare = 0.85;

export function createBridgeAddress(options: {
  settings: MqttBridgeSettings;
  node: string;
  clock: Clock;
}): BridgeAddress {
  const { settings, node, clock } = options;
  const flavour = flavours[settings.flavour];
  const protocolVersion = settings.protocolVersion ?? flavour.protocolVersion;
  const url = new URL(settings.url);
  const { azure } = settings;

  if (settings.flavour === "azureIotHub") {
    const deviceId = bridgeClientId(settings, node);
    const password = azure
      ? () =>
          azureToken({
            host: url.hostname,
            deviceId,
            key: azure.deviceKey,
            expiresAtMs: clock.now() + azure.tokenMs,
          })
      : undefined;
    return {
      protocolVersion,
      linkOptions: () => ({
        url: settings.url,
        clientId: deviceId,
        protocolVersion,
        username: azureUsername(url.hostname, deviceId),
        password,
      }),
      connectionMsMax: azure ? azure.tokenMs * tokenShare : undefined,
      topicOf: (record) => azureTopic(deviceId, record),
    };
  }

  const defaultTopic = settings.topic ?? flavour.topic ?? "";
  return {
    protocolVersion,
    linkOptions: () => ({
      url: settings.url,
      clientId: bridgeClientId(settings, node),
      protocolVersion,
      username: settings.username,
      password: settings.password,
      alpnProtocols:
        settings.flavour === "awsIotCore" ? awsAlpn(url, settings.tls.certFile !== undefined) : undefined,
    }),
    connectionMsMax: undefined,
    topicOf: (record) => fillTopicTemplate(settings.topicByClass[record.class] ?? defaultTopic, node, record),
  };
}

/** At an Azure IoT Hub it is the id of the device. */
export function bridgeClientId(
  { clientId, flavour, name }: Pick<MqttBridgeSettings, "clientId" | "flavour" | "name">,
  node: string,
): string {
  return clientId ?? (flavour === "azureIotHub" ? node : `edgewise-${node}-${name}`);
}
