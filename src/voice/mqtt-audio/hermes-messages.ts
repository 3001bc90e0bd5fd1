import { z } from "../../core/schema.ts";

/**
 * Messages of the Hermes protocol in which edgewise takes part: the protocol of Snips (docs.snips.ai/reference/hermes) with the
 * additions of Rhasspy 2.5 (rhasspy.readthedocs.io, “MQTT API”; fields as in the Python package rhasspy-hermes). Names without a
 * site mean the site `default`.
 */
const siteId = z.string().min(1).max(100).default("default");
const sessionId = z.string().max(200).nullish();
const text = z.string().max(2_000).nullish();
const customData = z.string().max(10_000).nullish();

const bodies = {
  startListening: z.object({ siteId, sessionId, stopOnSilence: z.boolean().nullish() }),
  stopListening: z.object({ siteId, sessionId }),
  detected: z.object({ siteId, modelVersion: z.string().nullish() }),
  startSession: z.object({
    siteId,
    customData,
    init: z.object({ type: z.enum(["action", "notification"]), text }),
  }),
  continueSession: z.object({ sessionId: z.string().min(1).max(200), text, customData }),
  endSession: z.object({ sessionId: z.string().min(1).max(200), text, customData }),
  playFinished: z.object({ id: z.string().max(200).nullish() }),
};

export type HermesMessage =
  | { type: "audioFrame"; siteId: string }
  | { type: "playFinished"; siteId: string; id: string | undefined }
  | { type: "detected"; siteId: string; isOwn: boolean }
  | { type: "startListening"; siteId: string; sessionId: string; stopsOnSilence: boolean }
  | { type: "stopListening"; siteId: string; sessionId: string }
  | { type: "startSession"; siteId: string; isNotification: boolean; text: string; customData: string }
  | { type: "continueSession"; sessionId: string; text: string; customData: string | undefined }
  | { type: "endSession"; sessionId: string; text: string };

export const hermesFilters = [
  "hermes/audioServer/+/audioFrame",
  "hermes/audioServer/+/+/audioSessionFrame",
  "hermes/audioServer/+/playFinished",
  "hermes/hotword/+/detected",
  "hermes/asr/startListening",
  "hermes/asr/stopListening",
  "hermes/dialogueManager/startSession",
  "hermes/dialogueManager/continueSession",
  "hermes/dialogueManager/endSession",
] as const;

/** By this the wake phrases that edgewise itself has heard are told from those of others. */
export const ownModelVersion = "edgewise";

/** What a message says; undefined: its body is not what its topic promises. */
export function readHermesMessage(topic: string, payload: Buffer): HermesMessage | undefined {
  const [, component, first = "", second] = topic.split("/");
  if (component === "audioServer") {
    if (!topic.endsWith("/playFinished")) return { type: "audioFrame", siteId: first };
    const body = parse(bodies.playFinished, payload);
    return body && { type: "playFinished", siteId: first, id: body.id ?? undefined };
  }
  if (component === "hotword") {
    const body = parse(bodies.detected, payload);
    return body && { type: "detected", siteId: body.siteId, isOwn: body.modelVersion === ownModelVersion };
  }
  return component === "asr" || second === undefined ? readControl(first, payload) : undefined;
}

function readControl(name: string, payload: Buffer): HermesMessage | undefined {
  switch (name) {
    case "startListening": {
      const body = parse(bodies.startListening, payload);
      return (
        body && {
          type: "startListening",
          siteId: body.siteId,
          sessionId: body.sessionId ?? "",
          stopsOnSilence: body.stopOnSilence ?? true,
        }
      );
    }
    case "stopListening": {
      const body = parse(bodies.stopListening, payload);
      return body && { type: "stopListening", siteId: body.siteId, sessionId: body.sessionId ?? "" };
    }
    case "startSession": {
      const body = parse(bodies.startSession, payload);
      return (
        body && {
          type: "startSession",
          siteId: body.siteId,
          isNotification: body.init.type === "notification",
          text: body.init.text ?? "",
          customData: body.customData ?? "",
        }
      );
    }
    case "continueSession": {
      const body = parse(bodies.continueSession, payload);
      return (
        body && {
          type: "continueSession",
          sessionId: body.sessionId,
          text: body.text ?? "",
          customData: body.customData ?? undefined,
        }
      );
    }
    case "endSession": {
      const body = parse(bodies.endSession, payload);
      return body && { type: "endSession", sessionId: body.sessionId, text: body.text ?? "" };
    }
    default:
      return undefined;
  }
}

const jsonBytesMax = 65_536;

function parse<T>(schema: z.ZodType<T>, payload: Buffer): T | undefined {
  if (payload.length > jsonBytesMax) return undefined;
  let value: unknown;
  try {
    // An empty message is one without fields, as some satellites send.
    value = payload.length === 0 ? {} : JSON.parse(payload.toString("utf8"));
  } catch {
    return undefined;
  }
  const parsed = schema.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** The name of an intent or a wake phrase as a level of a topic. */
export function topicLevel(name: string): string {
  return name.trim().replace(/[\s/+#\u0000]+/g, "_") || "default";
}
