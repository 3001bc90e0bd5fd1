import { section, setting, z } from "../core/schema.ts";

const brokerUrl = z.string().refine((text) => urlProblem(text) === undefined, {
  error: (issue) => urlProblem(String(issue.input)) ?? "",
});

const user = z.strictObject({
  name: setting(z.string().min(1), "The user name."),
  password: setting(z.string().min(1), "The password of this user.", { secret: true }),
  publish: setting(z.array(z.string()).default(["#"]), "Topic filters this user may publish to."),
  subscribe: setting(z.array(z.string()).default(["#"]), "Topic filters this user may subscribe to."),
});

/** `bus`: the connection to the MQTT broker, and the broker edgewise brings along when no other is named. */
export const busConfig = section(
  {
    url: setting(
      brokerUrl.optional(),
      "The MQTT broker: mqtt://, mqtts://, ws:// or wss:// with host, port and path. Left out: edgewise runs its own broker.",
    ),
    user: setting(z.string().min(1).optional(), "User name at the broker."),
    password: setting(z.string().optional(), "Password at the broker.", { secret: true }),
    clientId: setting(
      z.string().min(1).max(65_535).optional(),
      "MQTT client id, unique at the broker. Left out: edgewise-<node>.",
    ),
    mqttVersion: setting(z.enum(["3.1.1", "5"]).default("3.1.1"), "MQTT protocol version to speak."),
    keepaliveMs: setting(
      z.number().int().min(5_000).max(3_600_000).default(30_000),
      "Silence after which the connection is probed; a dead one is noticed after one and a half times this.",
    ),
    cleanSession: setting(
      z.boolean().default(true),
      "false: the broker keeps QoS 1 messages while edgewise is away and delivers them late, commands too. QoS 2 is then used as 1.",
    ),
    sessionExpiryMs: setting(
      z
        .number()
        .int()
        .min(1_000)
        .max(30 * 86_400_000)
        .default(3_600_000),
      "How long the broker keeps the session when cleanSession is false (MQTT 5 only).",
    ),
    connectTimeoutMs: setting(
      z.number().int().min(500).max(120_000).default(10_000),
      "Longest wait for the broker to accept a connection.",
    ),
    payloadBytesMax: setting(
      z
        .number()
        .int()
        .min(1_024)
        .max(64 * 1_048_576)
        .default(1_048_576),
      "Larger messages are dropped and counted, in and out.",
    ),
    publishesInFlightMax: setting(
      z.number().int().min(1).max(10_000).default(200),
      "Messages sent and not yet confirmed by the broker; more wait.",
    ),
    publishesWaitingMax: setting(
      z.number().int().min(0).max(100_000).default(2_000),
      "Messages waiting to be sent; more are answered with a failure.",
    ),
    reconnect: section(
      {
        baseMs: setting(
          z.number().int().min(10).max(60_000).default(1_000),
          "Upper bound of the first, random wait before connecting again; it doubles each time.",
        ),
        maxMs: setting(
          z.number().int().min(10).max(3_600_000).default(60_000),
          "Upper bound of every wait before connecting again.",
        ),
      },
      "Connecting again after the connection was lost or refused, for ever.",
    ),
    tls: section(
      {
        caFile: setting(
          z.string().optional(),
          "PEM file of the authorities to trust, when not those of the system.",
        ),
        certFile: setting(z.string().optional(), "PEM file of the client certificate."),
        keyFile: setting(z.string().optional(), "PEM file of the client certificate's private key."),
        keyPassphrase: setting(z.string().optional(), "Passphrase of the private key.", { secret: true }),
        isVerified: setting(
          z.boolean().default(true),
          "false: accept any server certificate. Only for finding out what is wrong.",
        ),
        serverName: setting(
          z.string().optional(),
          "Name expected in the server certificate, when not the host.",
        ),
      },
      "TLS for mqtts:// and wss://. The files are read again on every connection.",
    ),
    broker: section(
      {
        host: setting(
          z.string().min(1).default("127.0.0.1"),
          "Address the embedded broker listens on. Anything but loopback needs users.",
        ),
        port: setting(
          z.number().int().min(0).max(65_535).default(1883),
          "Port of the embedded broker; 0 takes any.",
        ),
        connectionsMax: setting(
          z.number().int().min(1).max(10_000).default(100),
          "Clients of the embedded broker at one time, edgewise itself not counted.",
        ),
        payloadBytesMax: setting(
          z
            .number()
            .int()
            .min(1_024)
            .max(64 * 1_048_576)
            .default(1_048_576),
          "Largest packet the embedded broker takes; a client that sends more is disconnected.",
        ),
        retainedMax: setting(
          z.number().int().min(1).max(1_000_000).default(10_000),
          "Retained topics the embedded broker keeps, in memory: they are gone after a restart.",
        ),
        retainedBytesMax: setting(
          z.number().int().min(1_024).max(1_073_741_824).default(16_777_216),
          "Bytes of retained payloads the embedded broker keeps.",
        ),
        users: setting(
          z.array(user).max(1_000).default([]),
          "Who may connect to the embedded broker: name, password, and the topic filters to publish and subscribe to. None: anyone on this machine may.",
        ),
      },
      "The embedded broker, used when bus.url is left out. It speaks MQTT 3.1.1 and keeps no sessions.",
    ),
  },
  "The connection to the MQTT broker.",
);

export type BusConfig = z.infer<typeof busConfig>;

const protocols = ["mqtt:", "mqtts:", "ws:", "wss:"];

function urlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return "not a URL; expected something like mqtt://192.168.1.10:1883";
  const url = new URL(text);
  if (!protocols.includes(url.protocol)) {
    return `the protocol ${url.protocol}// is not one of mqtt://, mqtts://, ws://, wss://`;
  }
  if (url.hostname === "") return "the host is missing; expected something like mqtt://192.168.1.10:1883";
  if (url.username !== "" || url.password !== "") {
    return "user and password belong in bus.user and bus.password, which are kept out of logs";
  }
  return undefined;
}
