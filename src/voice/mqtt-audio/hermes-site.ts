import type { Clock } from "../../core/clock.ts";
import type { Reporter } from "../../core/events.ts";
import type { MessageBus } from "../../domain/ports.ts";
import type { Answer } from "../../domain/utterance.ts";
import type { SoundSource } from "../ports.ts";
import type { HermesConfig } from "./config.ts";
import type { mqttAudioEvents } from "./events.ts";
import { createHermesPlayer, type HermesPlayer } from "./hermes-player.ts";
import {
  createHermesSession,
  type EndReason,
  type HermesHeard,
  type HermesPublication,
} from "./hermes-session.ts";
import type { SoundStream } from "./sound-stream.ts";

/** A satellite: what it asks for, and (the second half) what edgewise tells it. Nothing here throws. */
export interface HermesSite {
  readonly source: SoundSource;
  readonly sessionId: string | undefined;
  /**
   * Another dialogue manager wanted the text, or would have, and does with it what it likes: edgewise is not meant to act on it.
   */
  readonly isForeign: boolean;

  /** It was woken by itself, or a button was pressed. */
  pressed(): void;
  listenFor(request: { sessionId: string; stopsOnSilence: boolean }): void;
  stopListening(): void;
  startSession(request: { isNotification: boolean; text: string; customData: string }): void;
  continueSession(text: string): void;
  endSession(text: string): void;
  playFinished(id: string | undefined): void;
  /** Sound of it came: it is connected to the broker, as edgewise is. */
  isThere(): void;
  /** It is gone, or edgewise stops: its session is over. */
  close(): void;

  /** edgewise has heard the wake phrase in its sound. */
  woke(phrase: string): void;
  /** It is listened to for a command now, also for one more. */
  listening(): void;
  /** The text, empty where nothing was understood. */
  heard(text: string, facts?: { likelihood: number; seconds: number }): void;
  /** What became of it: the intent for whoever waits for it. */
  answered(answer: Pick<Answer, "text" | "parse" | "outcome">): void;
  /** What is about to be said; the satellite says it itself where `sendsReplies` is set. */
  saying(text: string): void;
  failed(reason: string): void;
  /** The exchange is over; without it a session ends by itself after a while. */
  done(): void;
  readonly play: HermesPlayer["play"];
}

/** Another dialogue manager asks for the text as soon as it hears of the wake phrase; this long a network may take. */
const askedMsMax = 2_000;
/** What a site is told while the broker is away is of use to it for so long. */
const awayMsMax = 10_000;

