import type { Clock } from "../core/clock.ts";
import type { Assistant } from "../domain/ports.ts";
import type { Utterance } from "../domain/utterance.ts";
import type { Hearing } from "./hearing/hearing.ts";
import type { HearingSpotter } from "./hearing/ports.ts";
import { createMutableWatch } from "./mutable-watch.ts";
import type { SoundSource, SpokenText } from "./ports.ts";
import type { Responder } from "./responder.ts";
import type { SoundGate } from "./sound-gate.ts";
import type { SourceBoard } from "./source-board.ts";
import type { Satellite, TextRequest, WyomingBackend, WyomingOffer } from "./wyoming/backend.ts";

/** The hearing and the commands of this place as they are behind the Wyoming protocol. */
export function createWyomingBackend(options: {
  offer: () => WyomingOffer;
  hearing: Pick<Hearing, "openUtterance" | "openWatch">;
  /** Watches for these phrases, which are among those on offer. */
  spotter: (phrases: readonly string[]) => HearingSpotter | undefined;
  /** Counts how often other phrases have come to be watched for: what was opened before watches for old ones. */
  phrasesVersion: () => number;
  /** What was heard, if it is sure enough to be passed on. */
  confidenceMin: () => number;
  /** Text of the sound, by a recogniser elsewhere; undefined: none is allowed, or it heard nothing. Never rejects. */
  askLarger: (audio: Int16Array) => Promise<string | undefined>;
  gate: SoundGate;
  board: SourceBoard;
  responder: Pick<Responder, "connect" | "disconnect">;
  assistant: Assistant;
  createId: () => string;
  clock: Clock;
}): WyomingBackend {
  const { hearing, gate, board, responder, assistant } = options;

  const utteranceOf = ({ text, source, session }: TextRequest, dryRun: boolean): Utterance => ({
    id: options.createId(),
    hasOwnId: false,
    text,
    at: options.clock.now(),
    area: source.area,
    source: source.name,
    session: session === undefined ? undefined : `wyoming:${session}`,
    dryRun,
  });

  return {
    offer: options.offer,
    transcribe({ onPartial }) {
      if (gate.isMuted) return deafUtterance();
      // Whoever sends a recording says where it ends; a satellite's stream may have no end but the silence.
      const input = hearing.openUtterance({
        hasOwnEnd: false,
        onPartial: (text) => {
          if (!gate.isMuted) onPartial(text);
        },
      });
      return {
        accept: (samples) => (gate.isMuted ? input.abandon() : input.accept(samples)),
        end() {
          if (gate.isMuted) input.abandon();
          else void input.end();
        },
        abandon: () => input.abandon(),
        heard: input.heard.then((spoken) => passedOn(spoken, input.audio)),
      };
    },
    detect: (request) =>
      createMutableWatch({
        isMuted: () => gate.isMuted,
        version: options.phrasesVersion,
        open(onDetection) {
          const spotter = options.spotter(request.phrases);
          return spotter && hearing.openWatch({ spotter, onDetection });
        },
        onDetection: request.onDetection,
      }),
    async recognise(request) {
      const { parse, reply } = await assistant.ask(utteranceOf(request, true));
      return { parse, reply };
    },
    handle: (request) => assistant.ask(utteranceOf(request, false)),
    attach(satellite) {
      const { source } = satellite;
      return attach(source, satellite);
    },
  };

  async function passedOn(spoken: SpokenText | undefined, audio: Int16Array | undefined) {
    if (gate.isMuted) return undefined;
    if (spoken && spoken.confidence >= options.confidenceMin()) return spoken;
    const text = audio && (await options.askLarger(audio));
    if (text === undefined || gate.isMuted) return undefined;
    return { text, confidence: spoken?.confidence ?? 0, words: [], alternatives: [] };
  }

  function attach(source: SoundSource, satellite: Satellite) {
    let stage: "wake" | "command" = "wake";
    board.put({ name: source.name, kind: "wyoming", area: source.area, isUp: true });
    responder.connect(source.name, {
      ...satellite,
      // Woken by itself, it stops at the transcript and sends no sound until it is woken again.
      get isAsleepAfter() {
        return stage === "command";
      },
    });
    return {
      accept: (samples: Int16Array) => gate.onSound(source, samples),
      begin(first: "wake" | "command") {
        stage = first;
        // Woken by itself or by a button: where the utterance ends, the silence tells.
        if (first === "command") gate.onBegin(source, { hasEnd: false, session: undefined });
      },
      end() {
        if (stage === "command") gate.onEnd(source);
        else gate.onBreak(source, "gap");
      },
      doubt: (problem: string | undefined) => board.trouble(source.name, "sound", problem),
      abandon() {
        gate.onBreak(source, "gone");
        responder.disconnect(source.name);
        board.remove(source.name);
      },
    };
  }
}

/** While muted nothing is listened to, and nothing was heard. */
function deafUtterance() {
  let end = () => {};
  const heard = new Promise<undefined>((resolve) => {
    end = () => resolve(undefined);
  });
  return { accept() {}, end, abandon() {}, heard };
}
