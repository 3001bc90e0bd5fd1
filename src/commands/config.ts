import { section, setting, z } from "../core/schema.ts";
import { areaDefinition, entityDefinition } from "./entities/definition.ts";
import { ownIntentDefinition } from "./own-intents/definition.ts";
import { codeText } from "./safety/code.ts";
import { permissionDefinition } from "./safety/permissions.ts";

const live = { reload: "live" } as const;

const nanoConfig = section(
  {
    enabled: setting(
      z.boolean().default(true),
      "understand open phrasing with the active command model where no template fits",
      live,
    ),
    actMin: setting(
      z.number().min(0).max(1).default(0.75),
      "least confidence of the command model to act on a thing; below it is asked “did you want me to …?”",
      live,
    ),
    rejectBelow: setting(
      z.number().min(0).max(1).default(0.5),
      "confidence of the command model below which a text is not understood; from it on questions are answered",
      live,
    ),
    withinMs: setting(
      z.number().int().min(1).max(60_000).default(500),
      "longest wait of a command for the command model; late runs are dropped and the templates have to do",
      live,
    ),
  },
  "The command model, the second tier of understanding.",
);

export type NanoConfig = z.infer<typeof nanoConfig>;

export const commandsConfig = section(
  {
    entities: setting(
      z.array(entityDefinition).max(5_000).default([]),
      "things that can be asked about and acted on",
      live,
    ),
    ownIntents: setting(
      z.array(ownIntentDefinition).max(500).default([]),
      "intents of your own, learnt from example sentences on this device; see also `edgewise intents eval`",
      live,
    ),
    areas: setting(
      z.array(areaDefinition).max(500).default([]),
      "other names and floors of the areas of entities",
      live,
    ),
    sentences: setting(
      z.array(z.string().min(1)).max(100).default([]),
      "YAML files with sentences of your own, in the template syntax of the bundled ones",
      live,
    ),
    verifyTimeoutMs: setting(
      z.number().int().min(0).max(600_000).default(3_000),
      "longest wait for a device to report the wanted state before the reply says it did not answer",
      live,
    ),
    confirmTimeoutMs: setting(
      z.number().int().min(1_000).max(600_000).default(30_000),
      "how long a question such as “unlock the door?” waits for its answer",
      live,
    ),
    code: setting(
      z
        .string()
        .max(100)
        .refine((text) => codeText(text).length >= 4, { error: "needs at least 4 digits or letters" })
        .optional(),
      "digits or words that things of safety class `code` ask for",
      { reload: "live", secret: true },
    ),
    codeAttemptsMax: setting(
      z.number().int().min(1).max(20).default(3),
      "wrong codes, from all sources together, after which none is taken for a while",
      live,
    ),
    codeLockoutMs: setting(
      z.number().int().min(1_000).max(86_400_000).default(300_000),
      "how long no code is taken then",
      live,
    ),
    permissions: setting(
      z.array(permissionDefinition).max(200).default([]),
      "who may do what: the first entry that fits source and area counts; without one everything is allowed",
      live,
    ),
    commandAgeMaxMs: setting(
      z.number().int().min(1_000).max(86_400_000).default(30_000),
      "a command that says it is older than this is refused instead of acted on; with MQTT 5 a broker keeps a message to a device no longer than this",
      live,
    ),
    actionsPerMinute: setting(
      z.number().int().min(1).max(100_000).default(300),
      "most messages to devices per minute, all things together; above it commands are refused",
      live,
    ),
    actionsPerEntityPerMinute: setting(
      z.number().int().min(1).max(10_000).default(30),
      "most messages per minute to one thing",
      live,
    ),
    actionsPerSourcePerMinute: setting(
      z.number().int().min(1).max(100_000).default(120),
      "most messages to devices per minute for one source, such as a satellite",
      live,
    ),
    targetsMax: setting(
      z.number().int().min(1).max(1_000).default(50),
      "most things one command may act on; above it the command is refused",
      live,
    ),
    ringForMs: setting(
      z.number().int().min(1_000).max(3_600_000).default(300_000),
      "longest time a timer or an alarm rings when nobody stops it",
      live,
    ),
    ringEveryMs: setting(
      z.number().int().min(1_000).max(600_000).default(10_000),
      "how often the notification of a timer or an alarm that rings is published",
      live,
    ),
    textLengthMax: setting(
      z.number().int().min(20).max(10_000).default(300),
      "longest command or question in characters; longer ones are refused unread",
      live,
    ),
    historyDays: setting(
      z.number().int().min(1).max(3_650).default(30),
      "how far back “when did it last …” looks when no period is named",
      live,
    ),
    answersKeptMax: setting(
      z.number().int().min(1).max(100_000).default(500),
      "answers kept so that a repeated command id acts once; the oldest is forgotten first",
    ),
    answersKeptMs: setting(
      z.number().int().min(1_000).max(86_400_000).default(600_000),
      "how long an answer is kept for a repeated command id",
      live,
    ),
    rulesMax: setting(
      z.number().int().min(0).max(1_000).default(100),
      "most commands that wait for a time or a condition; 0 takes none",
      live,
    ),
    ruleExpiryMs: setting(
      z.number().int().min(60_000).max(31_536_000_000).default(86_400_000),
      "how long a command waits for its condition, unless it was said with “always” or “whenever”",
      live,
    ),
    ruleLateMaxMs: setting(
      z.number().int().min(0).max(86_400_000).default(300_000),
      "a command whose time passed longer ago, because edgewise or the device was off, is not done any more",
      live,
    ),
    heardTwiceMs: setting(
      z.number().int().min(0).max(60_000).default(2_000),
      "the same words from another source within this time, both without an id, are one utterance heard twice and act once; 0: never",
      live,
    ),
    sessionsMax: setting(
      z.number().int().min(1).max(100_000).default(200),
      "conversations remembered at once; the one used longest ago is forgotten first",
    ),
    queueCapacity: setting(
      z.number().int().min(1).max(10_000).default(64),
      "commands from MQTT that wait; when full the broker keeps the rest unacknowledged",
    ),
    nano: nanoConfig,
    payloadBytesMax: setting(
      z.number().int().min(256).max(1_048_576).default(16_384),
      "largest MQTT command message in bytes; larger ones are refused",
    ),
    statePayloadBytesMax: setting(
      z.number().int().min(256).max(1_048_576).default(131_072),
      "largest state message of a device in bytes; larger ones are ignored and counted",
    ),
  },
  "Commands and questions: the things that can be named, and the limits of acting on them.",
);

export type CommandsConfig = z.infer<typeof commandsConfig>;
