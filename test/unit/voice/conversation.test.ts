import { describe, expect, it } from "vitest";
import { createReporter } from "../../../src/core/events.ts";
import type { Answer, Utterance } from "../../../src/domain/utterance.ts";
import type { VoiceHappening } from "../../../src/domain/voice-view.ts";
import { voiceConfig } from "../../../src/voice/config.ts";
import { createConversation } from "../../../src/voice/conversation.ts";
import { voiceEvents } from "../../../src/voice/events.ts";
import { createVoiceMeters } from "../../../src/voice/meters.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const kitchen = { name: "kitchen", area: "Kitchen" };
const hall = { name: "hall", area: undefined };

function create(settings: object = {}, larger?: string | (() => string | undefined)) {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const config = voiceConfig.parse(settings);
  const asked: Utterance[] = [];
  const told: VoiceHappening[] = [];
  const published: Answer[] = [];
  let id = 0;
  let answer: Partial<Answer> | Error = {};
  const conversation = createConversation({
    config: () => config,
    assistant: {
      async ask(utterance) {
        asked.push(utterance);
        if (answer instanceof Error) throw answer;
        return {
          id: utterance.id,
          text: utterance.text,
          outcome: "done",
          reply: "Done.",
          parse: undefined,
          targets: [],
          actions: [],
          tier: "grammar",
          timesMs: {},
          ...answer,
        };
      },
    },
    publish: (_utterance, own) => published.push(own),
    askLarger: async () => (typeof larger === "function" ? larger() : larger),
    createId: () => {
      id += 1;
      return `u${id}`;
    },
    clock,
    reporter: createReporter("voice", voiceEvents, observability),
    meters: createVoiceMeters(observability.metrics, () => ({ sources: [] })),
    tell: (happening) => told.push(happening),
  });
  return {
    clock,
    asked,
    told,
    published,
    outcomes: () => observability.records.map(({ fields }) => fields.outcome),
    answerWith(next: Partial<Answer> | Error) {
      answer = next;
    },
    cutOff: () => conversation.cutOff(kitchen),
    hear: (text: string | undefined, confidence = 0.9, source: typeof kitchen | typeof hall = kitchen) =>
      conversation.hear({
        source,
        spoken: text === undefined ? undefined : { text, confidence, words: [], alternatives: [] },
        audio: new Int16Array(0),
        endedAtMs: undefined,
        session: undefined,
      }),
  };
}

