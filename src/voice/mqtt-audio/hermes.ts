import { errorMessage } from "../../core/errors.ts";
import { LruMap } from "../../core/lru-map.ts";
import type { InboundMessage } from "../../domain/ports.ts";
import { SoundFormatError } from "../audio/errors.ts";
import type { SoundSource } from "../ports.ts";
import { type HermesConfig, levelPattern } from "./config.ts";
import { type HermesMessage, hermesFilters, readHermesMessage } from "./hermes-messages.ts";
import { createHermesSite, type HermesSite } from "./hermes-site.ts";
import type { MqttSound, MqttSoundOptions } from "./plain-topics.ts";
import { readWavMessage } from "./sound-message.ts";
import { subscribeToSound } from "./sound-subscription.ts";
import { createStreamTable } from "./stream-table.ts";

/** Satellites by Hermes: their sound, their sessions, and what they are told. */
export interface Hermes extends MqttSound {
  /** A satellite that was heard of; undefined: there is no such one (any more). */
  site(name: string): HermesSite | undefined;
}

export interface HermesOptions extends MqttSoundOptions {
  config: HermesConfig;
  createId: () => string;
  /** Speaks at a source; resolves when it was said. Needed by programs that let edgewise speak (`startSession`, `endSession`). */
  say: (source: SoundSource, text: string) => Promise<void>;
}

const ownSessionsMax = 256;

/**
 * Limits and invariants:
 * 1. Retained messages are never taken, and messages of our own (the broker sends them back) start nothing.
 * 2. At most `sourcesMax` sites; a site has one session, which lasts no longer than `sessionMsMax`.
 * 3. A JSON message above 64 KiB, or a frame above `frameBytesMax`, is refused unread.
 */
export function createHermes(options: HermesOptions): Hermes {
  const { config, bus, reporter, isTaken } = options;
  const streams = createStreamTable({ ...config, ...options });
  const sites = new LruMap<string, HermesSite>(config.sourcesMax, (_, site) => site.close());
  /** Sessions of our own, those that are over too: their messages may come back after that. */
  const ownSessions = new LruMap<string, true>(ownSessionsMax);
  let unsubscribe: (() => void) | undefined;

  function createSessionId(): string {
    const id = options.createId();
    ownSessions.set(id, true);
    return id;
  }

  /** Refusals are told. */
  function siteOf(siteId: string): HermesSite | undefined {
    const known = sites.get(siteId);
    if (known) return known;
    const area = Object.hasOwn(config.areas, siteId) ? config.areas[siteId] : undefined;
    // It becomes a level of the topics that the site is answered on.
    if (!levelPattern.test(siteId))
      refuse(siteId, "topic", "a site's name has 1 to 100 characters, no / + or #");
    else if (area === undefined && !config.takesOthers) {
      refuse(siteId, "unknown", "it is not in voice.hermes.areas");
    } else if (isTaken(siteId)) refuse(siteId, "taken", "another source has this name");
    else {
      const source = { name: siteId, area };
      const site = createHermesSite({
        ...options,
        source,
        createSessionId,
        stream: () => streams.open(source),
      });
      sites.set(siteId, site);
      return site;
    }
    return undefined;
  }

  function refuse(source: string, why: string, reason: string): void {
    reporter.report("soundRefused", { source: source.slice(0, 100), why, reason });
  }

  function takeFrame(siteId: string, payload: Buffer): void {
    const site = siteOf(siteId);
    if (!site) return;
    if (payload.length > config.frameBytesMax) {
      refuse(siteId, "size", `${payload.length} bytes`);
      return;
    }
    try {
      streams.open(site.source).piece(readWavMessage(payload));
      site.isThere();
    } catch (error) {
      if (!(error instanceof SoundFormatError)) throw error;
      refuse(siteId, "format", errorMessage(error));
    }
  }

  function siteOfSession(sessionId: string): HermesSite | undefined {
    return [...sites.values()].find((site) => site.sessionId === sessionId && !site.isForeign);
  }

  function takeControl(message: Exclude<HermesMessage, { type: "audioFrame" }>): void {
    const isOurs = "sessionId" in message && ownSessions.get(message.sessionId) !== undefined;
    switch (message.type) {
      case "playFinished":
        sites.get(message.siteId)?.playFinished(message.id);
        break;
      case "detected":
        if (!message.isOwn && config.managesDialogue) siteOf(message.siteId)?.pressed();
        break;
      case "startListening":
        if (!isOurs) siteOf(message.siteId)?.listenFor(message);
        break;
      case "stopListening":
        if (!isOurs) sites.get(message.siteId)?.stopListening();
        break;
      case "startSession":
        if (config.managesDialogue) siteOf(message.siteId)?.startSession(message);
        break;
      case "continueSession":
        siteOfSession(message.sessionId)?.continueSession(message.text);
        break;
      case "endSession":
        siteOfSession(message.sessionId)?.endSession(message.text);
        break;
    }
  }

  function take({ topic, payload, isRetained }: InboundMessage): void {
    if (isRetained) {
      reporter.report("soundRetained", { source: topic.slice(0, 200) });
      return;
    }
    const read = readHermesMessage(topic, payload);
    if (!read) reporter.report("hermesRefused", { topic: topic.slice(0, 200), bytes: payload.length });
    else if (read.type === "audioFrame") takeFrame(read.siteId, payload);
    else takeControl(read);
  }

  function listen(isMuted: boolean): void {
    if (isMuted || unsubscribe) return;
    unsubscribe = subscribeToSound({ bus, name: "voiceHermes", filters: hermesFilters, streams, take });
  }

  function close(because: "gone" | "muted"): void {
    unsubscribe?.();
    unsubscribe = undefined;
    for (const site of [...sites.values()]) {
      sites.delete(site.source.name);
      site.close();
    }
    streams.stop(because);
  }

  return {
    start: listen,
    setMuted(isMuted) {
      if (isMuted) close("muted");
      else listen(false);
    },
    stop: () => close("gone"),
    site: (name) => sites.get(name),
    sources: () =>
      streams.all().map(({ source, problem }) => ({ name: source.name, area: source.area, problem })),
    onChanged: (listener) => streams.onChanged(listener),
  };
}
