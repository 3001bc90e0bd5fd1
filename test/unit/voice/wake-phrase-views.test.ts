import { describe, expect, it } from "vitest";
import { voiceConfig } from "../../../src/voice/config.ts";
import type { PhraseStanding } from "../../../src/voice/wake/wake-spotter.ts";
import { wakePhraseViews } from "../../../src/voice/wake-phrase-views.ts";

const standing = (phrase: string, more: Partial<PhraseStanding> = {}): PhraseStanding => ({
  phrase,
  threshold: 0.41234,
  falseAlarmsPerDay: 1.0123,
  heldAt: undefined,
  ...more,
});

function views(wake: object, rooms: Record<string, PhraseStanding[]>, sources = ["desk"]) {
  return wakePhraseViews({
    config: voiceConfig.parse({ wake }),
    sources,
    spotterOf: (source) => rooms[source] && { standing: () => rooms[source] ?? [] },
    newSpotter: (phrases) => ({ standing: () => phrases.map((phrase) => standing(phrase)) }),
  });
}

describe("how wake phrases stand", () => {
  it("is told for every source by what its room has let hear, without digits that mean nothing", () => {
    const rooms = {
      desk: [standing("hey edgewise", { threshold: 0.80123, falseAlarmsPerDay: 31.4, heldAt: "highest" })],
    };
    expect(views({}, rooms, ["desk", "hall"])).toEqual([
      {
        phrase: "hey edgewise",
        source: "desk",
        threshold: 0.8,
        falseAlarmsPerDay: 31,
        heldAt: "highest",
        note: expect.stringMatching(/^For 1 false alarm a day it would be missed.*expect about 31 in a day/),
      },
      {
        phrase: "hey edgewise",
        source: "hall",
        threshold: 0.41,
        falseAlarmsPerDay: 1,
        heldAt: undefined,
        note: undefined,
      },
    ]);
  });

  it("is told of phrases that no source listens for, and of none where a button is pushed", () => {
    const wake = { phrases: ["hey edgewise"], sources: { desk: [], attic: ["ok house"] } };
    expect(views(wake, {}).map(({ phrase, source }) => ({ phrase, source }))).toEqual([
      { phrase: "hey edgewise", source: undefined },
      { phrase: "ok house", source: undefined },
    ]);
  });

  it("is not told before anything can be listened for", () => {
    expect(
      wakePhraseViews({
        config: voiceConfig.parse({}),
        sources: ["desk"],
        spotterOf: () => undefined,
        newSpotter: () => undefined,
      }),
    ).toEqual([]);
  });
});
