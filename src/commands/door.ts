import type { Clock } from "../core/clock.ts";
import type { Reporter } from "../core/events.ts";
import { z } from "../core/schema.ts";
import type { ClockTrust, InboundMessage, MessageBus, Subscription } from "../domain/ports.ts";
import { type Answer, cloudSource, replyAwayMsMax, type Utterance } from "../domain/utterance.ts";
import type { CommandsConfig } from "./config.ts";
import type { commandsEvents } from "./events.ts";

/**
 * Commands by MQTT: `<base>/command` in, `<base>/intent` and `<base>/reply` out.
 *
 * Limits and invariants:
 * 1. A retained command is never acted on: it would act again at every reconnect.
 * 2. A payload above `payloadBytesMax`, or one that is not what a command looks like, is refused with a reply.
 * 3. At most `inFlightMax` commands are worked on at once; the rest wait in the subscription's queue, and when that
 *    is full unacknowledged at the broker.
 */
const inFlightMax = 16;

export interface CommandDoor {
  subscription: Subscription;
  /** Publishes what was understood and answered; also for utterances that came another way. */
  publish(utterance: Utterance, answer: Answer): Promise<void>;
  /** Resolves when nothing is being worked on. */
  whenIdle(): Promise<void>;
}

export interface CommandDoorOptions {
  bus: MessageBus;
  baseTopic: string;
  config: () => CommandsConfig;
  queueCapacity: number;
  ask: (utterance: Utterance, isRedelivered: boolean) => Promise<Answer>;
  createId: () => string;
  clock: Clock;
  clockTrust: ClockTrust;
  reporter: Reporter<typeof commandsEvents>;
}

export function createCommandDoor(options: CommandDoorOptions): CommandDoor {
  const { bus, baseTopic, clock, reporter } = options;
  const inFlight = new Set<Promise<void>>();

  const publish: CommandDoor["publish"] = async (utterance, answer) => {
    const common = {
      id: answer.id,
      text: answer.text,
      source: utterance.source,
      ...(utterance.area === undefined ? {} : { area: utterance.area }),
      ...(utterance.session === undefined ? {} : { session: utterance.session }),
      at: new Date(clock.now()).toISOString(),
      clock: options.clockTrust.quality(),
    };
    const messages = [{ topic: `${baseTopic}/reply`, body: { ...answer, ...common } }];
    if (answer.parse) {
      const { parse, targets, tier, timesMs } = answer;
      messages.unshift({
        topic: `${baseTopic}/intent`,
        body: { ...common, ...parse, targets, tier, timesMs } as never,
      });
    }
    for (const { topic, body } of messages) {
      const sent = await bus.publish(topic, JSON.stringify(body), { qos: 1, awayMsMax: replyAwayMsMax });
      if (sent.status !== "acknowledged") reporter.report("replyLost", { topic, status: sent.status });
    }
  };

  const work = async (message: InboundMessage) => {
    const read = readCommand(message, options);
    if (read.status === "ignored") return;
    if (read.status === "refused") await publish(read.utterance, refusal(read.utterance, read.reply));
    else await options.ask(read.utterance, message.isRedelivered === true);
  };

  return {
    publish,
    subscription: {
      name: "commands",
      filters: [`${baseTopic}/command`],
      qos: 1,
      queue: { capacity: options.queueCapacity, whenFull: "block" },
      async handle(messages) {
        for (const message of messages) {
          while (inFlight.size >= inFlightMax) await Promise.race(inFlight);
          // Not waited for: a device that does not answer must not hold up the next command. Commands still
          // begin in the order in which they came.
          const running = work(message).finally(() => inFlight.delete(running));
          inFlight.add(running);
        }
      },
    },
    async whenIdle() {
      while (inFlight.size > 0) await Promise.race(inFlight);
    },
  };
}

const name = z.string().trim().min(1).max(100);

const commandMessage = z.object({
  id: z.union([name, z.number().transform(String)]).optional(),
  text: z.string(),
  area: name.nullish(),
  /** Only a signed order is from the cloud: it has permissions of its own. */
  source: name.refine((source) => source !== cloudSource).nullish(),
  session: name.nullish(),
  dryRun: z.boolean().nullish(),
  /** When it was said: ISO 8601 text or milliseconds since 1970. */
  at: z.union([z.number(), z.iso.datetime({ offset: true })]).nullish(),
});

type ReadCommand =
  | { status: "ok"; utterance: Utterance }
  | { status: "refused"; utterance: Utterance; reply: string }
  | { status: "ignored" };

function readCommand(message: InboundMessage, options: CommandDoorOptions): ReadCommand {
  const { reporter, clock } = options;
  const { payload } = message;
  const { payloadBytesMax, commandAgeMaxMs } = options.config();
  if (message.isRetained) {
    // An empty retained message is how a broker is told to forget one; no news.
    if (payload.length > 0) reporter.report("retainedIgnored", { bytes: payload.length });
    return { status: "ignored" };
  }
  const blank: Utterance = {
    id: options.createId(),
    text: "",
    at: message.receivedAt,
    area: undefined,
    source: "mqtt",
    session: undefined,
    dryRun: false,
  };
  const refuse = (why: string, reply: string, utterance = blank): ReadCommand => {
    reporter.report("payloadRefused", { why, bytes: payload.length });
    return { status: "refused", utterance, reply };
  };
  if (payload.length > payloadBytesMax) {
    return refuse("size", `That message is too large: at most ${payloadBytesMax} bytes are read.`);
  }
  const text = decodeUtf8(payload);
  if (text === undefined) return refuse("encoding", "That message is not UTF-8 text.");
  if (!text.trimStart().startsWith("{"))
    return { status: "ok", utterance: { ...blank, text: unquoted(text) } };

  const parsed = commandMessage.safeParse(parseJson(text));
  if (!parsed.success) {
    const place = parsed.error.issues[0]?.path.join(".");
    return refuse(
      "format",
      `That message is not a command: ${place ? `"${place}" is missing or of the wrong type` : "it is not valid JSON"}.`,
    );
  }
  const { id, area, source, session, dryRun, at } = parsed.data;
  const saidAt =
    at === null || at === undefined ? message.receivedAt : typeof at === "number" ? at : Date.parse(at);
  const ownId = id ?? (at === null || at === undefined ? undefined : `at-${saidAt}`);
  const utterance: Utterance = {
    id: ownId ?? blank.id,
    hasOwnId: id !== undefined,
    text: parsed.data.text,
    at: saidAt,
    area: area ?? undefined,
    source: source ?? "mqtt",
    session: session ?? undefined,
    dryRun: dryRun ?? false,
  };
  if (clock.now() - saidAt <= commandAgeMaxMs) return { status: "ok", utterance };
  reporter.report("expired", { ageMs: clock.now() - saidAt });
  const seconds = Math.round((clock.now() - saidAt) / 1000);
  return {
    status: "refused",
    utterance,
    reply: `That command is ${seconds} seconds old, so I did not act on it.`,
  };
}

function refusal(utterance: Utterance, reply: string): Answer {
  return {
    id: utterance.id,
    text: utterance.text.slice(0, 300),
    outcome: "refused",
    reply,
    parse: undefined,
    targets: [],
    actions: [],
    tier: "none",
    timesMs: { understand: 0, act: 0, total: 0 },
  };
}

function decodeUtf8(payload: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(payload);
  } catch {
    return undefined;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unquoted(text: string): string {
  return text.trim().replace(/^"(.*)"$/s, "$1");
}
