import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { DaemonStatus, QueueView } from "../../../src/http/api.ts";
import { cli, createFolder, type FakeDaemon, incident, noon, startFakeDaemon } from "./support.ts";

const status: DaemonStatus = {
  version: "0.1.0",
  node: "barn",
  state: "ready",
  at: noon,
  startedAt: noon - 3_600_000,
  uptimeMs: 3_600_000,
  clock: "synced",
  health: {
    bus: { status: "ok", detail: "connected to mqtt://127.0.0.1:1883 since 2026-01-05T11:00:00.000Z" },
    store: { status: "degraded", detail: "the disk takes no new records" },
    voice: { status: "ok", detail: "Listening: desk.", figures: { sources: 1, words: 40 } },
    anomaly: { status: "ok", detail: "Nothing unusual.", figures: { logTemplates: 12 } },
  },
  figures: { series: 120 },
  inference: {
    state: "running",
    pid: 77,
    residentBytes: 91_400_000,
    restarts: 0,
    queued: 0,
    models: [
      {
        slot: "command",
        id: "command-en",
        version: "1.0.0",
        state: "ready",
        problem: undefined,
        variant: "int8",
        provider: "cpu",
        latencyMs: 1.24,
        loadMs: 80,
        memoryBytes: 8_000_000,
        candidates: [],
        runs: 3,
        failures: 0,
      },
    ],
  },
};

const queue: QueueView = {
  counts: {
    records: 1_204,
    bytes: 3_100_000,
    byClass: { incident: 4, sample: 1_200 },
    oldestAt: noon - 7_200_000,
    deadLetters: 2,
    dropped: { sample: 7 },
  },
  sinks: [
    {
      name: "cloud",
      type: "http",
      state: "offline",
      sinceAt: noon - 3_600_000,
      lastSuccessAt: undefined,
      nextAttemptAt: noon + 40_000,
      lastError: "connection refused",
      needsPerson: false,
      sent: 10,
      rejected: 2,
    },
  ],
  records: [],
  deadLetters: [],
};

let daemon: FakeDaemon | undefined;
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
});

