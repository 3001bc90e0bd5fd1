import { describe, expect, it } from "vitest";
import { nearest } from "../../../src/config/nearest.ts";

describe("nearest", () => {
  const settings = ["bus.url", "bus.user", "bus.password", "bus.broker.port", "bus.broker.host", "http.port"];

  it.each([
    ["bus.ulr", "bus.url"],
    ["bus.pasword", "bus.password"],
    ["BUS.URL", "bus.url"],
    ["bus.port", "bus.broker.port"],
    ["busBrokerPort", "bus.broker.port"],
    ["http.prot", "http.port"],
  ])("takes %s for %s", (word, meant) => {
    expect(nearest(word, settings)).toBe(meant);
  });

  it.each(["weather", "x", "", "sync.sinks"])("has no idea what %j should be", (word) => {
    expect(nearest(word, settings)).toBeUndefined();
  });

  it("does not guess from one or two letters that all differ", () => {
    expect(nearest("id", ["by", "qos", "to"])).toBeUndefined();
  });

  it("takes the nearest of several", () => {
    expect(nearest("warnin", ["info", "warning", "warn", "critical"])).toBe("warning");
  });

  it("answers nothing without candidates", () => {
    expect(nearest("anything", [])).toBeUndefined();
  });
});
