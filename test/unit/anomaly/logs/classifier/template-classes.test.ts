import { describe, expect, it } from "vitest";
import { createLogReader } from "../../../../../src/anomaly/logs/classifier/log-reader.ts";
import { TemplateClasses } from "../../../../../src/anomaly/logs/classifier/template-classes.ts";
import { createVirtualClock } from "../../../../support/virtual-clock.ts";
import { createLogRunner, settle } from "./support.ts";

function createClasses(
  said: Parameters<typeof createLogRunner>[0] = {},
  settings: { enabled?: boolean; perMinuteMax?: number } = {},
) {
  const reported: string[] = [];
  const clock = createVirtualClock();
  const model = createLogRunner(said);
  const classes = new TemplateClasses({
    reader: createLogReader(model.runner),
    settings: { enabled: true, waitMs: 2000, perMinuteMax: 1200, ...settings },
    templatesMax: 4,
    clock,
    reporter: { report: (event, fields) => void reported.push(`${event} ${fields?.reason ?? ""}`.trim()) },
  });
  return { classes, clock, model, reported };
}

describe("classes of log templates", () => {
  it("are asked for once for each template, together for templates that come together", async () => {
    const { classes, model } = createClasses();
    for (let line = 0; line < 5; line += 1) {
      expect(classes.of(1, "fire in hall 3")).toBeUndefined();
      expect(classes.of(2, "bell rings")).toBeUndefined();
    }
    await settle();
    expect(model.rows).toEqual([2]);
    expect(classes.of(1, "fire in hall 4")).toMatchObject({ kind: "hardware", effect: "error" });
    await settle();
    expect(model.rows).toEqual([2]);
  });

  it("let what waits for them be judged when they arrive, and at once when they are known", async () => {
    const { classes, model } = createClasses({ isHeld: true });
    const judged: (string | undefined)[] = [];
    classes.whenKnown(1, "fire", (known) => judged.push(known?.kind));
    await settle();
    expect(judged).toEqual([]);
    model.release();
    await settle();
    classes.whenKnown(1, "fire", (known) => judged.push(known?.effect));
    expect(judged).toEqual(["hardware", "error"]);
  });

  it("give way to words when the model fails, and are not asked for again for half a minute", async () => {
    const { classes, clock, model, reported } = createClasses();
    model.state.failure = new Error("the host is gone");
    const judged: unknown[] = [];
    classes.whenKnown(1, "fire", (known) => judged.push(known));
    classes.whenKnown(2, "bell", (known) => judged.push(known));
    await settle();
    expect(judged).toEqual([undefined, undefined]);
    expect(classes.problem).toBe("the host is gone");
    expect(reported).toEqual(["logClassifierUnavailable the host is gone"]);
    model.state.failure = undefined;
    classes.whenKnown(3, "fire", (known) => judged.push(known));
    expect(judged).toHaveLength(3);
    await clock.advance(30_000);
    classes.whenKnown(3, "fire", (known) => judged.push(known));
    await settle();
    expect(judged[3]).toMatchObject({ kind: "hardware" });
    expect(classes.problem).toBeUndefined();
  });

  it("are not asked for at all when turned off or without a model", async () => {
    const off = createClasses({}, { enabled: false });
    off.classes.whenKnown(1, "fire", (known) => expect(known).toBeUndefined());
    await settle();
    expect(off.model.rows).toEqual([]);
    const none = createClasses();
    none.model.state.active = undefined;
    let isJudged = false;
    none.classes.whenKnown(1, "fire", () => {
      isJudged = true;
    });
    await settle();
    expect(isJudged).toBe(true);
    expect(none.classes.problem).toContain("no model cannot be used for log lines");
  });

  it("hold a bounded queue under an explosion of templates, and count what is judged by words instead", async () => {
    const { classes, model, reported } = createClasses({ isHeld: true });
    let byWords = 0;
    for (let template = 0; template < 10_000; template += 1) {
      classes.whenKnown(template, `word${template}`, (known) => {
        if (known === undefined) byWords += 1;
      });
    }
    expect(classes.waitingCount).toBe(256);
    expect(byWords).toBe(10_000 - 256);
    expect(reported.filter((event) => event === "logTemplateSkipped queue")).toHaveLength(10_000 - 256);
    await settle();
    expect(model.rows).toEqual([32]);
    classes.stop();
    expect(byWords).toBe(10_000);
    model.release();
    await settle();
    expect(model.rows).toEqual([32]);
  });

  it("are asked for at a bounded rate", async () => {
    const { classes, clock, reported } = createClasses({}, { perMinuteMax: 3 });
    for (let template = 0; template < 5; template += 1) classes.of(template, "fire");
    const skipped = () => reported.filter((event) => event === "logTemplateSkipped rate").length;
    expect(skipped()).toBe(2);
    await clock.advance(60_000);
    classes.of(9, "fire");
    expect(skipped()).toBe(2);
    await settle();
    expect(classes.of(9, "fire")).toMatchObject({ kind: "hardware" });
  });

  it("keep a bounded number, and forget all when another model becomes active", async () => {
    const { classes, model } = createClasses();
    for (let template = 0; template < 9; template += 1) classes.of(template, "fire");
    await settle();
    expect(classes.knownCount).toBe(4);
    classes.forget();
    expect(classes.of(8, "fire")).toBeUndefined();
    await settle();
    expect(model.rows).toEqual([9, 1]);
  });
});
