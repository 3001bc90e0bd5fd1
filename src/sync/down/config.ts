import { parsePublicKey } from "../../core/ed25519.ts";
import { publicHosts } from "../../core/reach.ts";
import { section, setting, z } from "../../core/schema.ts";
import { orderKinds } from "./order.ts";
import { ordersTopicProblem } from "./orders-topic.ts";

const live = { reload: "live" } as const;

/** Settings that change how things are judged and told, and none that gives anybody power or cuts a connection. */
export const safeConfigurationKeys: readonly string[] = [
  "anomaly.*",
  "summaries.*",
  "ingest.sensors",
  "ingest.logs",
  "ingest.derived",
  "ingest.discovery.*",
  "store.wearBytesPerDay",
  "system.logLevel",
];

const trustedKey = z.strictObject({
  id: setting(
    z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "letters, digits and . _ -, at most 63"),
    "What the `keyId` of a signature calls the key",
    live,
  ),
  key: setting(
    z
      .string()
      .max(2_000)
      .superRefine((text, context) => {
        const key = parsePublicKey(text);
        if (!key.ok)
          context.addIssue({ code: "custom", message: `expected an ed25519 public key; ${key.reason}` });
      }),
    "The ed25519 public key, as PEM or the base64 between its lines; `edgewise orders keygen` makes a pair",
    live,
  ),
  kinds: setting(z.array(z.enum(orderKinds)).min(1), "Kinds of orders that this key may give", live),
});

const channel = z.strictObject({
  sink: setting(
    z.string().min(1).max(40),
    "Name of the http or mqttBridge sink by whose connection orders come, with its credentials",
    live,
  ),
  ordersUrl: setting(
    z.url({ protocol: /^https?$/ }).optional(),
    "Where an http sink's far side has the orders; the sink's url with /orders at its end when left out",
    live,
  ),
  pollMs: setting(
    z.int().min(1_000).max(86_400_000).default(60_000),
    "How often orders are asked for over http, in milliseconds, give or take a fifth; sooner when an answer to a batch carries `Edgewise-Orders`",
    live,
  ),
  waitMs: setting(
    z.int().min(0).max(600_000).default(0),
    "How long an http far side may hold the question until there is an order (`Prefer: wait`), in milliseconds; 0 asks for none",
    live,
  ),
  topics: setting(
    z
      .array(
        z.string().superRefine((topic, context) => {
          const problem = ordersTopicProblem(topic);
          if (problem) context.addIssue({ code: "custom", message: problem });
        }),
      )
      .min(1)
      .max(8)
      .default(["edgewise/{node}/orders"]),
    "Topics of an mqttBridge sink's broker on which orders come; {node} is filled in",
    live,
  ),
});

export const downConfig = section(
  {
    trustedKeys: setting(
      z
        .array(trustedKey)
        .max(16)
        .superRefine((keys, context) => {
          for (const [position, { id }] of keys.entries()) {
            if (keys.findIndex((other) => other.id === id) === position) continue;
            context.addIssue({
              code: "custom",
              path: [position, "id"],
              message: `a second key is named "${id}"`,
            });
          }
        })
        .default([]),
      "Keys whose signed orders are obeyed; without one nothing is fetched and nothing ordered is in force",
      live,
    ),
    channels: setting(
      z.array(channel).max(8).default([]),
      "The sinks whose far sides may give orders, and how they are asked",
      live,
    ),
    groups: setting(
      z.array(z.string().min(1).max(63)).max(32).default([]),
      "Groups that this device belongs to, for orders to a group",
      live,
    ),
    configurationKeys: setting(
      z
        .array(z.string().min(1).max(200))
        .max(200)
        .default([...safeConfigurationKeys]),
      "Settings that may be ordered, `.*` at the end for all below; those that give power (keys, credentials, sinks, http, bus, permissions) never may",
      live,
    ),
    mayOverride: setting(
      z.boolean().default(false),
      "Whether an ordered setting counts in place of one in the files on the device; else it is refused where a file has it. Variables and flags always win",
      live,
    ),
    confirmMs: setting(
      z.int().min(1_000).max(3_600_000).default(60_000),
      "How long an ordered configuration has to prove itself, in milliseconds: the far side is reached again and no part is worse, or the one before is restored",
      live,
    ),
    settleMs: setting(
      z.int().min(0).max(600_000).default(5_000),
      "How long the parts are watched at least before an ordered configuration is taken to be good, in milliseconds",
      live,
    ),
    orderBytesMax: setting(
      z.int().min(1_024).max(1_048_576).default(65_536),
      "Longest order in bytes; a longer one is refused unread",
      live,
    ),
    bodyBytesMax: setting(
      z.int().min(1_024).max(67_108_864).default(1_048_576),
      "Longest body of an order that is fetched from a URL, in bytes",
      live,
    ),
    fetchHosts: setting(
      z
        .array(
          z
            .string()
            .max(260)
            .regex(/^(?:\[[0-9a-fA-F:.]+\]|[^\s:/@?#[\]*]+)(?::\d{1,5})?$/, "NAME, NAME:PORT or public"),
        )
        .max(32)
        .default([publicHosts]),
      "Hosts that the body or the model of an order may be fetched from: `NAME`, `NAME:PORT`, or `public` for every public address outside the device's own networks; those of http channels always may",
      live,
    ),
    ordersKeptMax: setting(
      z.int().min(10).max(5_000).default(200),
      "Orders remembered to show what became of them; an older one that comes again is refused by its version",
      live,
    ),
  },
  "Orders from the cloud: configuration, entities, sentences, models and commands, each signed by a trusted key. Off without such a key",
);

export type DownConfig = z.infer<typeof downConfig>;
export type ChannelSettings = DownConfig["channels"][number];
