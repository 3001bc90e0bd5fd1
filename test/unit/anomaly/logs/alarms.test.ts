import { describe, expect, it } from "vitest";
import { createTestService, hourMs, lineOf, makeSeries, minuteMs, sampleOf, startMs } from "../support.ts";

/** A log that says one of five things every ten seconds for `hours`; answers when it ended. */
function chat(
  service: ReturnType<typeof createTestService>["service"],
  source: string,
  hours: number,
): number {
  const said = ["reading sensor 4", "sent 12 records", "link quality 88", "queue empty now", "heartbeat ok"];
  let at = startMs;
  for (let line = 0; line < hours * 360; line += 1) {
    service.onLogLine(lineOf(source, at, said[line % said.length] as string));
    at += 10_000;
  }
  return at;
}

/** Two hundred errors within a minute. */
async function sayErrors(
  service: ReturnType<typeof createTestService>["service"],
  clock: ReturnType<typeof createTestService>["clock"],
  source = "gw",
  aheadMs = 0,
): Promise<void> {
  for (let line = 0; line < 200; line += 1) {
    await clock.advance(300);
    service.tick();
    service.onLogLine(
      lineOf(source, clock.now() + aheadMs, `write failed on sector ${line}`, { severity: "error" }),
    );
  }
}

describe("log alarms", () => {
  it("alarm on an error never seen before, with the line as it came, but only the first time", () => {
    const { service, anomalies } = createTestService();
    const at = chat(service, "farm/3/log", 1);
    expect(anomalies).toEqual([]);
    service.onLogLine(lineOf("farm/3/log", at, "pump 7 stalled: current 12 A", { severity: "error" }));
    service.onLogLine(lineOf("farm/3/log", at + 1000, "pump 9 stalled: current 14 A", { severity: "error" }));
    expect(anomalies).toMatchObject([
      {
        kind: "logNovel",
        severity: "warning",
        subject: {
          type: "log",
          template: "pump <*> stalled: current <*> A",
          example: "pump 7 stalled: current 12 A",
        },
      },
    ]);
  });

  it("do not alarm on a new line of information, nor during the warm-up", () => {
    const { service, anomalies } = createTestService();
    service.onLogLine(lineOf("gw", startMs, "disk is broken badly", { severity: "error" }));
    const at = chat(service, "gw", 1);
    service.onLogLine(lineOf("gw", at, "firmware update 2.1 available"));
    expect(anomalies).toEqual([]);
  });

  it("tell failure by its words when the line has no severity", () => {
    const { service, anomalies } = createTestService();
    const at = chat(service, "gw", 1);
    service.onLogLine(lineOf("gw", at, "cannot open valve: timeout", { severity: undefined }));
    expect(anomalies).toMatchObject([{ kind: "logNovel", severity: "warning" }]);
  });

  it("alarm on few never-seen errors of a log that always says new things", () => {
    const { service, anomalies } = createTestService();
    const words = "abcdefghijklmnopqrstuvwxyz";
    let at = startMs;
    for (let line = 0; line < 600; line += 1) {
      const word = (offset: number) =>
        `${words[(line * offset) % 26]}${words[(line + offset) % 26]}${words[line % 23]}`;
      service.onLogLine(
        lineOf("gw", at, `${word(3)} ${word(5)} ${word(7)} ${word(11)}`, { severity: "error" }),
      );
      at += 20_000;
    }
    expect(anomalies.filter(({ kind }) => kind === "logNovel").length).toBeLessThanOrEqual(12);
  });

  it("make one incident of a storm of ten thousand lines, and end it", async () => {
    const { service, clock, anomalies, recoveries, incidents } = createTestService();
    await service.start(new AbortController().signal);
    const at = chat(service, "plant/press/log", 2);
    for (let line = 0; line < 10_000; line += 1) {
      service.onLogLine(
        lineOf("plant/press/log", at + line, `write failed on block ${line}`, { severity: "error" }),
      );
    }
    expect(anomalies.length).toBeLessThan(10);
    expect(service.openIncidents()).toHaveLength(1);
    await clock.advance(hourMs);
    expect(recoveries.map(({ kind }) => kind)).toContain("logBurst");
    expect(service.openIncidents()).toEqual([]);
    expect(new Set(incidents.map(({ incident }) => incident.id)).size).toBe(1);
    const burst = anomalies.find(({ detector }) => detector === "logErrorBurst");
    expect(burst).toMatchObject({ direction: "high", durationMs: minuteMs });
    expect(burst?.observed).toBeGreaterThanOrEqual(8);
  });

  it("do not take a backlog delivered after an outage for a burst", () => {
    const { service, anomalies } = createTestService();
    const at = chat(service, "gw", 4);
    const before = anomalies.length;
    for (let line = 0; line < 500; line += 1) {
      service.onLogLine(
        lineOf("gw", at - 2 * hourMs + line * 10, "heartbeat missed once", { severity: "error" }),
      );
    }
    expect(anomalies.slice(before).filter(({ kind }) => kind === "logBurst")).toEqual([]);
  });

  it("are not deaf after a line dated hours ahead", async () => {
    const { service, clock, anomalies, observability } = createTestService();
    for (let line = 0; line < 300; line += 1) {
      service.onLogLine(lineOf("gw", clock.now(), "heartbeat ok"));
      if (line === 200) service.onLogLine(lineOf("gw", clock.now() + 3 * hourMs, "hello from elsewhere"));
      await clock.advance(minuteMs);
    }
    await sayErrors(service, clock);
    expect(anomalies.map(({ kind }) => kind)).toContain("logBurst");
    expect(await observability.metrics.expose()).not.toMatch(/log_lines_late_total [1-9]/);
  });

  it("hear both of two hosts in one log whose clocks differ by hours", async () => {
    for (const [first, second] of [
      [0, 2 * hourMs],
      [2 * hourMs, 0],
      [0, -2 * hourMs],
    ] as const) {
      const { service, clock, anomalies } = createTestService();
      for (let line = 0; line < 300; line += 1) {
        service.onLogLine(lineOf("site", clock.now() + first, "host a is alive"));
        service.onLogLine(lineOf("site", clock.now() + second, "host b is alive"));
        await clock.advance(minuteMs);
      }
      await sayErrors(service, clock, "site", second);
      expect(anomalies.map(({ kind }) => kind)).toContain("logBurst");
    }
  });

  it("count the lines that come late, and do not miss them", async () => {
    const { service, clock, anomalies, observability } = createTestService();
    const each = 10 * minuteMs;
    for (let line = 0; line < 12 * 144; line += 1) {
      service.onLogLine(lineOf("gw", clock.now(), "watchdog fed, all tasks alive"));
      service.onLogLine(lineOf("gw", clock.now(), "radio mesh keeps its routes"));
      await clock.advance(each);
    }
    for (let line = 0; line < 60; line += 1) {
      service.onLogLine(lineOf("gw", clock.now() - 2 * line * each, "watchdog fed, all tasks alive"));
      service.onLogLine(lineOf("gw", clock.now(), "radio mesh keeps its routes"));
      await clock.advance(each);
      service.tick();
    }
    expect(anomalies).toEqual([]);
    expect(await observability.metrics.expose()).toMatch(/log_lines_late_total [1-9]/);
  });

  it("join what a sensor of the same topic family shows", () => {
    const { service } = createTestService({
      thresholds: [{ name: "dry", series: "farm/3/soil", below: 10 }],
    });
    const at = chat(service, "farm/3/log", 1);
    service.onSample(sampleOf(makeSeries("farm/3/soil"), at, 5));
    service.onLogLine(lineOf("farm/3/log", at + minuteMs, "pump 1 stalled hard", { severity: "error" }));
    const open = service.openIncidents();
    expect(open).toHaveLength(1);
    expect(open[0]?.evidence.map(({ type, kind }) => `${type} ${kind}`)).toEqual([
      "series threshold",
      "log logNovel",
    ]);
    expect(open[0]?.place.topicPrefix).toBe("farm/3");
  });

  it("end the alarms of a log that gives way to others", async () => {
    const { service, clock, recoveries } = createTestService({ logs: { sourcesMax: 2 } });
    for (let line = 0; line < 60; line += 1) {
      service.onLogLine(lineOf("gw", clock.now(), "heartbeat ok"));
      await clock.advance(minuteMs);
    }
    await sayErrors(service, clock);
    expect(recoveries).toEqual([]);
    for (const source of ["other", "third"]) service.onLogLine(lineOf(source, clock.now(), "hello"));
    expect(recoveries).toMatchObject([{ kind: "logBurst" }]);
  });

  it("keep to their bounds under many logs", () => {
    const { service } = createTestService({ logs: { sourcesMax: 50, templatesMax: 100 } });
    for (let line = 0; line < 5000; line += 1) {
      service.onLogLine(
        lineOf(`source ${line % 700}`, startMs + line, `event of kind ${"x".repeat(line % 90)}`),
      );
    }
    expect(service.health().figures).toMatchObject({ logs: 50, logTemplates: 100 });
  });
});
