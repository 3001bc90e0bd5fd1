import { describe, expect, it } from "vitest";
import type { HearingFacts, VoiceProbes } from "../../../../src/app/doctor/probes.ts";
import { type CheckName, examine } from "../../../../src/app/doctor.ts";
import { EdgewiseError } from "../../../../src/core/errors.ts";
import { context, well } from "./well.ts";

const everything = {
  microphone: { isEnabled: true, device: "USB PnP" },
  wyoming: {
    server: { isEnabled: true, host: "0.0.0.0" },
    satellites: [{ name: "hall", url: "tcp://192.168.1.31" }],
  },
  speak: { synthesiser: "espeak" },
  larger: { recogniser: "wyoming", url: "tcp://nas:10300" },
};

async function results(voice: object, probes: Partial<VoiceProbes> = {}, others = {}) {
  const found = await examine(
    context({ ...well, voice: { ...well.voice, ...probes }, ...others }, { voice }),
  );
  return Object.fromEntries(found.map(({ name, ...finding }) => [name, finding]));
}

const hears = (facts: Partial<HearingFacts>) => ({
  hearing: async () => ({ ...(await well.voice.hearing()), ...facts }),
});
const fails = (message: string) => async () => {
  throw new EdgewiseError("voice.test", message, { hint: "mend it" });
};

describe("what the doctor says of voice", () => {
  it("is only that it is off where nothing is to be listened to, and no model is opened", async () => {
    const found = await results({}, { hearing: () => Promise.reject(new Error("opened")) });
    expect(found.voice).toMatchObject({ status: "ok", detail: expect.stringMatching(/^off/) });
    expect(Object.keys(found)).not.toContain("acousticModel");
  });

  it("is a line for each part of it, all well", async () => {
    const taken = { connectProblem: async () => undefined };
    const found = await results(everything, {}, taken);
    const details = Object.fromEntries(Object.entries(found).map(([name, { detail }]) => [name, detail]));
    expect(details).toMatchObject({
      voice: "listens by a microphone, a Wyoming server and 1 satellite",
      microphone: "arecord records the system's default device",
      acousticModel: "voice-acoustic 1.0.0 loads",
      spokenSentences: "412 words, compiled in 312 ms",
      wakePhrases: "“hey edgewise”: easy to say and to tell apart",
      spokenReplies: "espeak: made 0.9 s of sound\naplay: is installed",
      wyomingServer: "edgewise answers on 0.0.0.0:10300",
      satellites: "hall: accepts connections",
      largerRecogniser: "tcp://nas:10300 accepts connections",
    });
    expect(Object.values(found).every(({ status }) => status === "ok")).toBe(true);
  });

  it.each<[CheckName, Partial<VoiceProbes>, "warning" | "problem", RegExp]>([
    ["microphone", { recorder: fails("no microphone called “USB PnP”") }, "problem", /no microphone called/],
    ["acousticModel", hears({ model: undefined, problems: ["it is broken"] }), "problem", /broken/],
    ["acousticModel", hears({ problems: ["no reader"] }), "warning", /no reader/],
    [
      "spokenSentences",
      hears({ sentences: { problem: "there is nothing to say", hint: undefined } }),
      "problem",
      /nothing/,
    ],
    [
      "spokenSentences",
      hears({ sentences: { words: 3, compileMs: 1, unsayable: ["a", "b", "c", "d", "e", "f"] } }),
      "warning",
      /“a”, “b”, “c”, “d”, “e” and 1 more cannot be heard/,
    ],
    [
      "wakePhrases",
      hears({ phrases: [{ phrase: "hi", problems: ["It is short."], note: "Expect 40." }] }),
      "warning",
      /“hi”: It is short\. Expect 40\./,
    ],
    ["spokenReplies", { synthesis: fails("espeak-ng: it is not installed") }, "warning", /not installed/],
    ["spokenReplies", { isInstalled: async () => false }, "warning", /aplay: is not installed/],
    ["satellites", { reachPeer: fails("it cannot be reached") }, "warning", /hall: it cannot be reached/],
    ["largerRecogniser", { reachLarger: fails("not in a local network") }, "warning", /not in a local/],
  ])("says what is wrong with %s and what to do (%#)", async (name, probes, status, detail) => {
    const found = (await results(everything, probes))[name];
    expect(found).toMatchObject({ status, detail: expect.stringMatching(detail) });
    expect(found?.hint).toBeTruthy();
  });

  it("is not of sentences where there is no model to hear them with", async () => {
    const found = await results(everything, hears({ model: undefined, sentences: undefined }));
    expect(Object.keys(found)).not.toContain("spokenSentences");
  });

  it("goes on when an error is a bug", async () => {
    const found = await results(everything, { hearing: () => Promise.reject(new TypeError("x is not y")) });
    expect(found.acousticModel).toMatchObject({
      status: "warning",
      detail: expect.stringMatching(/x is not y/),
    });
    expect(found.satellites).toMatchObject({ status: "ok" });
  });
});

describe("the port of the Wyoming server", () => {
  const free = { connectProblem: async () => "connection refused" };
  const taken = { connectProblem: async () => undefined };
  const stopped = { daemon: async () => ({ state: "absent", url: "x" }) as const };
  const of = async (others: object, probes: Partial<VoiceProbes> = {}, server: object = {}) =>
    (await results({ wyoming: { server: { isEnabled: true, ...server } } }, probes, others)).wyomingServer;

  it("is free while no daemon runs, and its own while one does", async () => {
    expect(await of({ ...free, ...stopped })).toMatchObject({
      status: "ok",
      detail: "127.0.0.1:10300 is free",
    });
    expect(await of(taken)).toMatchObject({
      status: "ok",
      detail: expect.stringMatching(/edgewise answers/),
    });
    expect(await of(free)).toMatchObject({
      status: "problem",
      detail: expect.stringMatching(/does not listen/),
    });
    expect(await of(free, {}, { port: 0 })).toMatchObject({ status: "ok" });
  });

  it("is a problem when another program has it", async () => {
    const found = await of({ ...taken, ...stopped }, { wyomingServer: async () => "other" });
    expect(found).toMatchObject({ status: "problem", detail: "another program has 127.0.0.1:10300" });
  });

  it("cannot be asked by a machine that is not served", async () => {
    const asked = { wyomingServer: () => Promise.reject(new Error("asked")) };
    expect(await of(taken, asked, { allowedAddresses: ["192.168.1.0/24"] })).toMatchObject({ status: "ok" });
  });
});
