import { describe, expect, test } from "vitest";
import { createHearing, sourcesMax, waitingSecondsMax } from "../../../../src/voice/hearing/hearing.ts";
import type { HearingEvent } from "../../../../src/voice/hearing/ports.ts";
import type { AcousticModel } from "../../../../src/voice/ports.ts";
import { createVirtualClock } from "../../../support/virtual-clock.ts";
import { fakeDecoder, fakeModel, fakeSpotter, soundOf } from "./fake-hearing.ts";

const settings = {
  hangOverMs: 700,
  completeHangOverMs: 160,
  ongoingHangOverMs: 480,
  noSpeechMs: 3_000,
  utteranceMsMax: 8_000,
};
const source = (name: string) => ({ name, area: undefined });
const quiet = ".".repeat(40);

function hear(model: AcousticModel = fakeModel()) {
  const clock = createVirtualClock();
  const events: [string, HearingEvent][] = [];
  const surplus: string[] = [];
  const hearing = createHearing({
    model: () => model,
    decoder: () => fakeDecoder(["lampon", "yes"]),
    spotter: () => fakeSpotter("hey"),
    settings: () => settings,
    clock,
    on: ({ name }, event) => events.push([name, event]),
    onSurplus: ({ name }, isSurplus) => surplus.push(`${name} ${isSurplus}`),
  });
  const of = (name: string) =>
    events.flatMap(([from, event]) => {
      if (from !== name) return [];
      if (event.type === "heard") return `heard ${event.spoken?.text ?? "?"}`;
      if (event.type === "nothing") return `nothing ${event.because}`;
      return event.type === "failed" ? String(event.error) : event.type;
    });
  return { hearing, clock, events, surplus, of };
}

