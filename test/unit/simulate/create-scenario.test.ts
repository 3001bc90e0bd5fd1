import { describe, expect, it } from "vitest";
import { matchTopic } from "../../../src/domain/topic.ts";
import { createScenario } from "../../../src/simulate/create-scenario.ts";
import { type Message, type Scenario, scenarioNames } from "../../../src/simulate/scenario.ts";
import { configOf, watchOffline } from "./offline.ts";

const startAt = Date.UTC(2026, 2, 2, 9, 17);
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** All messages of so many hours, stepped by `byMs`. */
function run(scenario: Scenario, hours: number, byMs = minuteMs, from = startAt): Message[] {
  const messages: Message[] = [];
  for (let at = from + byMs; at <= from + hours * hourMs; at += byMs) messages.push(...scenario.step(at));
  return messages;
}

const timePattern = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{3})?Z/;

/** The time a message says it was made, in the ways the devices of these places say it. */
function timeOf({ payload }: Message): number {
  const text = timePattern.exec(payload)?.[0];
  return text === undefined ? Number((JSON.parse(payload) as { time: number }).time) : Date.parse(text);
}

describe.each(scenarioNames)("the %s", (name) => {
  it("has a configuration that the daemon takes", () => {
    const config = configOf(createScenario(name, { seed: 1, startAt }));
    expect(config.commands.entities.length).toBeGreaterThan(6);
    expect(config.ingest.logs.length).toBeGreaterThan(0);
  });

  it("says the same for the same seed, however it is stepped, and something else for another", () => {
    const first = run(createScenario(name, { seed: 3, startAt }), 3);
    const again = run(createScenario(name, { seed: 3, startAt }), 3, 7 * minuteMs + 1_000).slice(0, 900);
    expect(first.slice(0, again.length)).toEqual(again);
    expect(again.length).toBe(900);
    expect(run(createScenario(name, { seed: 4, startAt }), 3)).not.toEqual(first);
  });

  it("publishes some messages a minute, each with its simulated time, in order", () => {
    const messages = run(createScenario(name, { seed: 5, startAt }), 6);
    expect(messages.length / 360).toBeGreaterThan(5);
    expect(messages.length / 360).toBeLessThan(40);
    let last = startAt;
    for (const message of messages.filter(({ topic }) => topic !== "zigbee2mqtt/bridge/state")) {
      const at = timeOf(message);
      expect(at).toBeGreaterThanOrEqual(last);
      expect(at).toBeLessThanOrEqual(startAt + 6 * hourMs);
      last = at;
    }
  });

  it("works through an hour at most in one step and never goes back", () => {
    const scenario = createScenario(name, { seed: 6, startAt });
    const hour = scenario.step(startAt + 1_000 * hourMs);
    expect(hour.length).toBeGreaterThan(300);
    expect(hour.length).toBeLessThan(2_400);
    expect(scenario.step(startAt)).toEqual([]);
    expect(scenario.step(Number.NaN)).toEqual([]);
    expect(Math.max(...hour.map((message) => timeOf(message)))).toBeLessThanOrEqual(startAt + hourMs);
  });

  it("ignores what no device understands", () => {
    const scenario = createScenario(name, { seed: 7, startAt });
    const untouched = createScenario(name, { seed: 7, startAt });
    run(scenario, 1);
    run(untouched, 1);
    const at = startAt + hourMs;
    const payloads = [
      "",
      "{",
      "null",
      "[]",
      '{"state":{}}',
      '{"__proto__":1}',
      '{"brightness":"bright"}',
      '{"speed":null}',
    ];
    for (const filter of scenario.commandTopics) {
      const topics = [filter.replaceAll("+", "1"), filter.replaceAll("+", "kitchen_lamp"), filter];
      for (const topic of topics) {
        for (const payload of [...payloads, "x".repeat(100_000)])
          expect(scenario.onMessage(topic, payload, at)).toEqual([]);
      }
    }
    expect(scenario.onMessage("some/other/topic", '{"state":"ON"}', at)).toEqual([]);
    expect(run(scenario, 1, minuteMs, at)).toEqual(run(untouched, 1, minuteMs, at));
  });

  it("answers a flood of commands with a bounded number of messages", () => {
    const scenario = createScenario(name, { seed: 8, startAt });
    scenario.step(startAt + minuteMs);
    const topics = ["zigbee2mqtt/kitchen_lamp/set", "factory/line1/conveyor/set", "farm/pump/set"];
    for (let count = 0; count < 20_000; count += 1) {
      for (const topic of topics) scenario.onMessage(topic, '{"state":"on"}', startAt + minuteMs);
    }
    expect(scenario.step(startAt + minuteMs + 2_000).length).toBeLessThan(600);
  });

  it("names topics in its faults that it publishes on", () => {
    const topics = new Set(run(createScenario(name, { seed: 9, startAt }), 2).map(({ topic }) => topic));
    for (const { affects, describe: told } of createScenario(name, { seed: 9, startAt }).faults) {
      expect(told).toMatch(/^[A-Z].*\.$/);
      for (const filter of affects) {
        expect(
          [...topics].some((topic) => matchTopic(filter, topic) !== undefined),
          filter,
        ).toBe(true);
      }
    }
  });

  it("never names a fault in what it publishes, and changes it visibly", () => {
    const calm = run(createScenario(name, { seed: 10, startAt }), 10);
    for (const { name: fault } of createScenario(name, { seed: 10, startAt }).faults) {
      const scenario = createScenario(name, { seed: 10, startAt });
      const before = run(scenario, 4);
      const chosen = scenario.faults.find((one) => one.name === fault);
      chosen?.inject(startAt + 4 * hourMs);
      const rest = run(scenario, 6, minuteMs, startAt + 4 * hourMs);
      const seen = (messages: readonly Message[]) =>
        messages
          .filter(({ topic }) => chosen?.affects.some((filter) => matchTopic(filter, topic) !== undefined))
          .map(({ payload }) => payload)
          .join("\n");
      expect(seen(before) === seen(calm.slice(0, before.length)), fault).toBe(true);
      expect(seen(rest) === seen(calm.slice(before.length)), fault).toBe(false);
      expect(rest.some(({ topic, payload }) => `${topic} ${payload}`.includes(fault))).toBe(false);
    }
  });

  it("is read by the daemon as it was meant: nothing refused, units known, logs with time and severity", () => {
    const scenario = createScenario(name, { seed: 13, startAt });
    const watch = watchOffline(scenario, startAt);
    watch.runTo(startAt + 5 * hourMs);
    expect(watch.refused()).toBe(0);
    expect(watch.samples.every(({ isLate, clock }) => !isLate && clock === "synced")).toBe(true);
    const [sample] = watch.samples.slice(-1);
    expect((sample?.at ?? 0) - startAt).toBeGreaterThan(4.9 * hourMs);
    const unitless = [...watch.directory.all()].filter(
      ({ kind, unit }) => kind === "numeric" && unit === undefined,
    );
    const named = unitless.map(({ id }) => id.split(":")[1]);
    const withoutUnit = ["linkquality", "brightness", "color_temp", "cycles", "speed", "position"];
    expect(named.filter((field) => !withoutUnit.includes(field ?? ""))).toEqual([]);
    expect(watch.lines.length).toBeGreaterThan(100);
    expect(watch.lines.every(({ severity }) => severity !== undefined)).toBe(true);
    const late = watch.lines.slice(-20).map(({ at }) => at - startAt);
    expect(Math.min(...late)).toBeGreaterThan(4.5 * hourMs);
  });

  it("goes back to normal after a repair", () => {
    const scenario = createScenario(name, { seed: 11, startAt });
    const watch = watchOffline(scenario, startAt);
    watch.runTo(startAt + 6 * hourMs);
    for (const fault of scenario.faults) fault.inject(startAt + 6 * hourMs);
    for (const fault of scenario.faults) fault.clear(startAt + 7 * hourMs);
    watch.runTo(startAt + 16 * hourMs);
    const silent = [...watch.directory.all()].filter(
      (series) => (watch.directory.latest(series)?.at ?? 0) < startAt + 15 * hourMs,
    );
    expect(silent.map(({ id }) => id)).toEqual([]);
  });

  it("plans each fault once at most, apart and within the time it is given", () => {
    const scenario = createScenario(name, { seed: 12, startAt });
    const [from, to] = [startAt + 6 * hourMs, startAt + 48 * hourMs];
    const plans = Array.from({ length: 40 }, (_, seed) => scenario.planFaults(seed, from, to));
    for (const plan of plans) {
      expect(plan.length).toBeGreaterThanOrEqual(2);
      expect(new Set(plan.map((fault) => fault.name)).size).toBe(plan.length);
      let last = from;
      for (const { injectAt, clearAt } of plan) {
        expect(injectAt).toBeGreaterThanOrEqual(last);
        expect(clearAt).toBeGreaterThan(injectAt);
        last = clearAt;
      }
      expect(last).toBeLessThanOrEqual(to);
    }
    const planned = new Set(plans.flat().map((fault) => fault.name));
    expect([...planned].sort()).toEqual(scenario.faults.map((fault) => fault.name).sort());
    expect(scenario.planFaults(1, from, to)).toEqual(scenario.planFaults(1, from, to));
    expect(scenario.planFaults(1, to, from)).toEqual([]);
  });
});
