import { describe, expect, test } from "vitest";
import { Listener, type ListenerOptions } from "../../../../src/voice/hearing/listener.ts";
import type { HearingDecoder, HearingEvent } from "../../../../src/voice/hearing/ports.ts";
import { fakeDecoder, fakeModel, fakeSpotter, soundOf } from "./fake-hearing.ts";

const settings = {
  hangOverMs: 700,
  completeHangOverMs: 160,
  ongoingHangOverMs: 480,
  noSpeechMs: 3_000,
  utteranceMsMax: 8_000,
};
const quiet = ".".repeat(40);

function listen(options: Partial<ListenerOptions> & { sentences?: string[]; hasWake?: boolean } = {}) {
  const events: HearingEvent[] = [];
  const { sentences = ["lampon", "lampoff"], hasWake = true, ...rest } = options;
  const model = fakeModel();
  const listener = new Listener({
    model: () => model,
    decoder: () => fakeDecoder(sentences),
    spotter: hasWake ? fakeSpotter("hey") : undefined,
    settings: () => settings,
    on: (event) => events.push(event),
    ...rest,
  });
  /** A character is 40 ms: a letter is a sound, `.` a quiet room, `#` noise. */
  const say = async (text: string, pieceSamples = 320) => {
    const samples = soundOf(text);
    for (let at = 0; at < samples.length; at += pieceSamples) {
      await listener.sound(samples.slice(at, at + pieceSamples), 0);
    }
  };
  const told = () =>
    events.map((event) => {
      if (event.type === "heard") return `heard ${event.spoken?.text ?? "?"}`;
      if (event.type === "nothing") return `nothing ${event.because}`;
      return event.type === "state" ? event.state : event.type;
    });
  return { listener, events, say, told, model };
}