describe("hearing", () => {
  test("listens to several sources at once, each by itself", async () => {
    const { hearing, clock, of } = hear();
    const first = soundOf(`${quiet}hheeyy........llaammppoonn${quiet}`);
    const second = soundOf(`${quiet}hheeyy........yyeess..${quiet}${quiet}`);
    for (let at = 0; at < first.length; at += 1_000) {
      hearing.onSound(source("a"), first.slice(at, at + 1_000));
      hearing.onSound(source("b"), second.slice(at, at + 1_000));
      await clock.advance(62);
    }
    await clock.advance(0);
    expect(of("a")).toContain("heard lampon");
    expect(of("b")).toContain("heard yes");
  });

  test("tells when the speech ended by the clock", async () => {
    const { hearing, clock, events } = hear();
    const sound = soundOf(`${quiet}hheeyy........llaammppoonn${quiet}`);
    for (let at = 0; at < sound.length; at += 640) {
      await clock.advance(40);
      hearing.onSound(source("a"), sound.slice(at, at + 640));
    }
    await clock.advance(0);
    const heard = events.find(([, event]) => event.type === "heard")?.[1];
    // 40 + 6 + 8 + 12 frames of 40 ms; a sound may be taken to last a little longer.
    const endedAtMs = heard?.type === "heard" ? heard.endedAtMs : undefined;
    expect(endedAtMs).toBeGreaterThanOrEqual(66 * 40 - 40);
    expect(endedAtMs).toBeLessThanOrEqual(66 * 40 + 80);
  });

  test("gives up an utterance whose source is gone in the middle of a word, and one that falls silent", async () => {
    const { hearing, clock, of } = hear();
    for (const name of ["gone", "silent"]) {
      hearing.onSound(source(name), soundOf(`${quiet}hheeyy........llaamm`));
    }
    await clock.advance(0);
    hearing.onBreak(source("gone"), "gone");
    await clock.advance(100);
    expect(of("gone").slice(-2)).toEqual(["nothing broken", "state"]);
    expect(of("silent")).not.toContain("nothing broken");
    await clock.advance(5_000);
    expect(of("silent").slice(-2)).toEqual(["nothing broken", "state"]);
  });

  test("drops what waits when sound comes faster than it can be heard, and says so", async () => {
    const model = fakeModel();
    let release: () => void = () => {};
    const stuck = new Promise<void>((resolve) => {
      release = resolve;
    });
    const slow: AcousticModel = {
      ...model,
      open() {
        const stream = model.open();
        return { ...stream, accept: (samples) => stuck.then(() => stream.accept(samples)) };
      },
    };
    const { hearing, clock, of } = hear(slow);
    hearing.onBegin(source("a"), { hasEnd: true, session: undefined });
    for (let second = 0; second < waitingSecondsMax + 5; second += 1) {
      hearing.onSound(source("a"), new Int16Array(16_000).fill(3_000));
    }
    release();
    await clock.advance(0);
    expect(of("a").some((one) => one.includes("waited unheard"))).toBe(true);
    hearing.onBegin(source("a"), { hasEnd: true, session: undefined });
    hearing.onSound(source("a"), soundOf("..llaammppoonn.."));
    hearing.onEnd(source("a"));
    await clock.advance(0);
    expect(of("a")).toContain("heard lampon");
  });

  test("knows that its own voice has ended although the sound of that time was dropped", async () => {
    for (const how of ["overrun", "muted"]) {
      const model = fakeModel();
      const { hearing, clock, events } = hear(model);
      const own = source("a");
      hearing.onSound(own, soundOf(quiet));
      hearing.setOwnVoice(own, true);
      hearing.onSound(own, soundOf(quiet));
      hearing.setOwnVoice(own, false);
      if (how === "muted") hearing.onBreak(own, "muted");
      else hearing.onSound(own, new Int16Array(waitingSecondsMax * 16_000));
      await clock.advance(0);
      hearing.onSound(own, soundOf(`${quiet}hheeyy........`));
      await clock.advance(0);
      const woke = events.filter(([, event]) => event.type === "woke").map(([, event]) => event);
      expect(woke, how).toEqual([expect.objectContaining({ isBargeIn: false })]);
    }
  });

  test("awaits an answer although what was said before it was dropped", async () => {
    const { hearing, clock, of } = hear();
    hearing.onSound(source("a"), soundOf(quiet));
    hearing.expectAnswer(source("a"), 2_000);
    hearing.onSound(source("a"), new Int16Array(waitingSecondsMax * 16_000));
    await clock.advance(0);
    expect(of("a")).toContain("state");
  });

  test("bounds the number of sources", async () => {
    const { hearing, clock, surplus, of } = hear();
    const push = { hasEnd: false, session: undefined };
    for (let number = 0; number <= sourcesMax; number += 1) hearing.onBegin(source(`s${number}`), push);
    hearing.onSound(source(`s${sourcesMax}`), new Int16Array(640));
    await clock.advance(0);
    expect(surplus).toEqual([`s${sourcesMax} true`]);
    expect(of(`s${sourcesMax - 1}`)).toEqual(["pushed", "state"]);
    expect(of(`s${sourcesMax}`)).toEqual([]);
    hearing.onBreak(source("s0"), "gone");
    hearing.onBegin(source("other"), { hasEnd: false, session: undefined });
    await clock.advance(0);
    expect(of("other")).toEqual(["pushed", "state"]);
    hearing.onBreak(source("s1"), "gone");
    hearing.onBegin(source(`s${sourcesMax}`), push);
    expect(surplus).toEqual([`s${sourcesMax} true`, `s${sourcesMax} false`]);
  });

  test("stops listening before what waits of the sound is heard", async () => {
    const { hearing, clock, of } = hear();
    hearing.onBegin(source("a"), { hasEnd: false, session: undefined });
    await clock.advance(0);
    hearing.onSound(source("a"), soundOf("."));
    hearing.onSound(source("a"), soundOf(`${quiet}llaammppoonn${quiet}`));
    hearing.giveUp(source("a"));
    await clock.advance(0);
    expect(of("a")).toEqual(["pushed", "state", "nothing broken", "state"]);
    expect(of("a")).not.toContain("heard lampon");
  });

  test("hears one utterance by itself, and nothing after it was abandoned", async () => {
    const { hearing } = hear();
    const partials: string[] = [];
    const input = hearing.openUtterance({ hasOwnEnd: true, onPartial: (text) => partials.push(text) });
    await input.accept(soundOf(`${quiet}llaammpp`));
    await input.accept(soundOf("oonn"));
    await input.end();
    expect((await input.heard)?.text).toBe("lampon");
    const abandoned = hearing.openUtterance({ hasOwnEnd: true });
    await abandoned.accept(soundOf("llaammppoonn"));
    abandoned.abandon();
    await abandoned.end();
    expect(await abandoned.heard).toBeUndefined();
    const model = fakeModel();
    model.failure = new Error("lost");
    const failing = hear(model).hearing.openUtterance({ hasOwnEnd: true });
    await failing.accept(soundOf("llaammppoonn"));
    await expect(failing.heard).rejects.toThrow("lost");
  });

  test("watches for wake phrases to the last frame of the sound", async () => {
    const { hearing } = hear();
    const found: number[] = [];
    const watch = hearing.openWatch({
      spotter: fakeSpotter("hey"),
      onDetection: ({ toMs }) => found.push(toMs),
    });
    await watch.accept(soundOf("....hheeyy........hheeyy."));
    expect(found.length).toBe(1);
    await watch.end();
    expect(found.length).toBe(2);
  });

  test("stops when what is worked on is done", async () => {
    const { hearing, of } = hear();
    hearing.onSound(source("a"), soundOf(`${quiet}hheeyy`));
    await hearing.stop();
    hearing.onSound(source("a"), soundOf(quiet));
    expect(of("a")).toEqual([]);
  });
});
