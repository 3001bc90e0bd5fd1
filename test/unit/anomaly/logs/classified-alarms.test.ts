import { describe, expect, it } from "vitest";
import { createTestService, lineOf, startMs } from "../support.ts";
import { createLogRunner, settle } from "./classifier/support.ts";

/** A service whose log `gw` has said the same for an hour; answers when that was. */
async function createListener(
  said: Parameters<typeof createLogRunner>[0],
  overrides: Record<string, unknown> = {},
) {
  const model = createLogRunner({ effect: "info", kind: "normal" });
  const test = createTestService(overrides, startMs, { models: model.runner });
  for (let line = 0; line < 360; line += 1) {
    test.service.onLogLine(lineOf("gw", startMs + line * 10_000, `reading sensor ${line % 7}`));
  }
  await settle();
  const next = createLogRunner(said);
  Object.assign(model.runner, { run: next.runner.run });
  return { ...test, model: next, at: startMs + 3_600_000 };
}

const unlevelled = { severity: undefined } as const;

describe("alarms of classified log lines", () => {
  it("come for a new line without a level or a word of failure, and say what kind it is", async () => {
    const { service, anomalies, at } = await createListener({ effect: "critical", kind: "power" });
    service.onLogLine(lineOf("gw", at, "running on cells, 4 minutes", unlevelled));
    expect(anomalies).toEqual([]);
    await settle();
    expect(anomalies).toMatchObject([
      { kind: "logNovel", severity: "critical", at, subject: { type: "log", logKind: "power" } },
    ]);
  });

  it("do not come for a new line of routine, whatever its words", async () => {
    const { service, anomalies, at } = await createListener({ effect: "info", kind: "normal" });
    service.onLogLine(lineOf("gw", at, "failed jobs: none", unlevelled));
    await settle();
    expect(anomalies).toEqual([]);
  });

  it("come by the line's words when the model fails, and the status says why", async () => {
    const { service, anomalies, at, model } = await createListener({});
    model.state.failure = new Error("the host is gone");
    service.onLogLine(lineOf("gw", at, "connection refused by broker", unlevelled));
    await settle();
    expect(anomalies).toMatchObject([{ kind: "logNovel", severity: "warning" }]);
    expect(anomalies[0]?.subject).not.toHaveProperty("logKind", "network");
    expect(service.health()).toMatchObject({
      status: "degraded",
      detail: "Log lines are judged by their words: the host is gone",
    });
  });

  it("come by the line's words at once when the classifier is turned off", async () => {
    const { service, anomalies, at, model } = await createListener(
      { effect: "info", kind: "normal" },
      { logs: { classifier: { enabled: false } } },
    );
    service.onLogLine(lineOf("gw", at, "connection refused by broker", unlevelled));
    expect(anomalies).toHaveLength(1);
    await settle();
    expect(model.rows).toEqual([]);
    expect(service.health().status).toBe("ok");
  });

  it("come for many lines that each are no more than a warning", async () => {
    const { service, anomalies, at } = await createListener({ effect: "warning", kind: "security" });
    for (let line = 0; line < 40; line += 1) {
      service.onLogLine(lineOf("gw", at + line * 1000, `no such card ${line}`, unlevelled));
      await settle();
    }
    const burst = anomalies.find(({ kind }) => kind === "logBurst");
    expect(burst).toMatchObject({ severity: "warning", subject: { logKind: "security" } });
  });

  it("are judged by words when the daemon stops before the model has answered", async () => {
    const { service, anomalies, at } = await createListener({ isHeld: true });
    service.onLogLine(lineOf("gw", at, "connection refused by broker", unlevelled));
    await settle();
    expect(anomalies).toEqual([]);
    await service.stop({ remainingMs: () => 1000, signal: AbortSignal.timeout(1000) });
    expect(anomalies).toMatchObject([{ kind: "logNovel" }]);
  });
});
