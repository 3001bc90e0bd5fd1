import type { Clock } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import { LruMap } from "../core/lru-map.ts";
import type { Assistant } from "../domain/ports.ts";
import type { Answer, Utterance } from "../domain/utterance.ts";
import type { VoiceHappening } from "../domain/voice-view.ts";
import type { VoiceConfig } from "./config.ts";
import type { voiceEvents } from "./events.ts";
import type { VoiceMeters } from "./meters.ts";
import type { SoundSource, SpokenText } from "./ports.ts";

/** An utterance of one source, decoded. */
export interface HeardUtterance {
  source: SoundSource;
  /** Undefined: it is nothing that can be said here. */
  spoken: SpokenText | undefined;
  /** The utterance's sound, for a larger recogniser. */
  audio: Int16Array;
  /** Monotonic time at which the speech ended; undefined: not known. */
  endedAtMs: number | undefined;
  /** The conversation it belongs to, in the source's words; undefined: the one with the source. */
  session: string | undefined;
}

/** What the person is told. `expectsAnswer`: what is said next needs no wake phrase. */
export interface Reply {
  text: string;
  expectsAnswer: boolean;
  /** What it replies to. */
  answer: Pick<Answer, "text" | "parse" | "outcome" | "actions">;
}

export interface Conversation {
  /**
   * Acts on what was heard, or asks whether it was meant. Utterances of one source are worked on one after the other.
   * Undefined: nothing is said. Never rejects.
   */
  hear(heard: HeardUtterance): Promise<Reply | undefined>;
  /** The sound broke off while somebody spoke. Undefined: nothing is said. */
  cutOff(source: SoundSource): Reply | undefined;
}

export interface ConversationOptions {
  config: () => VoiceConfig;
  assistant: Assistant;
  /** Tells on MQTT what it says without having asked the assistant, as answers to commands are told. */
  publish: (utterance: Utterance, answer: Answer) => void;
  /** Text of the sound, by a recogniser elsewhere; undefined: none is allowed, or it heard nothing. Never rejects. */
  askLarger: (audio: Int16Array) => Promise<string | undefined>;
  createId: () => string;
  clock: Clock;
  reporter: Reporter<typeof voiceEvents>;
  meters: VoiceMeters;
  tell: (happening: VoiceHappening) => void;
}

/** Most sources of which it is kept what they were asked. */
const askedMax = 64;
/** What it takes to say a question, and then an answer that was begun in time. */
const saidMsMax = 15_000;

const confirmations = new Set([
  "yes",
  "yes please",
  "yeah",
  "yep",
  "correct",
  "right",
  "that's right",
  "sure",
]);
const denials = new Set([
  "no",
  "nope",
  "no thanks",
  "no thank you",
  "wrong",
  "cancel",
  "never mind",
  "nevermind",
]);

