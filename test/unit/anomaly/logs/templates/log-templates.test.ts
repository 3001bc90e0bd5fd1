import { describe, expect, it } from "vitest";
import { LogTemplates } from "../../../../../src/anomaly/logs/templates/log-templates.ts";
import { maskedTokens } from "../../../../../src/anomaly/logs/templates/tokens.ts";
import { createRandom } from "../../support.ts";

describe("masked tokens", () => {
  it.each([
    ["connect to 10.0.0.7:1883 failed after 250ms", "connect to <*> failed after <*>"],
    ["read /var/lib/edgewise/main.db: 4096 bytes", "read <*>: <*> bytes"],
    ["session 3f2504e0-4f89-41d3-9a0c-0305e82c3301 ended", "session <*> ended"],
    ["peer 00:15:8d:00:01:ab:cd:ef left", "peer <*> left"],
    ["GET https://example.org/a?b=1 took 0.25 s", "GET <*> took <*> s"],
    ["ptr 0xdeadBEEF freed", "ptr <*> freed"],
    ["temp=21.5 hum=44%", "temp=<*> hum=<*>"],
    ["  spaced   out  ", "spaced out"],
    ["", ""],
  ])("%j become %j", (message, expected) => {
    expect(maskedTokens(message).join(" ")).toBe(expected);
  });

  it("bound the work on a hostile line", () => {
    expect(maskedTokens("a:".repeat(500_000)).length).toBeLessThanOrEqual(64);
    expect(maskedTokens("x ".repeat(500_000)).length).toBeLessThanOrEqual(64);
    expect(maskedTokens(`${"/a".repeat(100_000)}!`).length).toBeLessThanOrEqual(64);
  });
});

describe("log templates", () => {
  it("give lines of one shape one stable id and generalise what differs", () => {
    const templates = new LogTemplates({ templatesMax: 100 });
    const first = templates.match("gw", "pump north started by alice");
    const second = templates.match("gw", "pump north started by bob");
    expect(first.isNew).toBe(true);
    expect(second).toMatchObject({ isNew: false });
    expect(second.template.id).toBe(first.template.id);
    expect(LogTemplates.text(second.template)).toBe("pump north started by <*>");
    expect(second.template.count).toBe(2);
    expect(second.template.example).toBe("pump north started by alice");
  });

  it("answer the raw texts at the variable places", () => {
    const templates = new LogTemplates({ templatesMax: 100 });
    expect(templates.match("gw", "job a7 started by alice on 10.0.0.7:1883").parameters).toEqual([
      "7",
      "10.0.0.7:1883",
    ]);
    expect(templates.match("gw", "job a12 started by bob on 10.0.0.9:1883").parameters).toEqual([
      "12",
      "bob",
      "10.0.0.9:1883",
    ]);
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

  it("remember at most so many and forget the one used longest ago", () => {
    const templates = new LogTemplates({ templatesMax: 3 });
    const words = ["alpha", "beta", "gamma"];
    const [alpha] = words.map((word) => templates.match("gw", `${word} happened`).template.id);
    templates.match("gw", "alpha happened");
    templates.match("gw", "delta happened");
    expect(templates.size).toBe(3);
    expect(templates.forgotten).toBe(1);
    expect(templates.match("gw", "alpha happened").template.id).toBe(alpha);
    expect(templates.match("gw", "beta happened").isNew).toBe(true);
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
