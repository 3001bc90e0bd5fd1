import { describe, expect, it } from "vitest";
import { createReporter } from "../../../src/core/events.ts";
import type { Answer } from "../../../src/domain/utterance.ts";
import { voiceConfig } from "../../../src/voice/config.ts";
import type { HeardUtterance, Reply } from "../../../src/voice/conversation.ts";
import { voiceEvents } from "../../../src/voice/events.ts";
import { createVoiceMeters } from "../../../src/voice/meters.ts";
import { createResponder } from "../../../src/voice/responder.ts";
import { createSourceBoard } from "../../../src/voice/source-board.ts";
import type { SayOutcome } from "../../../src/voice/speak/speaker.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const source = { name: "hall", area: "Hall" };
const spoken = { text: "turn on the lamp", confidence: 0.9, words: [], alternatives: [] };
const heard = {
  type: "heard",
  spoken,
  audio: new Int16Array(0),
  endedAtMs: undefined,
  session: undefined,
} as const;

function replyOf(text: string, outcome: Answer["outcome"], actions: Answer["actions"] = []): Reply {
  const answer = { text: spoken.text, parse: undefined, outcome, actions };
  return { text, expectsAnswer: outcome === "asked", answer };
}

function create(reply: Reply | undefined = replyOf("Done.", "done"), said: SayOutcome = "said") {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const trail: string[] = [];
  const board = createSourceBoard({ tell: () => {}, onChanged: () => {} });
  board.put({ name: "hall", kind: "wyoming", area: "Hall", isUp: true });
  const responder = createResponder({
    config: () => voiceConfig.parse({ askAgainMs: 7_000 }),
    conversation: {
      async hear({ spoken: what }: HeardUtterance) {
        trail.push(`ask ${what?.text}`);
        return reply;
      },
      cutOff() {
        trail.push("cut off");
        return reply;
      },
    },
    speaker: {
      async say(text) {
        trail.push(`say ${text}`);
        return said;
      },
      async cue(cue) {
        trail.push(`cue ${cue}`);
      },
      interrupt: (name) => trail.push(`interrupt ${name}`),
    },
    attention: () => ({ expectAnswer: (_source, withinMs) => trail.push(`expect ${withinMs}`) }),
    feedbackOf: () => undefined,
    board,
    clock,
    reporter: createReporter("voice", voiceEvents, observability),
    meters: createVoiceMeters(observability.metrics, () => ({ sources: [] })),
    tell: () => {},
  });
  responder.connect("hall", {
    woke: (phrase) => trail.push(`woke ${phrase}`),
    heard: (text) => trail.push(`heard ${text}`),
    answered: ({ outcome }) => trail.push(`answered ${outcome}`),
    saying: (text) => trail.push(`saying ${text}`),
    done: () => trail.push("over"),
  });
  return {
    responder,
    trail,
    board,
    settle: () => clock.advance(0),
  };
}

