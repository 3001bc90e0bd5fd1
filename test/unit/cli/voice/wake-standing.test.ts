import { expect, test } from "vitest";
import { wakeStandings } from "../../../../src/cli/voice/wake-standing.ts";
import type { ActiveModel } from "../../../../src/domain/inference.ts";
import { standingSentence } from "../../../../src/voice/wake/standing-sentence.ts";
import { letterCount, letterPronouncer as pronouncer } from "../../../support/spoken-letters.ts";

function acoustic(wake: object): ActiveModel {
  const sound = ["<blank>", ..."abcdefghijklmnopqrstuvwxyz"];
  expect(sound).toHaveLength(letterCount);
  const layout = { layout: "log-mel-1", melBins: 64, frameMs: 40, delayFrames: 4, stateSize: 8 };
  return {
    id: "voice-acoustic",
    version: "1.0.0",
    task: "acoustic",
    labels: { sound },
    settings: { ...layout, wake },
    readText: () => Promise.reject(new Error("no files")),
  };
}

const tail = { quantile: -1.2, quantilePerSound: -0.1, excess: 0.2, excessPerSound: 0 };

async function told(
  falseAlarmsPerDay: number,
  phrases: string[],
  wake: object = { tail, thresholdMax: -0.3 },
) {
  const standings = await wakeStandings({
    phrases,
    pronouncer,
    acoustic: acoustic(wake),
    falseAlarmsPerDay,
  });
  return standings.map((one) => standingSentence(one, falseAlarmsPerDay));
}

test("nothing is told of a phrase that has the false alarms that were asked for", async () => {
  expect(await told(1, ["hey old computer"])).toEqual([undefined]);
});

test("where a threshold is held down, so many false alarms as there will be are told", async () => {
  expect(await told(0.01, ["hey edgy"])).toEqual([
    "For 0.01 false alarms a day it would be missed when said plainly: expect about 1.2 in a day of ordinary talk. A longer phrase has fewer.",
  ]);
});

test("where a threshold is held up, that it is not easier to wake is told", async () => {
  const held = { tail, thresholdMin: -0.5, thresholdMax: -0.3 };
  expect(await told(50, ["hey computer"], held)).toEqual([
    expect.stringMatching(/^It cannot be made as easy to wake as 50 false alarms a day allow: expect about /),
  ]);
});

test("a phrase that nobody can say has no threshold", async () => {
  expect(await told(1, ["hey 123", "hey old computer"])).toEqual([undefined]);
});
