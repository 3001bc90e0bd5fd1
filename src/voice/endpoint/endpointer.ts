/**
 * Finds where an utterance begins and ends in a stream of decisions whether there is speech. It knows nothing of audio: it
 * is fed with seconds and decisions, so that it is tested without any.
 *
 * Limits and invariants:
 * 1. It ends in every case: nobody speaks for `noSpeechMs` → `nothingSaid`; speech goes on for `utteranceMsMax` → `tooLong`.
 * 2. Speech shorter than `startMs` begins nothing; silence shorter than the hang-over ends nothing.
 * 3. After an end it says no more until `reset`.
 */
export interface EndpointerSettings {
  /** Speech, in milliseconds within the last twice as many, that begins an utterance: a click does not. */
  startMs: number;
  /** Silence after which an utterance is over. */
  hangOverMs: number;
  /** The same where it is known that what was said is all. */
  completeHangOverMs: number;
  noSpeechMs: number;
  utteranceMsMax: number;
}

export type EndpointEvent =
  /** `beganMs`: the first speech of it, in milliseconds since the reset. */
  | { type: "began"; beganMs: number }
  /** `endedMs`: the end of the last speech. */
  | { type: "ended"; beganMs: number; endedMs: number; because: "silence" | "tooLong" }
  | { type: "nothingSaid" };

export interface EndpointKnowledge {
  isComplete?: boolean;
  silentMs?: number;
}

export interface Endpointer {
  /**
   * `seconds` more of audio, with or without speech. `isComplete`: what was heard so far is all.
   * A piece may be of any length; decisions are taken at its end. `silentMs`: how long it has been silent by now, where that
   * is known better in hindsight than from the decisions so far.
   */
  feed(seconds: number, isSpeech: boolean, known?: EndpointKnowledge): EndpointEvent | undefined;
  reset(): void;
  readonly isSpeaking: boolean;
  /** Milliseconds since the reset. */
  readonly timeMs: number;
}

export function createEndpointer(settings: EndpointerSettings): Endpointer {
  let timeMs = 0;
  let state: "waiting" | "speaking" | "over" = "waiting";
  /** Speech of the last `2 * startMs`, while waiting. */
  let recent: { fromMs: number; toMs: number }[] = [];
  let beganMs = 0;
  let lastSpeechMs = 0;

  function wait(fromMs: number, isSpeech: boolean): EndpointEvent | undefined {
    if (isSpeech) recent.push({ fromMs, toMs: timeMs });
    const horizonMs = timeMs - 2 * settings.startMs;
    recent = recent.filter(({ toMs }) => toMs > horizonMs);
    let speechMs = 0;
    for (const piece of recent) speechMs += piece.toMs - Math.max(piece.fromMs, horizonMs);
    if (isSpeech && speechMs >= settings.startMs) {
      state = "speaking";
      beganMs = Math.max(0, recent[0]?.fromMs ?? fromMs);
      lastSpeechMs = timeMs;
      return { type: "began", beganMs };
    }
    if (timeMs < settings.noSpeechMs) return undefined;
    state = "over";
    return { type: "nothingSaid" };
  }

  function listen(isSpeech: boolean, { isComplete, silentMs }: EndpointKnowledge): EndpointEvent | undefined {
    if (silentMs !== undefined) lastSpeechMs = Math.max(beganMs, timeMs - silentMs);
    else if (isSpeech) lastSpeechMs = timeMs;
    const hangOverMs = isComplete
      ? Math.min(settings.completeHangOverMs, settings.hangOverMs)
      : settings.hangOverMs;
    if (timeMs - lastSpeechMs >= hangOverMs) return end("silence");
    if (timeMs - beganMs >= settings.utteranceMsMax) return end("tooLong");
    return undefined;
  }

  function end(because: "silence" | "tooLong"): EndpointEvent {
    state = "over";
    return { type: "ended", beganMs, endedMs: lastSpeechMs, because };
  }

  return {
    feed(seconds, isSpeech, known = {}) {
      if (state === "over" || !(seconds > 0)) return undefined;
      const fromMs = timeMs;
      timeMs += seconds * 1000;
      return state === "waiting" ? wait(fromMs, isSpeech) : listen(isSpeech, known);
    },
    reset() {
      timeMs = 0;
      state = "waiting";
      recent = [];
      beganMs = 0;
      lastSpeechMs = 0;
    },
    get isSpeaking() {
      return state === "speaking";
    },
    get timeMs() {
      return timeMs;
    },
  };
}
