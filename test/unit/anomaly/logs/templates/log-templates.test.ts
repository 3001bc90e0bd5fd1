import { describe, expect, it } from "vitest";
import { LogTemplates } from "../../../../../src/anomaly/logs/templates/log-templates.ts";
import { createRandom } from "../../support.ts";

describe("log templates", () => {
  const textsOf = (lines: readonly string[], templates = new LogTemplates({ templatesMax: 100 })) => {
    for (const line of lines) templates.match("gw", line);
    return lines.map((line) => templates.match("gw", line).template.text);
  };

  it("give lines of one shape one id", () => {
    const templates = new LogTemplates({ templatesMax: 100 });
    const first = templates.match("gw", "pump 3 started by job 17 at 10.0.0.7:80");
    const second = templates.match("gw", "pump 4 started by job 9 at 10.0.1.8:8080");
    expect(first.isNew).toBe(true);
    expect(second.isNew).toBe(false);
    expect(second.template.id).toBe(first.template.id);
    expect(second.template.count).toBe(2);
    expect(second.template.text).toBe("pump <*> started by job <*> at <*>:<*>");
    expect(second.template.example).toBe("pump 3 started by job 17 at 10.0.0.7:80");
  });

  it("take words for values once there are several at one place, and keep the oldest id", () => {
    const templates = new LogTemplates({ templatesMax: 100 });
    const names = ["alice", "bob", "carol", "dave", "erin", "frank"];
    const ids = names.map((name) => templates.match("gw", `valve opened again by ${name}`).template.id);
    expect(new Set(ids).size).toBeGreaterThan(1);
    const late = templates.match("gw", "valve opened again by grace");
    expect(late.isNew).toBe(false);
    expect(late.template.id).toBe(Math.min(...ids));
    expect(late.template.text).toBe("valve opened again by <*>");
    expect(templates.size).toBe(1);
    expect(templates.match("gw", "valve opened again by alice").template.id).toBe(late.template.id);
    expect(late.template.count).toBe(8);
  });

  it("keep a few words that tell messages apart", () => {
    const lines = ["session opened for root", "session closed for root", "session refused for root"];
    expect(textsOf(lines)).toEqual(lines);
    const states = ["retry is true", "retry is false", "link went up", "link went down"];
    expect(textsOf(states)).toEqual(states);
  });

  it("take different values of a like shape for one template at once", () => {
    expect(textsOf(["mounted root3_data on boot", "mounted root7_data on boot"])).toEqual([
      "mounted root<*>_data on boot",
      "mounted root<*>_data on boot",
    ]);
    expect(new Set(textsOf(["loaded com.example.alarm now", "loaded org.test.clock now"])).size).toBe(1);
  });

  it("take lists of any length for one template", () => {
    const lines = ["deleted blk_1", "deleted blk_2 blk_3", "deleted blk_4 blk_5 blk_6 blk_7"];
    expect(new Set(textsOf(lines))).toEqual(new Set(["deleted blk_<*>"]));
  });

  it("do not make everything one template, however much is merged", () => {
    const templates = new LogTemplates({ templatesMax: 500 });
    const random = createRandom(3);
    const verbs = ["started", "stopped", "failed", "paused", "resumed", "reset", "opened", "closed"];
    const things = ["pump", "valve", "fan", "door", "light", "heater", "motor", "belt"];
    for (let line = 0; line < 3000; line += 1) {
      const verb = verbs[Math.floor(random() * verbs.length)];
      const thing = things[Math.floor(random() * things.length)];
      templates.match("gw", `${thing} ${verb}`);
    }
    expect(templates.templates().map(({ text }) => text)).not.toContain("<*> <*>");
  });

  it("split a template again whose place has few and frequent values", () => {
    const templates = new LogTemplates({ templatesMax: 100 });
    const { id } = templates.match("gw", "door A1 was opened by hand").template;
    for (let line = 0; line < 600; line += 1) {
      templates.match("gw", `door A${1 + (line % 2)} was opened by hand`);
    }
    expect(templates.splits).toBe(1);
    const one = templates.match("gw", "door A1 was opened by hand");
    const two = templates.match("gw", "door A2 was opened by hand");
    expect([one.isNew, two.isNew]).toEqual([false, false]);
    expect([one.template.text, two.template.text]).toEqual([
      "door A1 was opened by hand",
      "door A2 was opened by hand",
    ]);
    expect(one.template.id).toBe(id);
    expect(two.template.id).not.toBe(id);
    // And it does not join them at once again.
    expect(templates.match("gw", "door A1 was opened by hand").template.id).toBe(one.template.id);
  });

  it("answer the raw texts at the variable places", () => {
    const templates = new LogTemplates({ templatesMax: 100 });
    expect(templates.match("gw", "job blk_7 started on 10.0.0.7:1883").parameters).toEqual([
      "7",
      "10.0.0.7:1883",
    ]);
    for (const name of ["ann", "bob", "cy", "dee", "eve", "fay"]) {
      templates.match("gw", `job 1 started for user ${name}`);
    }
    expect(templates.match("gw", "job 12 started for user gus").parameters).toEqual(["12", "gus"]);
    expect(templates.match("gw", "deleted blk_1 blk_2 at 5").parameters).toEqual(["1 blk_2", "5"]);
    expect(templates.match("gw", "nothing varies here").parameters).toEqual([]);
  });

  it("keep sources, lengths and different statements apart", () => {
    const templates = new LogTemplates({ templatesMax: 100 });
    const ids = [
      templates.match("a", "disk full"),
      templates.match("b", "disk full"),
      templates.match("a", "disk is full"),
      templates.match("a", "disk ok"),
      templates.match("a", "door opened twice today"),
    ].map(({ template }) => template.id);
    expect(new Set(ids).size).toBe(5);
  });

  it("remember at most so many and forget those used longest ago", () => {
    const templates = new LogTemplates({ templatesMax: 3 });
    const lines = ["pump alpha was started", "two doors are open", "no mail today"];
    const [first] = lines.map((line) => templates.match("gw", line).template.id);
    templates.match("gw", "pump alpha was started");
    templates.match("gw", "rain is coming soon enough");
    expect(templates.size).toBe(3);
    expect(templates.forgotten).toBe(1);
    expect(templates.match("gw", "pump alpha was started").template.id).toBe(first);
    expect(templates.match("gw", "two doors are open").isNew).toBe(true);
  });

  it("stay bounded under a flood of random text", () => {
    const templates = new LogTemplates({ templatesMax: 200 });
    const random = createRandom(1);
    const word = () =>
      Math.floor(random() * 1e9)
        .toString(36)
        .replace(/\d/g, "x");
    for (let line = 0; line < 20_000; line += 1) {
      templates.match(`source ${line % 7}`, `${word()} ${word()} ${word()} ${word()} ${word()}`);
    }
    expect(templates.size).toBeLessThanOrEqual(200);
  });

  it("treat names that look like object internals as plain words", () => {
    const templates = new LogTemplates({ templatesMax: 10 });
    expect(templates.match("__proto__", "constructor __proto__ toString").isNew).toBe(true);
    expect(templates.match("__proto__", "constructor __proto__ toString").isNew).toBe(false);
  });

  it("take an empty line for a template of its own", () => {
    const templates = new LogTemplates({ templatesMax: 10 });
    expect(templates.match("gw", "").isNew).toBe(true);
    expect(templates.match("gw", "   ").isNew).toBe(false);
  });
});