describe("a listener", () => {
  test("wakes, hears the command, and waits again", async () => {
    const { say, told, events } = listen();
    await say(`${quiet}hheeyy........llaammppoonn${quiet}`);
    const all = ["woke", "listening", "began", "hearing", "heard lampon", "waiting"];
    expect(told().filter((one) => one !== "partial")).toEqual(all);
    expect(told()).toContain("partial");
    const heard = events.find((event) => event.type === "heard");
    expect(heard).toMatchObject({ session: undefined, endedAtMs: expect.any(Number) });
  });

  test("decodes what is said in one breath with the wake phrase, without a gap", async () => {
    const { say, told } = listen();
    await say(`${quiet}hheeyyllaammppooff${quiet}`);
    expect(told()).toContain("heard lampof");
  });

  test("gives the same however the sound is divided", async () => {
    const text = `${quiet}hheeyy...llaammppoonn${quiet}#####${quiet}hheeyyllaammppoonn${quiet}`;
    const first = listen();
    await first.say(text, 320);
    expect(first.told().filter((one) => one === "heard lampon").length).toBe(2);
    for (const pieceSamples of [77, 640, 1024, 16_000]) {
      const other = listen();
      await other.say(text, pieceSamples);
      expect(other.told()).toEqual(first.told());
    }
  });

  test("says that there was nothing when nobody speaks after the wake phrase", async () => {
    const { say, told } = listen();
    await say(`${quiet}hheeyy${".".repeat(100)}`);
    expect(told()).toEqual(["woke", "listening", "nothing noSpeech", "waiting"]);
  });

  test("takes the last sound of the wake phrase for no command", async () => {
    const { say, told } = listen();
    await say(`${quiet}hheeyyyyyyyy${".".repeat(30)}llaammppoonn${quiet}`);
    expect(told().filter((one) => one.startsWith("heard"))).toEqual(["heard lampon"]);
  });

  test("tells of speech that means nothing here, with its sound", async () => {
    const { say, events } = listen();
    await say(`${quiet}hheeyy........qquuaacckkssqquuaacckk${quiet}`);
    const heard = events.find((event) => event.type === "heard");
    expect(heard).toMatchObject({ spoken: undefined });
    expect(heard?.type === "heard" && heard.audio.length / 640).toBeGreaterThan(20);
  });

  test("waits for more when what was said is not a whole sentence", async () => {
    const { say, told } = listen();
    await say(`${quiet}hheeyy........llaammpp..........oonn${quiet}`);
    expect(told()).toContain("heard lampon");
  });

  test("cuts off speech without end", async () => {
    const { say, told } = listen();
    await say(`${quiet}hheeyy........${"aabb".repeat(60)}${quiet}`);
    expect(told().slice(-2)).toEqual(["nothing tooLong", "waiting"]);
  });

  test("ends an utterance in noise that is as loud as speech when the model hears no more sounds", async () => {
    const { say, told } = listen();
    await say(`${"#".repeat(200)}hheeyy###llaammppoonn${"#".repeat(40)}`);
    expect(told()).toContain("heard lampon");
  });

  test("hears a push from begin to end, without a wake phrase, and the last word in full", async () => {
    const { listener, say, told, events } = listen({ hasWake: false });
    await say("hheeyy");
    expect(told()).toEqual([]);
    await listener.begin({ hasEnd: true, session: "s1" });
    await say("..llaammpp..............................oonn");
    await listener.end();
    expect(told()).toContain("heard lampon");
    expect(events.find((event) => event.type === "heard")).toMatchObject({
      session: "s1",
      endedAtMs: undefined,
    });
    await listener.end();
    expect(told().filter((one) => one.startsWith("heard")).length).toBe(1);
  });

  test("hears what was whole before a push became too long, and nothing else", async () => {
    const { listener, say, told } = listen({ hasWake: false });
    const tail = `${".".repeat(30)}${"aabb".repeat(60)}`;
    await listener.begin({ hasEnd: true, session: undefined });
    await say(`..llaammppoonn${tail}`);
    expect(told().slice(-2)).toEqual(["heard lampon", "waiting"]);
    await listener.begin({ hasEnd: true, session: undefined });
    await say(`..llaammpp${tail}`);
    expect(told().slice(-2)).toEqual(["nothing tooLong", "waiting"]);
  });

  test("finds the end of a push that has none", async () => {
    const { listener, say, told } = listen({ hasWake: false });
    await listener.begin({ hasEnd: false, session: undefined });
    await say(`....llaammppoonn${quiet}`);
    expect(told()).toContain("heard lampon");
  });

  test("hears an answer without a wake phrase, once edgewise has spoken", async () => {
    const { listener, say, told } = listen();
    await listener.setOwnVoice(true);
    await listener.expectAnswer(2_000);
    await say("aabbaabbaabb");
    expect(told()).toEqual([]);
    await listener.setOwnVoice(false);
    await say(`....llaammppoonn${quiet}`);
    expect(told()).toContain("heard lampon");
    await say(`${quiet}llaammppoonn${quiet}`);
    expect(told().filter((one) => one.startsWith("heard")).length).toBe(1);
  });

  test("tells that its own voice was interrupted", async () => {
    const { listener, say, events } = listen();
    await listener.setOwnVoice(true);
    await say(`${quiet}hheeyy${quiet}`);
    expect(events[0]).toMatchObject({ type: "woke", isBargeIn: true });
  });

  test("gives up what was being said at a break, and listens again", async () => {
    const { listener, say, told } = listen();
    await say(`${quiet}hheeyy........llaamm`);
    listener.break();
    expect(told().slice(-2)).toEqual(["nothing broken", "waiting"]);
    await say(`${quiet}hheeyy........llaammppoonn${quiet}`);
    expect(told()).toContain("heard lampon");
  });

  test("tells whoever speaks that sound is missing, and nobody while nobody speaks", async () => {
    const { listener, say, told } = listen();
    await say(`${quiet}hheeyy........llaammppoonn`);
    listener.break({ isGap: true });
    expect(told().slice(-2)).toEqual(["nothing cutOff", "waiting"]);
    await say(`${quiet}hheeyy........`);
    expect(told().at(-1)).toBe("listening");
    listener.break({ isGap: true });
    expect(told().slice(-2)).toEqual(["nothing broken", "waiting"]);
  });

  test("tells once that the model fails, and goes on when it works again", async () => {
    const { say, told, model } = listen();
    model.failure = new Error("lost");
    await say(`${quiet}hheeyy`);
    expect(told()).toEqual(["failed"]);
    model.failure = undefined;
    await say(`${quiet}hheeyy........llaammppoonn${quiet}`);
    expect(told()).toContain("heard lampon");
  });

  test("does not run the model in a quiet room, and hears a soft beginning all the same", async () => {
    const { say, told, model } = listen();
    await say(".".repeat(1_000));
    expect(model.frames).toBeLessThan(60);
    await say(`.....hheeyy........llaammppoonn${quiet}`);
    expect(told()).toContain("heard lampon");
  });

  test("ends a sentence that may go on by the longer silence and not by the short one", async () => {
    const { say, events } = listen();
    await say(`${quiet}hheeyy........llaammppoonn`);
    await say(".".repeat(7));
    expect(events.map(({ type }) => type)).not.toContain("heard");
    await say(".".repeat(7));
    expect(events.at(-2)).toMatchObject({ type: "heard", spoken: { text: "lampon" } });
  });

  test("gives each frame to the decoder once, in order, to the last", async () => {
    const frames: number[] = [];
    const decoder = (): HearingDecoder => {
      const inner = fakeDecoder(["abcdefghij"]);
      return {
        accept(posteriors) {
          for (let at = 0; at < posteriors.frames; at += 1) {
            const row = posteriors.logProbabilities.subarray(at * 27, (at + 1) * 27);
            frames.push(row.indexOf(Math.max(...row)));
          }
          inner.accept(posteriors);
        },
        partial: () => inner.partial(),
        get isComplete() {
          return inner.isComplete;
        },
        isFinal: false,
        finish: () => inner.finish(),
      };
    };
    const { say, told } = listen({ decoder });
    await say(`${quiet}hheeyyabcdefghij${quiet}`);
    expect(told()).toContain("heard abcdefghij");
    expect(frames.slice(0, frames.indexOf(10) + 1)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("goes on listening after a noise that the model took for a sound", async () => {
    const { say, told } = listen();
    await say(`${quiet}hheeyy..........q${".".repeat(30)}llaammppoonn${quiet}`);
    expect(told().filter((one) => one.startsWith("heard"))).toEqual(["heard lampon"]);
  });

  test("does not listen for ever to noises", async () => {
    const { say, told } = listen();
    await say(`${quiet}hheeyy${"..........q..........".repeat(8)}`);
    expect(told().slice(-2)).toEqual(["nothing noSpeech", "waiting"]);
  });

  /** Frames of silence until the sentence counts as over. */
  async function waited(is: { isSure: boolean; isFinal: boolean }): Promise<number> {
    const decoder = (): HearingDecoder => {
      const { accept, partial, finish } = fakeDecoder(["lampon"]);
      return { accept, partial, finish, isComplete: is.isSure, isFinal: is.isFinal };
    };
    const { say, told } = listen({ decoder });
    await say(`${quiet}hheeyy........llaammppoonn`);
    let frames = 0;
    for (; !told().includes("heard lampon"); frames += 1) await say(".");
    return frames;
  }

  test("waits the longer the likelier it is that more follows", async () => {
    const all = await Promise.all([
      waited({ isSure: true, isFinal: true }),
      waited({ isSure: false, isFinal: true }),
      waited({ isSure: true, isFinal: false }),
      waited({ isSure: false, isFinal: false }),
    ]);
    expect(all.map((frames) => Math.round((frames * 40) / 80))).toEqual([2, 5, 7, 10]);
  });

  test("hears a recording to its own end, over pauses and after a long silence", async () => {
    const { listener, say, told } = listen({ hasWake: false });
    await listener.begin({ hasEnd: false, session: undefined, isPatient: true });
    await say(`${".".repeat(150)}llaammppoonn............qquuiicckkqquuiicckk`);
    expect(told().filter((one) => one.startsWith("heard") || one.startsWith("nothing"))).toEqual([]);
    await listener.end();
    expect(told().filter((one) => one.startsWith("heard"))).toEqual(["heard ?"]);
  });

  test("ends a stream without an end by a long silence, although it is patient", async () => {
    const { listener, say, told } = listen({ hasWake: false });
    await listener.begin({ hasEnd: false, session: undefined, isPatient: true });
    await say(`....llaammppoonn${quiet}`);
    expect(told()).toContain("heard lampon");
  });

  test("hears a new push instead of what was listened to before", async () => {
    const { listener, say, told } = listen({ hasWake: false });
    await listener.begin({ hasEnd: false, session: undefined });
    await say(`${quiet}llaammppoonnllaamm`);
    await listener.begin({ hasEnd: false, session: undefined }, 0);
    await say(`${quiet}llaammppoonn${quiet}`);
    const all = told().filter((one) => one !== "partial");
    const second = ["nothing replaced", "waiting", "pushed", "listening", "began", "hearing", "heard lampon"];
    expect(all).toEqual(["listening", "began", "hearing", ...second, "waiting"]);
  });

  test("hears whom it listens to to the end before it listens for other phrases", async () => {
    const { listener, say, told } = listen();
    await say(`${quiet}hheeyy........`);
    listener.setSpotter(fakeSpotter("you"));
    await say(`llaammppoonn${quiet}`);
    expect(told()).toContain("heard lampon");
    await say(`${quiet}hheeyy${quiet}`);
    expect(told().filter((one) => one === "woke")).toHaveLength(1);
    await say(`yyoouu${quiet}`);
    expect(told().filter((one) => one === "woke")).toHaveLength(2);
  });

  test("takes a message as long as its door allows", async () => {
    for (const [soundMsMax, end] of [
      [undefined, "nothing tooLong"],
      [20_000, "heard lampon"],
    ] as const) {
      const { listener, say, told, events } = listen();
      await listener.begin({ hasEnd: true, session: undefined, ...(soundMsMax ? { soundMsMax } : {}) });
      await say(`${".".repeat(300)}llaammppoonn`);
      await listener.end();
      expect(told()).toContain(end);
      const heard = events.find((event) => event.type === "heard");
      if (heard?.type === "heard") expect(heard.audio.length).toBeGreaterThan(12 * 16_000);
    }
  });
});
