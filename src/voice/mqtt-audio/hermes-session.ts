import type { Answer } from "../../domain/utterance.ts";
import { ownModelVersion, topicLevel } from "./hermes-messages.ts";

/** What was heard, as far as it is known. */
export interface HermesHeard {
  text: string;
  /** In [0, 1]. */
  likelihood: number;
  /** Of speech. */
  seconds: number;
}

/** Why a session ended (`termination.reason` of the protocol). */
export type EndReason = "nominal" | "abortedByUser" | "intentNotRecognized" | "timeout" | "error";

export interface HermesPublication {
  topic: string;
  body: Readonly<Record<string, unknown>>;
}

/**
 * The session of one site, without any input or output: each call answers what is to be published. Sessions are opened by
 * edgewise (a wake phrase, a satellite's own detector, `startSession`) or by another dialogue manager (`startListening`), which then
 * gets the text only and closes it itself.
 */
export interface HermesSession {
  readonly sessionId: string | undefined;
  /** Another dialogue manager has opened it. */
  readonly isForeign: boolean;
  /** A text is waited for. */
  readonly isListening: boolean;
  /** edgewise has heard a wake phrase at this site. */
  woke(phrase: string): HermesPublication[];
  open(customData?: string): HermesPublication[];
  /** Another dialogue manager wants a text. */
  listenFor(sessionId: string): void;
  /** Listens (again) in the session that there is. */
  listen(): HermesPublication[];
  heard(heard: HermesHeard): HermesPublication[];
  answered(answer: Pick<Answer, "text" | "parse" | "outcome">): HermesPublication[];
  failed(error: string): HermesPublication[];
  say(text: string, id: string): HermesPublication[];
  close(reason: EndReason): HermesPublication[];
}

export function createHermesSession(siteId: string, createId: () => string): HermesSession {
  let session: { id: string; isForeign: boolean; isListening: boolean; customData: string } | undefined;

  const facts = () => ({ siteId, sessionId: session?.id ?? "" });
  const publication = (topic: string, body: Record<string, unknown> = {}): HermesPublication => ({
    topic: `hermes/${topic}`,
    body: { ...facts(), ...body },
  });
  const withData = () => ({ customData: session?.customData ?? "" });

  function startListening(): HermesPublication[] {
    if (session) session.isListening = true;
    return [
      publication("asr/startListening", { stopOnSilence: true, sendAudioCaptured: false, wakewordId: null }),
    ];
  }

  return {
    get sessionId() {
      return session?.id;
    },
    get isForeign() {
      return session?.isForeign ?? false;
    },
    get isListening() {
      return session?.isListening ?? false;
    },
    woke(phrase) {
      return [
        publication(`hotword/${topicLevel(phrase)}/detected`, {
          modelId: phrase,
          modelVersion: ownModelVersion,
          modelType: "universal",
          currentSensitivity: 1,
        }),
      ];
    },
    open(customData = "") {
      session = { id: createId(), isForeign: false, isListening: false, customData };
      return [
        publication("dialogueManager/sessionStarted", withData()),
        publication("hotword/toggleOff", { reason: "dialogueSession" }),
      ];
    },
    listenFor(sessionId) {
      session = { id: sessionId, isForeign: true, isListening: true, customData: "" };
    },
    listen: startListening,
    heard({ text, likelihood, seconds }) {
      if (!session) return [];
      session.isListening = false;
      const captured = publication("asr/textCaptured", {
        text,
        likelihood,
        seconds,
        wakewordId: null,
        asrTokens: null,
        lang: null,
      });
      return session.isForeign ? [captured] : [captured, publication("asr/stopListening")];
    },
    answered({ text, parse, outcome }) {
      if (!session || session.isForeign) return [];
      if (!parse || outcome === "notUnderstood") {
        return [publication("dialogueManager/intentNotRecognized", { input: text, ...withData() })];
      }
      return [
        publication(`intent/${topicLevel(parse.intent)}`, {
          input: text,
          rawInput: text,
          intent: { intentName: parse.intent, confidenceScore: parse.confidence },
          slots: Object.entries(parse.slots).map(([name, value]) => ({
            entity: name,
            slotName: name,
            rawValue: String(value),
            value: { kind: typeof value === "number" ? "Number" : "Custom", value },
            confidence: parse.confidence,
          })),
          asrTokens: null,
          ...withData(),
        }),
      ];
    },
    failed(error) {
      return session ? [publication("error/asr", { error, context: session.id })] : [];
    },
    say(text, id) {
      return [publication("tts/say", { text, id, lang: null })];
    },
    close(reason) {
      if (!session) return [];
      const { isForeign, isListening } = session;
      const closing = isForeign
        ? []
        : [
            ...(isListening ? [publication("asr/stopListening")] : []),
            publication("dialogueManager/sessionEnded", { termination: { reason }, ...withData() }),
            publication("hotword/toggleOn", { reason: "dialogueSession" }),
          ];
      session = undefined;
      return closing;
    },
  };
}
