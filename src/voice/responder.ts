import type { Clock } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { VoiceHappening } from "../domain/voice-view.ts";
import type { VoiceConfig } from "./config.ts";
import type { Conversation, Reply } from "./conversation.ts";
import type { voiceEvents } from "./events.ts";
import type { HeardEvent, HearingEvent } from "./hearing/ports.ts";
import type { VoiceMeters } from "./meters.ts";
import type { SoundSource } from "./ports.ts";
import { cueOfReply } from "./reply-cue.ts";
import type { SourceBoard } from "./source-board.ts";
import type { SourceFeedback } from "./source-feedback.ts";
import type { Earcon } from "./speak/earcons.ts";
import type { SayOutcome } from "./speak/speaker.ts";

/** Makes sound of words and cues, where that is configured. Nothing here rejects. */
export interface ReplySpeaker {
  /** Settles when it was played or it is known that it will not be. */
  say(text: string, where: SpokenWhere): Promise<SayOutcome>;
  cue(cue: Earcon, where: SpokenWhere): Promise<unknown>;
  /** Cuts off what is said there. */
  interrupt(source: string): void;
}

export interface SpokenWhere {
  source: SoundSource;
  feedback: SourceFeedback | undefined;
}

/** As much of the hearing as answering needs. */
export interface Attention {
  /** The next utterance there needs no wake phrase, for so long after edgewise has spoken. */
  expectAnswer(source: SoundSource, withinMs: number): void;
}

/** Turns what the hearing tells into lights, cues, actions and spoken replies at the source it came from. */
export interface Responder {
  /** Quick; the rest is done afterwards. */
  onHearing(source: SoundSource, event: HearingEvent): void;
  connect(name: string, feedback: SourceFeedback): void;
  disconnect(name: string): void;
  /** Takes nothing more, and resolves when all work is done. */
  stop(): Promise<void>;
}

export function createResponder(options: {
  config: () => VoiceConfig;
  conversation: Conversation;
  speaker: ReplySpeaker;
  attention: () => Attention;
  /** Of sources that need not be connected. */
  feedbackOf: (name: string) => SourceFeedback | undefined;
  board: SourceBoard;
  clock: Clock;
  reporter: Reporter<typeof voiceEvents>;
  meters: VoiceMeters;
  tell: (happening: VoiceHappening) => void;
}): Responder {
  const { conversation, speaker, attention, board, reporter, meters, tell } = options;
  const connected = new Map<string, SourceFeedback>();
  const working = new Set<Promise<void>>();
  let isStopped = false;

  const feedbackOf = (name: string) => connected.get(name) ?? options.feedbackOf(name);

  const whereOf = (source: SoundSource): SpokenWhere => ({ source, feedback: feedbackOf(source.name) });

  const work = (source: SoundSource, run: () => Promise<void>) => {
    const running = run()
      .catch((error: unknown) =>
        reporter.report("failed", { source: source.name, error: errorMessage(error) }),
      )
      .finally(() => working.delete(running));
    working.add(running);
  };

  const cue = (source: SoundSource, which: Earcon) =>
    work(source, async () => void (await speaker.cue(which, whereOf(source))));

  const answer = async (source: SoundSource, event: HeardEvent) => {
    const feedback = feedbackOf(source.name);
    // Asked before it is told: its request is over with the text.
    const isForeign = feedback?.isForeign ?? false;
    feedback?.speechStopped?.();
    feedback?.heard?.(event.spoken?.text ?? "");
    if (isForeign) return;
    board.think(source.name, true);
    const reply = await conversation.hear({ source, ...event });
    board.think(source.name, false);
    if (isStopped) return;
    await tellReply(source, reply);
  };

  const tellCutOff = async (source: SoundSource) => {
    const feedback = feedbackOf(source.name);
    const isForeign = feedback?.isForeign ?? false;
    feedback?.heard?.("");
    if (!isForeign) await tellReply(source, conversation.cutOff(source));
  };

  const tellReply = async (source: SoundSource, reply: Reply | undefined) => {
    if (reply) {
      feedbackOf(source.name)?.answered?.(reply.answer);
      feedbackOf(source.name)?.saying?.(reply.text);
      const said = await speaker.say(reply.text, whereOf(source));
      if (isStopped) return;
      // Of what cannot be said, it is told at least whether it went well.
      if (said === "silent" || said === "failed") await cueReply(source, reply);
    }
    if (isStopped) return;
    if (reply && waitsAt(source, reply)) attention().expectAnswer(source, options.config().askAgainMs);
    else feedbackOf(source.name)?.done?.();
  };

  /** Without a wake phrase. */
  const waitsAt = (source: SoundSource, { expectsAnswer }: Reply) =>
    expectsAnswer && !feedbackOf(source.name)?.isAsleepAfter;

  const cueReply = async (source: SoundSource, reply: Reply) => {
    const which = cueOfReply(reply.answer);
    // That it listens would be wrong where it does not.
    if (which !== "listening" || waitsAt(source, reply)) await speaker.cue(which, whereOf(source));
  };

  return {
    onHearing(source, event) {
      if (isStopped) return;
      const { name, area } = source;
      const feedback = feedbackOf(name);
      switch (event.type) {
        case "state":
          board.show(name, event.state);
          if (event.state === "listening") feedback?.listening?.();
          return;
        case "woke":
          speaker.interrupt(name);
          meters.woke();
          tell({ type: "woke", source: name, area, phrase: event.phrase, score: event.score });
          feedback?.woke?.(event.phrase);
          cue(source, "listening");
          return;
        case "pushed":
          speaker.interrupt(name);
          return;
        case "began":
          tell({ type: "began", source: name, area });
          feedback?.speechStarted?.();
          return;
        case "partial":
          tell({ type: "partial", source: name, area, text: event.text });
          return;
        case "heard":
          work(source, () => answer(source, event));
          return;
        case "nothing":
          meters.nothing(event.because);
          // The source has asked for something else meanwhile: an end told now would end that.
          if (event.because === "replaced") return;
          if (event.because !== "broken")
            tell({ type: "nothing", source: name, area, because: event.because });
          feedback?.speechStopped?.();
          if (event.because === "cutOff") {
            work(source, () => tellCutOff(source));
            return;
          }
          feedback?.heard?.("");
          if (event.because === "tooLong") cue(source, "error");
          return;
        case "failed":
          reporter.report("failed", { source: name, error: errorMessage(event.error) });
          feedback?.failed?.(errorMessage(event.error));
          cue(source, "error");
      }
    },
    connect(name, feedback) {
      connected.set(name, feedback);
    },
    disconnect(name) {
      connected.delete(name);
      speaker.interrupt(name);
    },
    async stop() {
      isStopped = true;
      while (working.size > 0) await Promise.race(working);
    },
  };
}