describe("a spoken conversation", () => {
  it("acts on what was heard well, as the source and in its area", async () => {
    const { hear, asked } = create();
    expect(await hear("turn on the lamp")).toMatchObject({ text: "Done.", expectsAnswer: false });
    expect(asked).toMatchObject([
      {
        text: "turn on the lamp",
        source: "kitchen",
        area: "Kitchen",
        session: "voice:kitchen",
        dryRun: false,
      },
    ]);
  });

  it("tells at the source and on the reply topic that the sound broke off, unless it says nothing of that kind", () => {
    const { cutOff, published, asked } = create();
    expect(cutOff()).toMatchObject({ text: expect.stringMatching(/broke off/), expectsAnswer: false });
    expect(published).toMatchObject([{ outcome: "notUnderstood" }]);
    expect(asked).toEqual([]);
    expect(create({ saysNotUnderstood: false }).cutOff()).toBeUndefined();
  });

  it("waits for an answer when the command asks back", async () => {
    const { hear, answerWith } = create();
    answerWith({ outcome: "asked", reply: "Really unlock it?" });
    expect(await hear("unlock the door")).toMatchObject({ expectsAnswer: true });
  });

  it("asks whether an unsure command was meant, and does it on yes", async () => {
    const { hear, asked, published } = create();
    expect(await hear("turn on the lamp", 0.3)).toMatchObject({
      text: "Sorry, did you say “turn on the lamp”?",
      expectsAnswer: true,
    });
    expect(asked).toEqual([]);
    expect(published).toMatchObject([{ outcome: "asked", text: "turn on the lamp", tier: "none" }]);
    await hear("yes");
    expect(asked.map(({ text }) => text)).toEqual(["turn on the lamp"]);
  });

  it("does nothing on no", async () => {
    const { hear, asked, outcomes } = create();
    await hear("turn on the lamp", 0.3);
    expect(await hear("no")).toMatchObject({ text: "All right, I did nothing." });
    expect(asked).toEqual([]);
    expect(outcomes()).toEqual(["askedAgain", "denied"]);
  });

  it("takes another command in the place of a yes as what it is", async () => {
    const { hear, asked } = create();
    await hear("turn on the lamp", 0.3);
    await hear("turn off the fan");
    await hear("yes");
    expect(asked.map(({ text }) => text)).toEqual(["turn off the fan", "yes"]);
  });

  it("asks once only", async () => {
    const { hear, asked } = create();
    await hear("turn on the lamp", 0.3);
    expect(await hear("turn on the ramp", 0.2)).toMatchObject({ answer: { outcome: "notUnderstood" } });
    expect(asked).toEqual([]);
  });

  it("does not take a yes that comes too late, or from somewhere else", async () => {
    const { hear, asked, clock } = create({ askAgainMs: 5_000 });
    await hear("turn on the lamp", 0.3);
    await hear("yes", 0.9, hall);
    await clock.advance(20_001);
    await hear("yes");
    expect(asked.map(({ text }) => text)).toEqual(["yes", "yes"]);
  });

  it("ignores what it is unsure of when told to", async () => {
    const { hear, asked, outcomes } = create({ whenUnsure: "ignore" });
    expect(await hear("turn on the lamp", 0.3)).toBeUndefined();
    expect(asked).toEqual([]);
    expect(outcomes()).toEqual(["ignored"]);
  });

  it("says that it did not understand, unless told not to", async () => {
    expect(await create().hear(undefined)).toMatchObject({ answer: { outcome: "notUnderstood" } });
    expect(await create({ saysNotUnderstood: false }).hear(undefined)).toBeUndefined();
  });

  it("acts on what a larger recogniser heard", async () => {
    const { hear, asked, told } = create({}, "open the blind");
    await hear("open the wine", 0.2);
    expect(asked.map(({ text }) => text)).toEqual(["open the blind"]);
    expect(told.filter(({ type }) => type === "heard").at(-1)).toMatchObject({ by: "larger" });
  });

  it("does what was confirmed when only a larger recogniser heard the yes", async () => {
    const larger = [undefined, "Yes, please."];
    const { hear, asked } = create({}, () => larger.shift());
    expect((await hear("unlock the door", 0.3))?.text).toBe("Sorry, did you say “unlock the door”?");
    await hear("yes please", 0.3);
    expect(asked.map(({ text, dryRun }) => [text, dryRun])).toEqual([["unlock the door", false]]);
  });

  it("acts on a larger recogniser's text for strange sounds only when it is a command to the letter", async () => {
    const { hear, asked, answerWith } = create({}, "open the blind");
    const parse = { intent: "openCover", slots: {}, confidence: 1 };
    answerWith({ parse });
    expect((await hear(undefined))?.text).toBe("Done.");
    expect(asked.map(({ dryRun }) => dryRun)).toEqual([true, false]);
    answerWith({ parse: { ...parse, confidence: 0.7 } });
    expect((await hear(undefined, 1, hall))?.text).toBe("Sorry, did you say “open the blind”?");
    answerWith({ outcome: "notUnderstood" });
    expect((await hear(undefined))?.text).toBe("Sorry, I did not understand that.");
    expect(asked.filter(({ dryRun }) => !dryRun)).toHaveLength(1);
  });

  it("takes a larger recogniser's text for an answer where the command asked back", async () => {
    const { hear, asked, answerWith } = create({}, "The left one.");
    answerWith({ outcome: "asked", reply: "Which lamp?" });
    await hear("turn on the lamp");
    answerWith({ outcome: "notUnderstood" });
    await hear(undefined);
    expect(asked.map(({ text, dryRun }) => [text, dryRun]).at(-1)).toEqual(["The left one.", false]);
  });

  it("goes on after a failure, which it counts", async () => {
    const { hear, answerWith } = create();
    answerWith(new Error("the disk is gone"));
    expect(await hear("turn on the lamp")).toBeUndefined();
    answerWith({});
    expect(await hear("turn on the lamp")).toMatchObject({ text: "Done." });
  });
});
