import { afterEach, describe, expect, it } from "vitest";
import { FeedbackFullError, FeedbackTargetError } from "../../../src/anomaly/errors.ts";
import type { FeedbackAnswer, FeedbackEntry, FeedbackWish } from "../../../src/domain/feedback.ts";
import { cli, type FakeDaemon, incident, noon, startFakeDaemon } from "./support.ts";

let daemon: FakeDaemon | undefined;
afterEach(async () => {
  await daemon?.stop();
  daemon = undefined;
});

const entry: FeedbackEntry = {
  id: 3,
  verdict: "falseAlarm",
  seriesId: "house/cellar",
  name: "Cellar",
  kind: "level",
  factor: 1.5,
  direction: undefined,
  low: undefined,
  high: undefined,
  state: undefined,
  durationMsMax: undefined,
  reason: undefined,
  from: undefined,
  to: undefined,
  createdAt: noon,
  by: "Ann",
  silenced: 2,
  silencedAt: noon,
  told: "Cellar: an unusual value needs 1.5 times the usual evidence",
};

async function daemonThatTakes(wishes: FeedbackWish[]) {
  daemon = await startFakeDaemon({
    incidents: async () => [incident()],
    giveFeedback: async (wish): Promise<FeedbackAnswer> => {
      wishes.push(wish);
      const { verdict, incident: id } = wish;
      return { verdict, incidentId: id, incident: "closed", learnt: [entry], refused: [], text: "Done." };
    },
  });
  return daemon;
}

describe("edgewise incidents ack, false-alarm and normal", () => {
  it.each([
    [["ack"], { verdict: "ack" }],
    [["false-alarm", "--by", "Ann", "--kind", "rate"], { verdict: "falseAlarm", by: "Ann", kind: "rate" }],
    [["normal", "--from", "22:00", "--to", "06:00"], { verdict: "alwaysNormal", from: "22:00", to: "06:00" }],
  ])("says it of the incident whose id ends so: %j", async ([verb = "", ...options], wish) => {
    const wishes: FeedbackWish[] = [];
    const { url } = await daemonThatTakes(wishes);
    const { code, out } = await cli("incidents", verb, incident().id.slice(-6), ...options, "--url", url);
    expect(code).toBe(0);
    expect(out).toBe("Done.\n");
    expect(wishes).toEqual([{ ...wish, incident: incident().id }]);
  });

  it("gives the whole answer as JSON", async () => {
    const { url } = await daemonThatTakes([]);
    const { json } = await cli("incidents", "false-alarm", incident().id, "--json", "--url", url);
    expect(json()).toMatchObject({ incident: "closed", learnt: [{ id: 3, createdAt: expect.any(String) }] });
  });

  it("fails with what the daemon says against it", async () => {
    daemon = await startFakeDaemon({ incidents: async () => [incident()] });
    const { url } = daemon;
    const unknown = await cli("incidents", "ack", "ZZZZ", "--url", url);
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('no incident "ZZZZ"') });
    const gone = await cli("incidents", "ack", incident().id, "--url", url);
    expect(gone).toMatchObject({ code: 1, err: expect.stringContaining("There is no such incident.") });
    const wrong = await cli("incidents", "normal", incident().id, "--from", "22:00", "--url", url);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("both from and to") });
    const kind = await cli("incidents", "normal", incident().id, "--kind", "sudden", "--url", url);
    expect(kind).toMatchObject({ code: 2, err: expect.stringContaining("sudden") });
    expect(await cli("incidents", "ack", "--url", url)).toMatchObject({ code: 2 });
  });
});

describe("edgewise incidents feedback and forget", () => {
  it("lists what was learnt and forgets one", async () => {
    const entries = [entry];
    daemon = await startFakeDaemon({
      feedback: () => entries,
      forgetFeedback: async (id) => id === 3 && entries.pop() !== undefined,
    });
    const { url } = daemon;
    const listed = await cli("incidents", "feedback", "--url", url);
    expect(listed.out).toContain("  3  Cellar: an unusual value needs 1.5 times the usual evidence");
    expect(listed.out).toContain("said by Ann");
    expect(listed.out).toContain("2 alarms silenced");
    expect(await cli("incidents", "forget", "3", "--url", url)).toMatchObject({
      code: 0,
      out: "Forgot feedback 3.\n",
    });
    expect((await cli("incidents", "feedback", "--url", url)).out).toBe(
      "Nothing was learnt from feedback yet.\n",
    );
    const again = await cli("incidents", "forget", "3", "--url", url);
    expect(again).toMatchObject({ code: 1, err: expect.stringContaining('no feedback "3"') });
    expect(await cli("incidents", "forget", "three", "--url", url)).toMatchObject({ code: 2 });
  });
});

describe("/api/feedback", () => {
  const post = (url: string, body: string) =>
    fetch(`${url}/api/feedback`, { method: "POST", headers: { "content-type": "application/json" }, body });

  it("answers 400 for a body that is none, 404 for what there is not, 409 when it is full", async () => {
    let error: Error = new FeedbackTargetError("There is no incident.");
    daemon = await startFakeDaemon({ giveFeedback: () => Promise.reject(error) });
    const { url } = daemon;
    const bad = await post(url, '{"verdict":"maybe"}');
    expect(bad.status).toBe(400);
    expect(await bad.json()).toMatchObject({
      error: { code: "http.bodyInvalid", hint: expect.stringContaining("verdict") },
    });
    const wish = '{"verdict":"ack","incident":"01K"}';
    expect((await post(url, wish)).status).toBe(404);
    error = new FeedbackFullError(500);
    expect((await post(url, wish)).status).toBe(409);
    expect((await fetch(`${url}/api/feedback/x`, { method: "DELETE" })).status).toBe(404);
  });
});
