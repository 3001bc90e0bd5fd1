import { describe, expect, test } from "vitest";
import { createEndpointer, type EndpointEvent } from "../../../../src/voice/endpoint/endpointer.ts";

const settings = {
  startMs: 120,
  hangOverMs: 600,
  completeHangOverMs: 200,
  noSpeechMs: 4_000,
  utteranceMsMax: 10_000,
};

/** A character for 40 ms: `s` speech, `.` none, `c` none after a whole sentence. */
function run(pattern: string): { event: EndpointEvent; atMs: number }[] {
  const endpointer = createEndpointer(settings);
  const events: { event: EndpointEvent; atMs: number }[] = [];
  for (const character of pattern) {
    const event = endpointer.feed(0.04, character === "s", { isComplete: character === "c" });
    if (event) events.push({ event, atMs: Math.round(endpointer.timeMs) });
  }
  return events;
}

describe("the endpointer", () => {
  test("tells the first and the last speech of an utterance, after the hang-over", () => {
    const [began, ended, ...more] = run(`${".".repeat(10)}${"s".repeat(20)}${".".repeat(40)}`);
    expect(began?.event).toEqual({ type: "began", beganMs: expect.closeTo(400) });
    expect(ended?.event).toEqual({
      type: "ended",
      beganMs: expect.closeTo(400),
      endedMs: expect.closeTo(1_200),
      because: "silence",
    });
    expect(ended?.atMs).toBe(1_800);
    expect(more).toEqual([]);
  });

  test("does not begin with a click, nor end in a pause", () => {
    expect(run(`${"s.....".repeat(4)}${".".repeat(60)}`)).toEqual([]);
    const events = run(`ssssss${".".repeat(14)}ssssss${".".repeat(20)}`);
    expect(events.map(({ event }) => event.type)).toEqual(["began", "ended"]);
    expect(events[1]?.event).toMatchObject({ endedMs: expect.closeTo(1_040) });
  });

  test("ends sooner after a whole sentence", () => {
    expect(run(`ssssss${"c".repeat(10)}`)[1]?.atMs).toBe(440);
  });

  test("gives up when nobody speaks, and cuts one who does not stop", () => {
    expect(run(".".repeat(200))).toEqual([{ event: { type: "nothingSaid" }, atMs: 4_000 }]);
    const [, cut] = run("s".repeat(400));
    expect(cut).toMatchObject({ event: { type: "ended", because: "tooLong" }, atMs: 10_000 });
  });

  test("begins anew after a reset only", () => {
    const endpointer = createEndpointer(settings);
    for (let piece = 0; piece < 200; piece += 1) endpointer.feed(0.04, false);
    expect(endpointer.feed(1, true)).toBeUndefined();
    endpointer.reset();
    expect(endpointer.feed(0.2, true)).toEqual({ type: "began", beganMs: 0 });
    expect(endpointer.isSpeaking).toBe(true);
  });

  test("takes no notice of no time, or of a time that is none", () => {
    const endpointer = createEndpointer(settings);
    endpointer.feed(0, true);
    endpointer.feed(Number.NaN, true);
    endpointer.feed(-1, true);
    expect(endpointer.timeMs).toBe(0);
  });

  test("ends at once when hindsight says that it has been silent for long enough", () => {
    const endpointer = createEndpointer(settings);
    for (let frame = 0; frame < 20; frame += 1) endpointer.feed(0.04, true);
    expect(endpointer.feed(0.04, true, { silentMs: 400 })).toBeUndefined();
    expect(endpointer.feed(0.04, true, { silentMs: 200, isComplete: true })).toEqual({
      type: "ended",
      beganMs: expect.closeTo(0),
      endedMs: expect.closeTo(680),
      because: "silence",
    });
  });
});
