import { describe, expect, it } from "vitest";
import { createPublishWindow } from "../../../src/bus/publish-window.ts";
import type { PublishResult } from "../../../src/domain/ports.ts";

const acknowledged: PublishResult = { status: "acknowledged" };

/** Publishes whose answers the test gives. */
function createSends() {
  const started: { name: string; answer: (result: PublishResult) => void }[] = [];
  return {
    started,
    send: (name: string) => (answer: (result: PublishResult) => void) => {
      started.push({ name, answer });
    },
    names: () => started.map(({ name }) => name),
  };
}

describe("createPublishWindow", () => {
  it("keeps to the maximum in flight and lets the next one go in order", async () => {
    const { send, started, names } = createSends();
    const window = createPublishWindow({ inFlightMax: 2, waitingMax: 10 });
    const results = ["a", "b", "c", "d"].map((name) => window.run(send(name)));
    expect(names()).toEqual(["a", "b"]);
    started[1]?.answer(acknowledged);
    expect(names()).toEqual(["a", "b", "c"]);
    started[0]?.answer({ status: "failed", reason: "quota" });
    expect(names()).toEqual(["a", "b", "c", "d"]);
    expect(await results[0]).toEqual({ status: "failed", reason: "quota" });
    expect(await results[1]).toEqual(acknowledged);
  });

  it("fails at once when the line is full, and says why", async () => {
    const { send, names } = createSends();
    const window = createPublishWindow({ inFlightMax: 1, waitingMax: 1 });
    void window.run(send("a"));
    void window.run(send("b"));
    expect(await window.run(send("c"))).toMatchObject({
      status: "failed",
      reason: expect.stringMatching(/wait/),
    });
    expect(names()).toEqual(["a"]);
  });

  it("settles what is in flight as failed and what waits as offline when the connection ends", async () => {
    const { send } = createSends();
    const window = createPublishWindow({ inFlightMax: 1, waitingMax: 5 });
    const results = ["a", "b", "c"].map((name) => window.run(send(name)));
    window.close();
    expect((await Promise.all(results)).map(({ status }) => status)).toEqual([
      "failed",
      "offline",
      "offline",
    ]);
    expect(await window.run(send("late"))).toEqual({ status: "offline" });
  });

  it("stops waiting when the caller does, without starting the publish later", async () => {
    const { send, started, names } = createSends();
    const window = createPublishWindow({ inFlightMax: 1, waitingMax: 5 });
    void window.run(send("a"));
    const abort = new AbortController();
    const given = window.run(send("b"), abort.signal);
    abort.abort();
    expect(await given).toMatchObject({ status: "failed" });
    started[0]?.answer(acknowledged);
    expect(names()).toEqual(["a"]);
  });

  it("keeps the place in flight of a publish its caller gave up, until the broker answers", async () => {
    const { send, started, names } = createSends();
    const window = createPublishWindow({ inFlightMax: 1, waitingMax: 5 });
    const abort = new AbortController();
    const given = window.run(send("a"), abort.signal);
    void window.run(send("b"));
    abort.abort();
    expect(await given).toMatchObject({ status: "failed" });
    expect(names()).toEqual(["a"]);
    started[0]?.answer(acknowledged);
    expect(names()).toEqual(["a", "b"]);
  });

  it("does not start anything for a caller that has given up before", async () => {
    const { send, names } = createSends();
    const window = createPublishWindow({ inFlightMax: 1, waitingMax: 5 });
    expect(await window.run(send("a"), AbortSignal.abort())).toMatchObject({ status: "failed" });
    expect(names()).toEqual([]);
  });
});
