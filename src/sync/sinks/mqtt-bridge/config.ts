import { setting, z } from "../../../core/schema.ts";
import { recordClasses } from "../../../domain/envelope.ts";
import { live, sinkShape, tlsSetting } from "../sink-settings.ts";
import { flavourNames, flavours } from "./flavours.ts";
import { topicTemplateProblem } from "./topic-template.ts";

const topicTemplate = z.string().superRefine((template, context) => {
  const problem = topicTemplateProblem(template);
  if (problem) context.addIssue({ code: "custom", message: problem });
});

const azure = z.strictObject({
  deviceKey: setting(
    z.string().regex(/^[A-Za-z0-9+/]{16,}={0,2}$/, "the primary or secondary key of the device, base64"),
    "Key of the device at the IoT Hub; passwords are made from it and renewed",
    { reload: "live", secret: true },
  ),
  tokenMs: setting(
    z.int().min(300_000).max(86_400_000).default(3_600_000),
    "How long one such password is good, in milliseconds; before its end the connection is made anew",
    live,
  ),
});

export const mqttBridgeConfig = z
  .strictObject({
    type: z.literal("mqttBridge").meta({ description: "Publish to another MQTT broker", reload: "live" }),
    ...sinkShape,
    flavour: setting(
      z.enum(flavourNames).default("plain"),
      "Whose conventions and limits to keep: plain MQTT, AWS IoT Core, Azure IoT Hub or HiveMQ",
      live,
    ),
    url: setting(
      z.url({ protocol: /^(mqtts?|wss?)$/ }),
      "The other broker: mqtt://, mqtts://, ws:// or wss://",
      live,
    ),
    clientId: setting(
      z.string().min(1).max(128).optional(),
      "Client id at the other broker; edgewise-<node>-<name> when left out, at an Azure IoT Hub the node as device id",
      live,
    ),
    username: setting(
      z.string().optional(),
      "User name at the other broker; an Azure IoT Hub has its own, made from host and device",
      live,
    ),
    password: setting(z.string().optional(), "Password at the other broker", {
      reload: "live",
      secret: true,
    }),
    azure: setting(azure.optional(), "How to sign in at an Azure IoT Hub without a certificate", live),
    protocolVersion: setting(
      z.union([z.literal(4), z.literal(5)]).optional(),
      "4 is MQTT 3.1.1, 5 is MQTT 5; when left out 5 for AWS IoT Core and HiveMQ, else 4",
      live,
    ),
    qos: setting(
      z.union([z.literal(0), z.literal(1), z.literal(2)]).default(1),
      "Quality of service; with 0 a record counts as delivered once the socket took it, so some may be lost",
      live,
    ),
    topic: setting(
      topicTemplate.optional(),
      "Topic a record is published to; {node}, {class} and {stream} are filled in; when left out edgewise/{node}/{class}/{stream}, at an Azure IoT Hub always devices/<client id>/messages/events/",
      live,
    ),
    topicByClass: setting(
      z.partialRecord(z.enum(recordClasses), topicTemplate).default({}),
      "Topic for the records of one class, in place of the above",
      live,
    ),
    expiryMsByClass: setting(
      z.partialRecord(z.enum(recordClasses), z.int().min(1_000).max(4_294_967_295_000)).default({}),
      "MQTT 5: how long the broker keeps a record of a class for subscribers that are away, in milliseconds",
      live,
    ),
    inFlightMax: setting(
      z.int().min(1).max(1_000).default(20),
      "Most publishes waiting for acknowledgement at a time; fewer when the broker takes fewer",
      live,
    ),
    payloadBytesMax: setting(
      z.int().min(1_024).max(268_435_455).default(131_072),
      "Longest payload; a longer record goes to the dead letters",
      live,
    ),
    tls: tlsSetting,
  })
  .superRefine((settings, context) => {
    const flavour = flavours[settings.flavour];
    const refuse = (key: keyof typeof settings, message: string) =>
      context.addIssue({ code: "custom", path: [key], message });
    if (
      settings.protocolVersion !== undefined &&
      !flavour.protocolVersions.includes(settings.protocolVersion)
    )
      refuse("protocolVersion", `${settings.flavour} does not speak it; leave it out`);
    if (settings.qos > flavour.qosMax) refuse("qos", `${settings.flavour} takes at most ${flavour.qosMax}`);
    const [scheme = ""] = settings.url.split(":");
    if (!flavour.schemes.includes(scheme))
      refuse("url", `for ${settings.flavour} it begins with ${flavour.schemes.join(":// or ")}://`);
    const isAzure = settings.flavour === "azureIotHub";
    if (!isAzure && settings.azure) refuse("azure", "it is for the flavour azureIotHub only");
    if (!isAzure) return;
    if (settings.topic !== undefined || Object.keys(settings.topicByClass).length > 0)
      refuse("topic", "an Azure IoT Hub has its own topics; leave it out");
    if (settings.username !== undefined || settings.password !== undefined)
      refuse("username", "an Azure IoT Hub has its own; give azure.deviceKey or a certificate instead");
    if (settings.azure === undefined && settings.tls.certFile === undefined)
      refuse("azure", "give azure.deviceKey, or tls.certFile and tls.keyFile");
  });

export type MqttBridgeSettings = z.infer<typeof mqttBridgeConfig>;
