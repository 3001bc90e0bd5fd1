import { describe, expect, it } from "vitest";
import { anomalyEvents } from "../../../../../src/anomaly/events.ts";
import { LogTemplates } from "../../../../../src/anomaly/logs/templates/log-templates.ts";
import { TemplateKeeper } from "../../../../../src/anomaly/logs/templates/template-keeper.ts";
import {
  decodeTemplates,
  encodeTemplates,
} from "../../../../../src/anomaly/logs/templates/template-memory.ts";
import { createReporter } from "../../../../../src/core/events.ts";
import { createTestObservability } from "../../../../support/observability.ts";
import { createVirtualClock } from "../../../../support/virtual-clock.ts";

function world(stored = new Map<string, string>()) {
  const clock = createVirtualClock(0);
  const observability = createTestObservability(clock);
  const templates = new LogTemplates({ templatesMax: 100 });
  const state = {
    get: async (key: string) => stored.get(key),
    put: async (key: string, value: string) => {
      if (value === "") throw new Error("disk full");
      stored.set(key, value);
    },
  };
  const keeper = new TemplateKeeper({
    state,
    templates,
    reporter: createReporter("anomaly", anomalyEvents, observability),
    monotonicMs: () => clock.monotonicMs(),
  });
  return { stored, templates, keeper, clock, observability, state };
}

describe("log templates over a restart", () => {
  it("keep their ids, texts and counts, and are not new again", async () => {
    const before = world();
    before.templates.match("gw", "took 12 ms from 10.0.0.1");
    const names = ["ann", "bob", "cy", "dee", "eve", "fay"];
    for (const name of names) before.templates.match("gw", `door was opened by ${name}`);
    before.templates.match("other", "took 12 ms from 10.0.0.1");
    await before.keeper.save();

    const after = world(before.stored);
    await after.keeper.read();
    const shape = ({ templates }: typeof before) =>
      templates
        .templates()
        .map(({ id, source, text, count, example }) => ({ id, source, text, count, example }));
    expect(shape(after)).toEqual(shape(before));
    const match = after.templates.match("gw", "took 7 ms from 10.9.9.9");
    expect(match.isNew).toBe(false);
    expect(match.template.id).toBe(before.templates.match("gw", "took 1 ms from 10.0.0.1").template.id);
    expect(after.templates.match("gw", "door was opened by gus").template.text).toBe(
      "door was opened by <*>",
    );
    const fresh = after.templates.match("gw", "something else altogether");
    expect(fresh.isNew).toBe(true);
    expect(fresh.template.id).toBe(before.templates.memory().nextId);
  });

  it("are found by the id that a merged one had", async () => {
    const before = world();
    const ids = ["ann", "bob", "cy", "dee", "eve", "fay"].map(
      (name) => before.templates.match("gw", `door was opened by ${name}`).template.id,
    );
    await before.keeper.save();
    const after = world(before.stored);
    await after.keeper.read();
    for (const id of ids) expect(after.templates.byId(id)?.id).toBe(Math.min(...ids));
    expect(after.templates.byId(9999)).toBeUndefined();
  });

  it("are written when lines came since, not more often than asked for", async () => {
    const { stored, templates, keeper, clock } = world();
    await keeper.turn(60_000);
    templates.match("gw", "one line");
    await keeper.turn(60_000);
    expect(stored.size).toBe(0);
    await clock.advance(60_000);
    await keeper.turn(60_000);
    expect(stored.size).toBe(1);
    stored.clear();
    await clock.advance(60_000);
    await keeper.turn(60_000);
    expect(stored.size).toBe(0);
  });

  const kept = (change: (value: Record<string, unknown>) => void) => {
    const { templates } = world();
    templates.match("gw", "took 12 ms");
    const value = JSON.parse(encodeTemplates(templates.memory(), 1e6).text) as Record<string, unknown>;
    change(value);
    return JSON.stringify(value);
  };
  const first = (value: Record<string, unknown>) => (value.templates as Record<string, unknown>[])[0] ?? {};

  it.each([
    ["that are no JSON", "{"],
    ["that are no object", "[]"],
    ["of another version", kept((value) => Object.assign(value, { version: 2 }))],
    ["without ids", kept((value) => Object.assign(value, { nextId: "x" }))],
    ["whose ids contradict each other", kept((value) => Object.assign(value, { nextId: 0 }))],
    ["with a unit too few", kept((value) => Object.assign(first(value), { units: [] }))],
    ["with a place that is not there", kept((value) => Object.assign(first(value), { open: [7] }))],
    ["with a crooked alias", kept((value) => Object.assign(value, { aliases: [[1]] }))],
    ["with a template that is none", kept((value) => Object.assign(value, { templates: [null] }))],
  ])("begin anew, and say so, when the disk has ones %s", async (_what, text) => {
    const { templates, keeper, observability } = world(new Map([["anomaly/logTemplates", text]]));
    await keeper.read();
    expect(templates.size).toBe(0);
    expect(observability.records.map(({ event }) => event)).toContain("anomaly.templatesUnreadable");
    expect(templates.match("gw", "took 12 ms").isNew).toBe(true);
  });

  it("leave out those used longest ago when they are too many", () => {
    const { templates } = world();
    templates.match("gw", "first of all");
    templates.match("gw", `last ${"word ".repeat(50)}`);
    // Room is left for what comes before the templates.
    const { length } = encodeTemplates(templates.memory(), 1e6).text;
    const { text, leftOut } = encodeTemplates(templates.memory(), length);
    expect(leftOut).toBe(1);
    expect(decodeTemplates(text).templates.map((template) => template.text.slice(0, 4))).toEqual(["last"]);
  });
});