describe("edgewise status", () => {
  it("tells what is wrong in sentences and only counts what is well", async () => {
    daemon = await startFakeDaemon({
      status: () => status,
      queue: async () => queue,
      incidents: async () => [incident()],
    });
    const { code, out } = await cli("status", "--url", daemon.url);
    expect(code).toBe(0);
    expect(out).toContain("edgewise 0.1.0 on barn: running");
    expect(out).toMatch(/degraded {2}store {4}the disk takes no new records/);
    expect(out).toContain("3 of 4 parts are well.");
    expect(out).toMatch(/ok {8}voice {4}Listening: desk\./);
    expect(out).toContain("1 model (host 91 MB):");
    expect(out).toContain("command: command-en 1.0.0 (int8 on cpu, 1.2 ms, 8 MB)");
    expect(out).not.toContain("Nothing unusual");
    expect(out).toContain("The pump pressure dropped to 0.4 bar.");
    expect(out).toContain("1,204 records (3.1 MB) wait to be sent");
    expect(out).toContain("Given up under the caps of the queue: 7 sample records.");
    expect(out).toContain("Refused by the far side for good: 2 records");
    expect(out).toMatch(/offline {2}cloud \(http\)/);
    expect(out).toContain("connection refused; tried again in 40 s");
  });

  it("tells how often each wake phrase is expected to wake it for nothing", async () => {
    daemon = await startFakeDaemon({
      status: () => status,
      voice: () => ({
        isOn: true,
        isMuted: false,
        sources: [{ name: "desk", kind: "microphone", area: undefined, state: "waiting" }],
        grammar: { state: "ready", words: 40, compileMs: 5, problem: undefined },
        wakePhrases: [
          {
            phrase: "hey house",
            source: "desk",
            threshold: 0.8,
            falseAlarmsPerDay: 31,
            heldAt: "highest",
            note: "For 1 false alarm a day it would be missed.",
          },
        ],
      }),
    });
    const { out } = await cli("status", "--url", daemon.url);
    expect(out).toMatch(/^1 wake phrase:\n {2}“hey house” at desk: about 31 false alarms a day expected/m);
    expect(out).toContain("For 1 false alarm a day it would be missed.");
    const { json } = await cli("status", "--json", "--url", daemon.url);
    expect(json()).toMatchObject({ voice: { wakePhrases: [{ phrase: "hey house", heldAt: "highest" }] } });
  });

  it("tells times of parts on the clock on the wall, not as logs write them", async () => {
    daemon = await startFakeDaemon({ status: () => status });
    const { out } = await cli("status", "--url", daemon.url);
    expect(out).toContain("connected to mqtt://127.0.0.1:1883 since ");
    expect(out).not.toContain("2026-01-05T11");
  });

  it("shows every part and its figures with --all", async () => {
    daemon = await startFakeDaemon({ status: () => status });
    const { out } = await cli("status", "--all", "--url", daemon.url);
    expect(out).toContain("Nothing unusual. [log templates 12]");
  });

  it("names loops that are stuck and a clock that is not right", async () => {
    daemon = await startFakeDaemon({
      status: () => ({ ...status, clock: "unsynced" }),
      loops: () => [{ loop: "store", ageMs: 200_000, ageMaxMs: 180_000, isStuck: true }],
    });
    const { out } = await cli("status", "--url", daemon.url);
    expect(out).toContain("the loop store has not turned for 3 minutes");
    expect(out).toContain("the clock is not synced");
  });

  it("keeps what others wrote from steering the terminal", async () => {
    daemon = await startFakeDaemon({
      incidents: async () => [incident({ summary: "boo\u001b[2J\u202ehoo\r\nroot#" })],
    });
    const { out } = await cli("status", "--url", daemon.url);
    expect(out).toContain("boo[2Jhoo root#");
  });

  it("writes one JSON value with --json", async () => {
    daemon = await startFakeDaemon({ status: () => status, incidents: async () => [incident()] });
    const { json, err } = await cli("status", "--json", "--url", daemon.url);
    expect(json()).toMatchObject({
      status: { node: "barn", at: "2026-01-05T12:00:00.000Z", loops: [] },
      incidents: [{ id: "01KE6ZQ2C0AAAAAAAAAAAAAAA1" }],
      queue: { counts: { records: 0 } },
    });
    expect(err).toBe("");
  });

  it("fails with what to do when no daemon answers", async () => {
    const folder = createFolder();
    const { code, json, err } = await cli("status", "--json", "-c", folder.config());
    folder.remove();
    expect(code).toBe(1);
    expect(json()).toMatchObject({ error: { code: "cli.daemonUnreachable" } });
    expect(err).toMatch(/No edgewise daemon answers at http:\/\/127\.0\.0\.1:1 .*\n→ start it/);
  });

  it("says how to give a token when the daemon wants one", async () => {
    daemon = await startFakeDaemon({}, { token: "0123456789abcdef" });
    const refused = await cli("status", "--json", "--url", daemon.url);
    expect(refused.code).toBe(1);
    expect(refused.json()).toMatchObject({
      error: { code: "http.tokenRequired", hint: expect.stringContaining("--token") },
    });
    const taken = await cli("status", "--json", "--url", daemon.url, "--token", "0123456789abcdef");
    expect(taken.code).toBe(0);
  });

  it("sends the token of the configuration to the address of the configuration only", async () => {
    const [own, other] = [await startListener(), await startListener()];
    const folder = createFolder();
    const config = folder.config({ http: { port: own.port, token: "0123456789abcdef" } });
    const { code, json } = await cli("status", "--json", "-c", config);
    await cli("status", "-c", config, "--url", `http://127.0.0.1:${other.port}`);
    for (const { close } of [own, other]) close();
    folder.remove();
    expect(code).toBe(1);
    expect(json()).toMatchObject({ error: { code: "cli.notEdgewise" } });
    expect(own.tokens[0]).toBe("Bearer 0123456789abcdef");
    expect(other.tokens.length).toBeGreaterThan(0);
    expect(other.tokens.filter((token) => token !== undefined)).toEqual([]);
  });

  it.each([
    [["status", "--url", "barn"], 'there is no daemon at "barn"', "is no address of a daemon"],
    [["status", "--interval", "0"], "0 is too quick", "whole number from 1 to 3600"],
    [["stauts"], "a verb is misspelt", "Did you mean status?"],
  ])("answers 2 when used wrongly: %s (%s)", async (args, _why, message) => {
    const { code, err } = await cli(...args);
    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  it("says so in JSON too when used wrongly", async () => {
    const { code, json } = await cli("status", "--json", "--nonsense");
    expect(code).toBe(2);
    expect(json()).toMatchObject({ error: { code: "cli.usage" } });
  });
});

/** Some other program with a web page, which remembers the tokens it was sent. */
async function startListener() {
  const tokens: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    tokens.push(request.headers.authorization);
    response.end("<html>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { port, tokens, close: () => server.close() };
}
