import { afterEach, describe, expect, it } from "vitest";
import { wasFulfilled } from "../../../src/cli/ask.ts";
import type { ActionResult, Answer, Utterance } from "../../../src/domain/utterance.ts";
import { cli, type FakeDaemon, startFakeDaemon } from "./support.ts";

let daemon: FakeDaemon | undefined;
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
});

function answerTo(utterance: Utterance, given: Partial<Answer> = {}): Answer {
  return {
    id: utterance.id,
    text: utterance.text,
    outcome: "done",
    reply: "The lamp is on.",
    parse: undefined,
    targets: [],
    actions: [],
    tier: "grammar",
    timesMs: {},
    ...given,
  };
}

const action = (status: ActionResult["status"]): ActionResult => ({
  entityId: "lamp",
  topic: "lamp/set",
  payload: "ON",
  status,
});

describe("edgewise ask", () => {
  it("prints the reply and passes on where it was said", async () => {
    const heard: Utterance[] = [];
    daemon = await startFakeDaemon({
      ask: async (utterance) => {
        heard.push(utterance);
        return answerTo(utterance);
      },
    });
    const { code, out } = await cli(
      ...["ask", "turn", "on", "the", "lamp", "--area", "kitchen", "--session", "s1"],
      ...["--url", daemon.url],
    );
    expect([code, out]).toEqual([0, "The lamp is on.\n"]);
    expect(heard).toMatchObject([
      { text: "turn on the lamp", area: "kitchen", session: "s1", source: "cli", dryRun: false },
    ]);
  });

  it("keeps one conversation in one terminal, so that a yes confirms", async () => {
    const sessions: (string | undefined)[] = [];
    daemon = await startFakeDaemon({
      ask: async (utterance) => {
        sessions.push(utterance.session);
        return answerTo(utterance);
      },
    });
    await cli("ask", "unlock the door", "--url", daemon.url);
    await cli("ask", "yes", "--url", daemon.url);
    expect(sessions[0]).toMatch(/^cli-\d+$/);
    expect(sessions[1]).toBe(sessions[0]);
  });

  it("shows what it would send in a dry run", async () => {
    daemon = await startFakeDaemon({
      ask: async (utterance) =>
        answerTo(utterance, { reply: "I would turn on the lamp.", actions: [action("planned")] }),
    });
    const { code, out } = await cli("ask", "--dry-run", "turn on the lamp", "--url", daemon.url);
    expect([code, out]).toEqual([0, "I would turn on the lamp.\n  would send to lamp/set: ON\n"]);
  });

  it("gives the whole answer with --json, and 1 for what was not understood", async () => {
    daemon = await startFakeDaemon();
    const { code, json } = await cli("ask", "--json", "blargh", "--url", daemon.url);
    expect(code).toBe(1);
    expect(json()).toMatchObject({ text: "blargh", outcome: "notUnderstood" });
  });

  it("tells what the daemon does not take", async () => {
    daemon = await startFakeDaemon();
    const { code, json } = await cli("ask", "--json", "x".repeat(1_001), "--url", daemon.url);
    expect(code).toBe(1);
    expect(json()).toMatchObject({ error: { code: "http.bodyInvalid" } });
  });
});

describe("wasFulfilled", () => {
  it.each<[Answer["outcome"], ActionResult["status"][], boolean]>([
    ["done", ["confirmed"], true],
    ["done", ["sent"], true],
    ["done", ["planned"], true],
    ["answered", [], true],
    ["done", ["confirmed", "unconfirmed"], false],
    ["done", ["failed"], false],
    ["asked", [], false],
    ["refused", [], false],
    ["notUnderstood", [], false],
  ])("of %s with devices %j is %s", (outcome, statuses, expected) => {
    expect(wasFulfilled({ outcome, actions: statuses.map(action) })).toBe(expected);
  });
});