/** As the sets above have them: a larger recogniser writes sentences. */
function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replaceAll("’", "'")
    .replace(/[^\p{L}\p{N}' ]+/gu, " ")
    .replace(/\s+/g, " ")
    .trim();
}

/** From heard words to an answer. The only place where a confidence decides. */
export function createConversation(options: ConversationOptions): Conversation {
  const { clock, config, reporter, meters, tell } = options;
  /** By source: what was heard unsurely and asked about. */
  const asked = new LruMap<string, { text: string; untilMs: number }>(askedMax);
  /** By source, until when the assistant waits for an answer. */
  const waiting = new LruMap<string, number>(askedMax);
  const turns = new Map<string, Promise<unknown>>();

  const answerUntilMs = () => clock.monotonicMs() + config().askAgainMs + saidMsMax;

  const utteranceOf = (
    { source, session }: Pick<HeardUtterance, "source" | "session">,
    text: string,
  ): Utterance => ({
    id: options.createId(),
    hasOwnId: false,
    text,
    at: clock.now(),
    area: source.area,
    source: source.name,
    session: `voice:${source.name}${session === undefined ? "" : `:${session}`}`,
    dryRun: false,
  });

  const act = async (heard: HeardUtterance, text: string): Promise<Reply> => {
    const { source, endedAtMs } = heard;
    const latencyMs = endedAtMs === undefined ? undefined : Math.max(0, clock.monotonicMs() - endedAtMs);
    if (latencyMs !== undefined) meters.latency(latencyMs);
    const answer = await options.assistant.ask(utteranceOf(heard, text));
    const { outcome, reply } = answer;
    if (outcome === "asked") waiting.set(source.name, answerUntilMs());
    else waiting.delete(source.name);
    tell({ type: "answered", source: source.name, area: source.area, text, outcome, reply, latencyMs });
    return { text: reply, expectsAnswer: outcome === "asked", answer };
  };

  /** A reply that needs no assistant. */
  const say = (
    heard: Pick<HeardUtterance, "source" | "session" | "spoken">,
    text: string,
    outcome: Answer["outcome"],
  ): Reply => {
    const utterance = utteranceOf(heard, heard.spoken?.text ?? "");
    const answer = ownAnswer(utterance, text, outcome);
    options.publish(utterance, answer);
    return { text, expectsAnswer: outcome === "asked", answer };
  };

  /** What was asked about and is still waiting for a yes. */
  const takePending = (source: SoundSource): string | undefined => {
    const pending = asked.get(source.name);
    asked.delete(source.name);
    return pending && clock.monotonicMs() <= pending.untilMs ? pending.text : undefined;
  };

  const report = (source: SoundSource, outcome: string, spoken: SpokenText | undefined) => {
    reporter.report("heard", { source: source.name, outcome, confidence: spoken?.confidence });
    if (spoken) meters.confidence(spoken.confidence, outcome);
  };

  const tellHeard = (
    { source }: HeardUtterance,
    what: { text: string; confidence: number; isUnsure: boolean; by: "decoder" | "larger" },
  ) => tell({ type: "heard", source: source.name, area: source.area, ...what });

  const notUnderstood = (heard: HeardUtterance): Reply | undefined => {
    const { source, spoken } = heard;
    report(source, "notUnderstood", spoken);
    tell({ type: "nothing", source: source.name, area: source.area, because: "notUnderstood" });
    return config().saysNotUnderstood ? say(heard, notUnderstoodReply, "notUnderstood") : undefined;
  };

  /** Undefined: it answers no question of ours. */
  const answered = (text: string, pending: string | undefined): "yes" | "no" | undefined => {
    if (pending === undefined) return undefined;
    const words = wordsOf(text);
    if (confirmations.has(words)) return "yes";
    return denials.has(words) ? "no" : undefined;
  };

  /** `outcome`: what it counts as where it is acted on. */
  const decide = (
    heard: HeardUtterance,
    { text, pending, outcome }: { text: string; pending: string | undefined; outcome: "acted" | "larger" },
  ): Promise<Reply> | Reply => {
    const { source, spoken } = heard;
    const answer = answered(text, pending);
    if (answer === "no") {
      report(source, "denied", spoken);
      return say(heard, "All right, I did nothing.", "answered");
    }
    report(source, outcome, spoken);
    return act(heard, answer === "yes" && pending !== undefined ? pending : text);
  };

  /** What is made of a text that another recogniser wrote for sound which is nothing that can be said here. */
  const judge = async (heard: HeardUtterance, text: string): Promise<"exact" | "guessed" | "nothing"> => {
    // In a conversation of its own: it answers nothing.
    const utterance = { ...utteranceOf(heard, text), session: undefined, dryRun: true };
    const { outcome, tier, parse } = await options.assistant.ask(utterance);
    const isAnswer = clock.monotonicMs() <= (waiting.get(heard.source.name) ?? Number.NEGATIVE_INFINITY);
    // No command, but perhaps an answer: the assistant knows what it asked.
    if (outcome === "notUnderstood") return isAnswer ? "exact" : "nothing";
    return tier === "grammar" && parse?.confidence === 1 ? "exact" : "guessed";
  };

  const ask = (heard: HeardUtterance, text: string): Reply | undefined => {
    const { source, spoken } = heard;
    if (config().whenUnsure === "ignore") {
      report(source, "ignored", spoken);
      return undefined;
    }
    report(source, "askedAgain", spoken);
    asked.set(source.name, { text, untilMs: answerUntilMs() });
    return say(heard, `Sorry, did you say “${text}”?`, "asked");
  };

  const unsure = async (heard: HeardUtterance, pending: string | undefined): Promise<Reply | undefined> => {
    const { spoken } = heard;
    const text = await options.askLarger(heard.audio);
    // Asked once: who is not understood twice says it anew.
    const isAsked = pending !== undefined;
    if (text === undefined) return spoken && !isAsked ? ask(heard, spoken.text) : notUnderstood(heard);
    // Such recognisers invent sentences where there is noise; of those, few are commands to the letter.
    const isKnown = spoken !== undefined || answered(text, pending) !== undefined;
    const judged = isKnown ? "exact" : await judge(heard, text);
    const isUnsure = judged !== "exact";
    tellHeard(heard, { text, confidence: spoken?.confidence ?? 0, isUnsure, by: "larger" });
    if (!isUnsure) return decide(heard, { text, pending, outcome: "larger" });
    return judged === "guessed" && !isAsked ? ask(heard, text) : notUnderstood(heard);
  };

  const work = async (heard: HeardUtterance): Promise<Reply | undefined> => {
    const { source, spoken } = heard;
    const pending = takePending(source);
    if (!spoken) return unsure(heard, pending);
    const isUnsure = spoken.confidence < config().confidenceMin;
    tellHeard(heard, { text: spoken.text, confidence: spoken.confidence, isUnsure, by: "decoder" });
    if (isUnsure) return unsure(heard, pending);
    return decide(heard, { text: spoken.text, pending, outcome: "acted" });
  };

  return {
    async hear(heard) {
      const { name } = heard.source;
      const before = turns.get(name) ?? Promise.resolve();
      const turn = before
        .then(() => work(heard))
        .catch((error: unknown) => {
          reporter.report("failed", { source: name, error: errorMessage(error) });
          return undefined;
        });
      turns.set(name, turn);
      const reply = await turn;
      if (turns.get(name) === turn) turns.delete(name);
      return reply;
    },
    cutOff(source) {
      report(source, "cutOff", undefined);
      if (!config().saysNotUnderstood) return undefined;
      return say({ source, session: undefined, spoken: undefined }, cutOffReply, "notUnderstood");
    },
  };
}

const cutOffReply = "Sorry, the sound broke off while you spoke, so I did nothing. Please say it again.";
const notUnderstoodReply = "Sorry, I did not understand that.";

function ownAnswer({ id, text }: Utterance, reply: string, outcome: Answer["outcome"]): Answer {
  return {
    id,
    text,
    outcome,
    reply,
    parse: undefined,
    targets: [],
    actions: [],
    tier: "none",
    timesMs: { understand: 0, act: 0, total: 0 },
  };
}