describe("answering what was heard", () => {
  it("tells the source, acts, and says the reply there ", async () => {
    const { responder, trail, settle } = create();
    responder.onHearing(source, heard);
    await settle();
    expect(trail).toEqual([
      "heard turn on the lamp",
      "ask turn on the lamp",
      "answered done",
      "saying Done.",
      "say Done.",
      "over",
    ]);
  });

  it("waits for an answer after it has asked, not while it speaks", async () => {
    const { responder, trail, settle } = create(replyOf("Really?", "asked"));
    responder.onHearing(source, heard);
    await settle();
    expect(trail.slice(-2)).toEqual(["say Really?", "expect 7000"]);
  });

  it.each<[Answer["outcome"], SayOutcome, string]>([
    ["done", "silent", "cue done"],
    ["done", "failed", "cue done"],
    ["answered", "silent", "cue done"],
    ["refused", "silent", "cue error"],
    ["notUnderstood", "failed", "cue error"],
    ["asked", "silent", "cue listening"],
  ])("gives a cue for a reply that is %s where saying it is %s", async (outcome, said, cue) => {
    const { responder, trail, settle } = create(replyOf("Well.", outcome), said);
    responder.onHearing(source, heard);
    await settle();
    expect(trail.slice(trail.indexOf("say Well.") + 1)).toEqual([
      cue,
      outcome === "asked" ? "expect 7000" : "over",
    ]);
  });

  it("gives the cue of what went wrong where a device did not do it", async () => {
    const failed = { entityId: "lamp", topic: "lamp/set", payload: "ON", status: "failed" } as const;
    const { responder, trail, settle } = create(replyOf("Sorry.", "done", [failed]), "silent");
    responder.onHearing(source, heard);
    await settle();
    expect(trail.slice(-2)).toEqual(["cue error", "over"]);
  });

  it.each<SayOutcome>(["said", "interrupted", "dropped"])(
    "gives no cue for a reply that was %s",
    async (said) => {
      const { responder, trail, settle } = create(replyOf("Done.", "done"), said);
      responder.onHearing(source, heard);
      await settle();
      expect(trail.some((step) => step.startsWith("cue"))).toBe(false);
    },
  );

  it("does not sound as if it listened where it cannot", async () => {
    const { responder, trail, settle } = create(replyOf("Really?", "asked"), "silent");
    responder.connect("hall", { isAsleepAfter: true });
    responder.onHearing(source, heard);
    await settle();
    expect(trail.at(-1)).toBe("say Really?");
  });

  it("tells by a cue that somebody spoke for too long, and nothing when nobody spoke", async () => {
    const { responder, trail, settle } = create();
    responder.onHearing(source, { type: "nothing", because: "noSpeech" });
    responder.onHearing(source, { type: "nothing", because: "tooLong" });
    await settle();
    expect(trail).toEqual(["heard ", "heard ", "cue error"]);
  });

  it("says that the sound broke off, and not where another program asked for what is said", async () => {
    const { responder, trail, settle } = create(replyOf("Say it again.", "notUnderstood"));
    responder.onHearing(source, { type: "nothing", because: "cutOff" });
    await settle();
    expect(trail).toEqual([
      "heard ",
      "cut off",
      "answered notUnderstood",
      "saying Say it again.",
      "say Say it again.",
      "over",
    ]);
    trail.length = 0;
    responder.connect("hall", { isForeign: true, heard: (text) => trail.push(`heard ${text}`) });
    responder.onHearing(source, { type: "nothing", because: "cutOff" });
    await settle();
    expect(trail).toEqual(["heard "]);
  });

  it("waits for no answer where no sound can come without the wake phrase", async () => {
    const { responder, trail, settle } = create(replyOf("Really?", "asked"));
    responder.connect("hall", { isAsleepAfter: true, done: () => trail.push("over") });
    responder.onHearing(source, heard);
    await settle();
    expect(trail.slice(-2)).toEqual(["say Really?", "over"]);
  });

  it("is cut off by the wake phrase, which is answered with a cue", async () => {
    const { responder, trail, settle } = create();
    responder.onHearing(source, { type: "woke", phrase: "hey edgewise", score: 2, isBargeIn: true, atMs: 0 });
    await settle();
    expect(trail).toEqual(["interrupt hall", "woke hey edgewise", "cue listening"]);
  });

  it("is told of no end when it has asked for something else meanwhile", async () => {
    const { responder, trail, settle } = create();
    responder.onHearing(source, { type: "nothing", because: "replaced" });
    await settle();
    expect(trail).toEqual([]);
    responder.onHearing(source, { type: "nothing", because: "broken" });
    expect(trail).toEqual(["heard "]);
  });

  it("shows what it does on the board", async () => {
    const { responder, board, settle } = create();
    responder.onHearing(source, { type: "state", state: "hearing" });
    expect(board.views()).toMatchObject([{ state: "hearing" }]);
    responder.onHearing(source, heard);
    responder.onHearing(source, { type: "state", state: "waiting" });
    expect(board.views()).toMatchObject([{ state: "thinking" }]);
    await settle();
    expect(board.views()).toMatchObject([{ state: "waiting" }]);
  });

  it("does nothing after its end", async () => {
    const { responder, trail, settle } = create();
    await responder.stop();
    responder.onHearing(source, heard);
    await settle();
    expect(trail).toEqual([]);
  });
});
