import { describe, expect, it } from "vitest";
import type { DoctorProbes } from "../../../src/app/doctor/probes.ts";
import { type CheckName, checks, examine } from "../../../src/app/doctor.ts";
import { ConfigInvalidError } from "../../../src/config/errors.ts";
import { context, folder, well } from "./doctor/well.ts";

/** Nothing is told of these where nothing of the kind is configured. */
const whereVoiceOrSinks = [
  "microphone",
  "acousticModel",
  "spokenSentences",
  "wakePhrases",
  "spokenReplies",
  "wyomingServer",
  "satellites",
  "largerRecogniser",
  "sinks",
];

async function check(name: CheckName, probes: Partial<DoctorProbes> = {}, config = {}) {
  const { status, detail, hint } =
    (await examine(context(probes, config))).find((one) => one.name === name) ?? {};
  return { status, detail, hint };
}

describe("the doctor", () => {
  it("finds nothing on a machine where all is well, and hears each title as it starts", async () => {
    const titles: string[] = [];
    const results = await examine(context(), (title) => titles.push(title));
    expect(results.filter(({ status }) => status !== "ok")).toEqual([]);
    expect(titles).toEqual(Object.values(checks).map(({ title }) => title));
  });

  it.each<[CheckName, Partial<DoctorProbes>, "warning" | "problem", RegExp]>([
    [
      "node",
      { runtime: () => ({ version: "20.18.1", platform: "linux", arch: "x64" }) },
      "problem",
      /too old/,
    ],
    [
      "node",
      { runtime: () => ({ version: "18.20.0", platform: "linux", arch: "x64" }) },
      "problem",
      /too old/,
    ],
    ["node", { runtime: () => ({ version: "22.4.0", platform: "linux", arch: "arm" }) }, "problem", /32-bit/],
    [
      "node",
      { runtime: () => ({ version: "22.4.0", platform: "darwin", arch: "arm64" }) },
      "problem",
      /Linux/,
    ],
    [
      "cpu",
      { cpu: async () => ({ model: "old", cores: 1, features: new Set(["sse4_2"]) }) },
      "warning",
      /without asimd/,
    ],
    [
      "memory",
      { memory: async () => ({ totalBytes: 512e6, availableBytes: 150e6 }) },
      "warning",
      /150 MB of 512 MB/,
    ],
    ["memory", { memory: async () => ({ totalBytes: 512e6, availableBytes: 20e6 }) }, "problem", /20 MB/],
    [
      "clock",
      { clock: async () => ({ quality: "unsynced", reason: "no time server answered", now: 0 }) },
      "warning",
      /1970.*no time server answered.*marked unsynced/,
    ],
    [
      "configuration",
      { exposedSecrets: (files) => files },
      "warning",
      /every user .* secrets in \/etc\/edgewise/,
    ],
    ["dataDirectory", { folder: async () => ({ ...folder, isWritable: false }) }, "problem", /may not write/],
    ["dataDirectory", { folder: async () => ({ ...folder, isDirectory: false }) }, "problem", /no folder/],
    [
      "dataDirectory",
      { folder: async () => ({ ...folder, databaseOwner: "root" }) },
      "warning",
      /belongs to root.*another user once/,
    ],
    ["diskSpace", { folder: async () => ({ ...folder, freeBytes: 10e6 }) }, "problem", /10 MB free/],
    ["diskSpace", { folder: async () => ({ ...folder, freeBytes: 300e6 }) }, "warning", /may still grow/],
    ["diskSpeed", { syncedWriteMs: async () => 250 }, "warning", /250 ms/],
    ["diskSpeed", { syncedWriteMs: async () => 4_000 }, "problem", /4000 ms/],
    [
      "http",
      { daemon: async () => ({ state: "otherProgram", url: "http://127.0.0.1:8477" }) },
      "problem",
      /another program/,
    ],
    [
      "daemon",
      { daemon: async () => ({ state: "absent", url: "http://127.0.0.1:8477" }) },
      "warning",
      /does not run/,
    ],
    [
      "daemon",
      { daemon: async () => ({ state: "silent", reason: "no token", hint: "give it" }) },
      "warning",
      /no token/,
    ],
  ])("says what is wrong with %s and what to do (%#)", async (name, probes, status, detail) => {
    const found = await check(name, probes);
    expect(found).toMatchObject({ status, detail: expect.stringMatching(detail) });
    expect(found.hint).toBeTruthy();
  });

  it("takes a data directory that is not there yet when it can be made", async () => {
    const probes = {
      folder: async () => ({ ...folder, exists: false, nearest: "/var/lib", databaseOwner: undefined }),
    };
    expect(await check("dataDirectory", probes)).toMatchObject({
      status: "ok",
      detail: expect.stringMatching(/will be made in/),
    });
  });

  it("tries to reach the broker that is configured", async () => {
    const config = { bus: { url: "mqtts://hub.local" } };
    const asked: unknown[] = [];
    const reached = { connectProblem: async (...place: unknown[]) => void asked.push(place) };
    expect(await check("broker", reached, config)).toMatchObject({ status: "ok" });
    expect(asked).toEqual([["hub.local", 8883]]);
    const found = await check("broker", { connectProblem: async () => "no route to host" }, config);
    expect(found).toMatchObject({
      status: "problem",
      detail: expect.stringMatching(/mqtts:\/\/hub\.local .*no route to host/),
    });
  });

  it("wants the port of the daemon's own broker free, unless the daemon has it", async () => {
    const taken = async () => undefined;
    const stopped = { daemon: async () => ({ state: "absent", url: "x" }) as const };
    expect(await check("broker", { connectProblem: taken })).toMatchObject({ status: "ok" });
    expect(await check("broker", stopped)).toMatchObject({
      status: "ok",
      detail: expect.stringMatching(/free/),
    });
    const found = await check("broker", { ...stopped, connectProblem: taken });
    expect(found).toMatchObject({
      status: "problem",
      hint: expect.stringMatching(/bus\.url: mqtt:\/\/127\.0\.0\.1:1883/),
    });
  });

  it("passes on what the daemon says of its parts", async () => {
    const running = (status: "degraded" | "failed") => ({
      daemon: async () =>
        ({ state: "running", url: "x", health: { store: { status, detail: "the disk is full" } } }) as const,
    });
    expect(await check("daemon", running("degraded"))).toMatchObject({
      status: "warning",
      detail: "store is degraded: the disk is full",
    });
    expect(await check("daemon", running("failed"))).toMatchObject({ status: "problem" });
  });

  it("goes on without the configuration when that is broken", async () => {
    const error = new ConfigInvalidError([
      { origin: "edgewise.yaml:3", path: "bus.prot", message: "no such setting" },
    ]);
    const results = await examine({ probes: well, configuration: { error } });
    const status = Object.fromEntries(results.map((one) => [one.name, one.status]));
    expect(status).toMatchObject({
      node: "ok",
      configuration: "problem",
      broker: "warning",
      daemon: "warning",
    });
    expect(results.find(({ name }) => name === "configuration")?.detail).toContain("edgewise.yaml:3");
  });

  it("goes on when one thing cannot be looked at", async () => {
    const results = await examine(
      context({
        memory: async () => {
          throw new Error("EACCES: /proc/meminfo");
        },
      }),
    );
    const absent = Object.keys(checks).filter((name) => !results.some((one) => one.name === name));
    expect(absent).toEqual(whereVoiceOrSinks);
    expect(results.find(({ name }) => name === "memory")).toMatchObject({
      status: "warning",
      detail: "could not be looked at (EACCES: /proc/meminfo)",
    });
  });
});
