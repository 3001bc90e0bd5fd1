import { describe, expect, it } from "vitest";
import { diffConfig } from "../../../src/config/diff.ts";
import { loadFrom } from "./config-folder.ts";

const diff = (before: string, after: string) =>
  diffConfig(loadFrom({ "edgewise.yaml": before }).config, loadFrom({ "edgewise.yaml": after }).config);

describe("diffConfig", () => {
  it("finds nothing between two that mean the same", () => {
    expect(diff("", "http: {port: 8477}\nbus: {broker: {}}\n")).toEqual({ live: [], restart: [] });
    expect(diff("bus: {broker: {users: []}}\n", "")).toEqual({ live: [], restart: [] });
  });

  it("tells what takes effect at once from what needs a restart", () => {
    expect(
      diff(
        "",
        "http: {port: 1, allowedHosts: [a]}\nanomaly: {sensitivity: 2, logs: {sourcesMax: 1, warmUpLines: 1}}\n",
      ),
    ).toEqual({
      live: ["anomaly.sensitivity", "anomaly.logs.warmUpLines", "http.allowedHosts"],
      restart: ["anomaly.logs.sourcesMax", "http.port"],
    });
  });

  it("sees a change inside a list as a change of the list", () => {
    const sensor = (unit: string) => `ingest: {sensors: [{topic: a/b, unit: ${unit}}]}\n`;
    expect(diff(sensor("kPa"), sensor("bar"))).toEqual({ live: ["ingest.sensors"], restart: [] });
    const users = (password: string) => `bus: {broker: {users: [{name: a, password: ${password}}]}}\n`;
    expect(diff(users("x"), users("y"))).toEqual({ live: [], restart: ["bus.broker.users"] });
  });

  it("sees the order of a list, in which the first that matches counts", () => {
    const sensors = (first: string, second: string) =>
      `ingest: {sensors: [{topic: ${first}}, {topic: ${second}}]}\n`;
    expect(diff(sensors("a", "b"), sensors("b", "a")).live).toEqual(["ingest.sensors"]);
  });

  it("does not see the order of a table, which means nothing", () => {
    expect(
      diff("ingest: {sensors: [{topic: a, unit: b}]}\n", "ingest: {sensors: [{unit: b, topic: a}]}\n"),
    ).toEqual({ live: [], restart: [] });
  });

  it("sees a setting that was added or taken away", () => {
    expect(diff("", "daemon: {timeZone: Europe/Berlin}\n").restart).toEqual(["daemon.timeZone"]);
    expect(diff("bus: {password: x}\n", "").restart).toEqual(["bus.password"]);
  });
});