export function createHermesSite(options: {
  source: SoundSource;
  /** Where its sound and marks go; made anew when it was forgotten. */
  stream: () => SoundStream;
  config: HermesConfig;
  bus: Pick<MessageBus, "publish">;
  clock: Clock;
  reporter: Reporter<typeof mqttAudioEvents>;
  createId: () => string;
  createSessionId: () => string;
  say: (source: SoundSource, text: string) => Promise<void>;
}): HermesSite {
  const { source, config, bus, clock, reporter, createId } = options;
  const session = createHermesSession(source.name, options.createSessionId);
  const player = createHermesPlayer({
    clock,
    createId,
    send: (id, wav) => send(`hermes/audioServer/${source.name}/playBytes/${id}`, wav),
  });
  let cancelTimeout = () => {};
  /** The end of the last session, of which the broker took no word: without it the site's hotword would stay off. */
  let untoldEnd: readonly HermesPublication[] = [];
  /** Until then it is listened to because of the wake phrase, and nobody has asked for what is said. */
  let awakeUntilMs = Number.NEGATIVE_INFINITY;

  function publish(messages: readonly HermesPublication[]): void {
    for (const { topic, body } of messages) send(topic, JSON.stringify(body));
  }

  function send(topic: string, payload: string | Buffer): void {
    void bus.publish(topic, payload, { qos: 1, awayMsMax }).then(({ status }) => {
      if (status !== "acknowledged") reporter.report("hermesUnanswered", { topic, status });
    });
  }

  /** Told again, as soon as the site is there, until the broker has taken all of it or another session begins. */
  function publishEnd(messages: readonly HermesPublication[]): void {
    untoldEnd = [];
    for (const { topic, body } of messages) {
      void bus.publish(topic, JSON.stringify(body), { qos: 1 }).then(({ status }) => {
        if (status !== "acknowledged" && session.sessionId === undefined) untoldEnd = messages;
      });
    }
  }

  /** A session that nobody ends ends itself: a satellite whose hotword is off would be deaf for good. */
  function arm(): void {
    cancelTimeout();
    cancelTimeout = clock.after(config.sessionMsMax, () => end("timeout"));
  }

  function open(customData = ""): void {
    untoldEnd = [];
    publish(session.open(customData));
    arm();
  }

  function listen(): void {
    publish(session.listen());
    options.stream().begin({ hasEnd: false, session: session.sessionId });
  }

  function end(reason: EndReason): void {
    cancelTimeout();
    if (session.sessionId === undefined) return;
    reporter.report("hermesSessionEnded", { source: source.name, reason });
    publishEnd(session.close(reason));
  }

  /** Says a text, if there is any, and goes on; not if the session is another one by then. */
  async function sayFirst(text: string, then: () => void): Promise<void> {
    const { sessionId } = session;
    if (text !== "") {
      saying(text);
      await options.say(source, text);
    }
    if (session.sessionId === sessionId) then();
  }

  function saying(text: string): void {
    if (config.sendsReplies && text !== "") publish(session.say(text, createId()));
  }

  return {
    source,
    get sessionId() {
      return session.sessionId;
    },
    get isForeign() {
      return session.isForeign || !config.managesDialogue;
    },
    pressed() {
      // A satellite that detects twice, or while it is listened to, has one session.
      if (session.sessionId !== undefined && !session.isForeign) return;
      open();
      listen();
    },
    listenFor({ sessionId, stopsOnSilence }) {
      end("abortedByUser");
      session.listenFor(sessionId);
      arm();
      // To begin anew would lose what was said in one breath with the phrase.
      const isListenedTo = stopsOnSilence && clock.monotonicMs() < awakeUntilMs;
      awakeUntilMs = Number.NEGATIVE_INFINITY;
      if (isListenedTo) return;
      options.stream().begin({ hasEnd: !stopsOnSilence, session: sessionId || undefined });
    },
    stopListening() {
      if (session.isForeign && session.isListening) options.stream().end();
    },
    startSession({ isNotification, text, customData }) {
      end("abortedByUser");
      open(customData);
      void sayFirst(text, isNotification ? () => end("nominal") : listen);
    },
    continueSession(text) {
      arm();
      void sayFirst(text, listen);
    },
    endSession(text) {
      void sayFirst(text, () => end("nominal"));
    },
    playFinished: player.finished,
    isThere() {
      if (untoldEnd.length > 0) publishEnd(untoldEnd);
    },
    close() {
      end("abortedByUser");
      player.close();
    },

    woke(phrase) {
      publish(session.woke(phrase));
      if (!config.managesDialogue) {
        awakeUntilMs = clock.monotonicMs() + askedMsMax;
        return;
      }
      if (session.isForeign) return;
      end("abortedByUser");
      open();
      publish(session.listen());
    },
    listening() {
      if (session.isForeign || session.isListening || !config.managesDialogue) return;
      if (session.sessionId === undefined) open();
      arm();
      publish(session.listen());
    },
    heard(text, facts) {
      awakeUntilMs = Number.NEGATIVE_INFINITY;
      const heard: HermesHeard = { text, likelihood: facts?.likelihood ?? 0, seconds: facts?.seconds ?? 0 };
      publish(session.heard(heard));
      if (session.isForeign) {
        cancelTimeout();
        publish(session.close("nominal"));
      } else if (text === "") {
        publish(session.answered({ text, parse: undefined, outcome: "notUnderstood" }));
        end("intentNotRecognized");
      }
    },
    answered: (answer) => publish(session.answered(answer)),
    saying,
    failed(reason) {
      awakeUntilMs = Number.NEGATIVE_INFINITY;
      publish(session.failed(reason));
      end("error");
    },
    done: () => end("nominal"),
    play: player.play,
  };
}
