import { setting, z } from "../../../core/schema.ts";
import { recordClasses } from "../../../domain/envelope.ts";
import { compressionSetting, live, sinkShape, tlsSetting } from "../sink-settings.ts";
import { keyTemplateProblem, topicTemplateProblem } from "./message.ts";

const template = (problemOf: (text: string) => string | undefined) =>
  z.string().superRefine((text, context) => {
    const problem = problemOf(text);
    if (problem) context.addIssue({ code: "custom", message: problem });
  });

export const kafkaConfig = z
  .strictObject({
    type: z.literal("kafka").meta({
      description:
        "Messages to Apache Kafka, or what speaks its protocol; needs the package @platformatic/kafka",
      reload: "live",
    }),
    ...sinkShape,
    brokers: setting(
      z
        .array(z.string().regex(/^(\[[0-9a-fA-F:.]+\]|[^:\s/]+):\d{1,5}$/, "host:port"))
        .min(1)
        .max(32),
      "Brokers to begin with, as host:port; the others are learnt from them",
      live,
    ),
    topic: setting(
      template(topicTemplateProblem).default("edgewise.{class}"),
      "Topic of a record; {node} and {class} are filled in",
      live,
    ),
    topicByClass: setting(
      z.partialRecord(z.enum(recordClasses), template(topicTemplateProblem)).default({}),
      "Topic for the records of one class, in place of the above",
      live,
    ),
    key: setting(
      template(keyTemplateProblem).default("{stream}"),
      "Key of a message, which chooses the partition as Java clients do; {node} and {stream} are filled in",
      live,
    ),
    createsTopics: setting(
      z.boolean().default(false),
      "Let the brokers make topics that are missing, if they are set up to",
      live,
    ),
    messageBytesMax: setting(
      z.int().min(1_024).max(67_108_864).default(1_000_000),
      "Longest message; a longer record goes to the dead letters",
      live,
    ),
    compression: compressionSetting,
    sasl: setting(
      z.enum(["none", "plain", "scram-sha-256", "scram-sha-512"]).default("none"),
      "How edgewise proves who it is",
      live,
    ),
    username: setting(z.string().min(1).optional(), "User name, with sasl", live),
    password: setting(z.string().min(1).optional(), "Password, with sasl", { reload: "live", secret: true }),
    isSecure: setting(z.boolean().default(false), "Connect with TLS", live),
    tls: tlsSetting,
  })
  .superRefine((sink, context) => {
    if (sink.sasl === "none") return;
    for (const key of ["username", "password"] as const) {
      if (sink[key] === undefined) {
        context.addIssue({ code: "custom", path: [key], message: `sasl: ${sink.sasl} needs a ${key}` });
      }
    }
  });

export type KafkaSettings = z.infer<typeof kafkaConfig>;
