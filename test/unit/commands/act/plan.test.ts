import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ActingIntent } from "../../../../src/commands/act/deeds.ts";
import { planAction, renderPayload } from "../../../../src/commands/act/plan.ts";
import type { Wish } from "../../../../src/commands/act/wish.ts";
import type { EntityInput } from "../../../../src/commands/entities/definition.ts";
import { parseEntities } from "../../../../src/commands/entities/parse.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";
import { createEntityStates } from "../../../../src/commands/entities/states.ts";

function setUp(input: EntityInput, report?: string) {
  const made = createRegistry(parseEntities([input], []), []);
  if (!made.ok) throw new Error(made.reason.join("\n"));
  const [thing] = made.value.things;
  if (!thing) throw new Error("no thing");
  const states = createEntityStates({ payloadBytesMax: 1000, onOversize: () => {} });
  states.follow(made.value);
  if (report !== undefined) {
    states.take({ topic: input.topic ?? "", payload: Buffer.from(report), receivedAt: 0, isRetained: false });
  }
  return (intent: ActingIntent, rest: Partial<Wish> = {}) =>
    planAction(
      { intent, attribute: undefined, value: undefined, step: undefined, forMs: undefined, ...rest },
      thing,
      states,
    );
}

const message = (planned: ReturnType<ReturnType<typeof setUp>>) =>
  planned.ok ? `${planned.value.topic} ${planned.value.payload}` : planned.reason;

const lamp: EntityInput = { name: "Kitchen lamp", kind: "light", topic: "z/lamp" };

describe("planning a value in words", () => {
  const thermostat: EntityInput = { name: "Thermostat", kind: "climate", topic: "z/t" };
  it.each<[EntityInput, string, string]>([
    [lamp, "half", 'z/lamp/set {"brightness":127}'],
    [thermostat, "70 fahrenheit", 'z/t/set {"occupied_heating_setpoint":21.11}'],
    [thermostat, "three bar", "The temperature is in °C; I cannot turn bar into that."],
    [thermostat, "blue", 'I cannot read "blue" as a value in °C.'],
  ])("gives it in the unit of the thing", (input, value, expected) => {
    expect(message(setUp(input)("set", { value }))).toBe(expected);
  });
});

describe("planning a value in a unit", () => {
  const salt: EntityInput = {
    ...lamp,
    attributes: { colourTemperature: { set: { payload: { color_temp: "{value}" } } } },
  };
  it.each([
    ["2200 kelvin", 'z/lamp/set {"color_temp":2200}'],
    ["50 percent", 'z/lamp/set {"brightness":127}'],
    ["20 degrees", "The brightness is in %; I cannot turn ° into that."],
    ["900 kelvin", "The brightness is in %; I cannot turn K into that."],
  ])("takes %s for the only attribute that it can be of", (value, expected) => {
    expect(message(setUp(salt)("set", { value }))).toBe(expected);
  });
});

describe("planning a change in words", () => {
  it.each<[ActingIntent, number, string, number]>([
    ["increase", 0, "two fifths", 40],
    ["increase", 30, "by a half", 80],
    ["decrease", 100, "a quarter", 75],
    ["decrease", 100, "a further 30 percent", 70],
  ])("%s of %s percent open by %s of the whole way", (intent, position, step, expected) => {
    const blind: EntityInput = { name: "Blind", kind: "cover", schema: "json", topic: "b" };
    expect(message(setUp(blind, `{"position":${position}}`)(intent, { attribute: "position", step }))).toBe(
      `b/set {"position":${expected}}`,
    );
  });

  const belt: EntityInput = { name: "Belt", kind: "conveyor", schema: "json", topic: "belt" };
  const mixer = (report?: string) =>
    setUp(
      {
        ...belt,
        attributes: {
          speed: {
            set: { payload: { speed: "{value}" } },
            state: { field: "speed" },
            max: 1500,
            step: 100,
            unit: "rpm",
          },
        },
      },
      report,
    );

  it.each<[ActingIntent, string | undefined, string]>([
    ["increase", "twice as fast", 'belt/set {"speed":1200}'],
    ["decrease", "twice as fast", 'belt/set {"speed":1200}'],
    ["decrease", "half as fast", 'belt/set {"speed":300}'],
    ["increase", "by half", 'belt/set {"speed":900}'],
    ["increase", "half", 'belt/set {"speed":900}'],
    ["decrease", "a third", 'belt/set {"speed":400}'],
    ["increase", "10 percent", 'belt/set {"speed":660}'],
    ["increase", "200 rpm", 'belt/set {"speed":800}'],
    ["decrease", "a touch", 'belt/set {"speed":550}'],
    ["increase", "three notches", 'belt/set {"speed":900}'],
    ["increase", "four times", 'belt/set {"speed":1500}'],
    ["increase", undefined, 'belt/set {"speed":700}'],
    ["increase", "two degrees", "The speed is in rpm; I cannot turn ° into that."],
    ["increase", "blue", 'I cannot tell how far "blue" is.'],
  ])("%s by %j", (intent, step, expected) => {
    expect(message(mixer('{"speed":600}')(intent, { step }))).toBe(expected);
  });

  it("takes no multiple of nothing, and none of what it does not know", () => {
    expect(message(mixer('{"speed":0}')("increase", { step: "twice" }))).toBe(
      "The speed of the belt is 0 rpm, and that would change nothing; tell me a value.",
    );
    expect(message(mixer()("increase", { step: "twice" }))).toBe(
      "I do not know the speed of the belt right now; tell me a value to set it to.",
    );
  });
});

describe("planning an action", () => {
  it.each<[string, EntityInput, ActingIntent, string]>([
    ["a lamp on", lamp, "turnOn", 'z/lamp/set {"state":"ON"}'],
    ["a valve by on", { name: "V", kind: "valve", topic: "z/v" }, "turnOn", 'z/v/set {"state":"ON"}'],
    ["a valve by close", { name: "V", kind: "valve", topic: "z/v" }, "close", 'z/v/set {"state":"OFF"}'],
    ["a cover", { name: "C", kind: "cover", topic: "z/c" }, "stop", 'z/c/set {"state":"STOP"}'],
    [
      "a Tasmota shutter",
      { name: "C", kind: "cover", schema: "tasmota", topic: "sh" },
      "open",
      "cmnd/sh/ShutterOpen1 ",
    ],
    ["a pump by start", { name: "P", kind: "pump", schema: "plain", topic: "p" }, "start", "p/set ON"],
    [
      "a conveyor by stop",
      { name: "B", kind: "conveyor", schema: "json", topic: "b" },
      "stop",
      'b/set {"state":"off"}',
    ],
    ["a lock", { name: "L", kind: "lock", topic: "z/l" }, "unlock", 'z/l/set {"state":"UNLOCK"}'],
  ])("sends what the profile says for %s", (_, input, intent, expected) => {
    expect(message(setUp(input)(intent))).toBe(expected);
  });

  it.each<[EntityInput, ActingIntent, string]>([
    [lamp, "lock", "The kitchen lamp cannot be locked."],
    [{ name: "Front door", kind: "lock", topic: "d" }, "turnOn", "The front door cannot be turned on."],
    [
      { name: "Scene", kind: "scene", schema: "plain", topic: "s" },
      "turnOff",
      "The scene cannot be turned off.",
    ],
    [{ name: "Soil", kind: "sensor", topic: "s" }, "open", "The soil cannot be opened."],
    [{ name: "Pump", kind: "pump", topic: "p" }, "set", "To what should I set the pump?"],
  ])("refuses what %j cannot do", (input, intent, reason) => {
    expect(message(setUp(input)(intent))).toBe(reason);
  });

  it("sends the opposite by name when the state is known, and toggles only when it is not", () => {
    expect(message(setUp(lamp, '{"state":"ON"}')("toggle"))).toBe('z/lamp/set {"state":"OFF"}');
    expect(message(setUp(lamp)("toggle"))).toBe('z/lamp/set {"state":"TOGGLE"}');
    const pump = setUp({ name: "Pump", kind: "pump", schema: "plain", topic: "p" });
    expect(message(pump("toggle"))).toBe("I do not know the state of the pump, so I cannot toggle it.");
  });

  it("scales a percentage to the device and expects it back within its rounding", () => {
    const planned = setUp(lamp)("set", { value: 40 });
    expect(message(planned)).toBe('z/lamp/set {"brightness":102}');
    expect(planned.ok && planned.value.expect).toEqual({ attribute: "brightness", near: 40, within: 1 });
  });

  it("refuses a value outside the range and says the range", () => {
    expect(message(setUp(lamp)("set", { value: 140 }))).toBe(
      "The brightness of the kitchen lamp goes from 0 to 100%, so I did not set it to 140%.",
    );
    expect(message(setUp(lamp)("set", { value: Number.NaN }))).toContain("goes from 0 to 100%");
    expect(message(setUp(lamp)("set", { value: "loud" }))).toContain('I cannot read "loud" as a value in %.');
    expect(message(setUp(lamp)("set", { attribute: "volume", value: 3 }))).toBe(
      "The kitchen lamp has no volume that I could set.",
    );
  });

  it("changes by a step from the known value and stops at the end of the range", () => {
    const plan = setUp(lamp, '{"state":"ON","brightness":229}');
    expect(message(plan("increase"))).toBe('z/lamp/set {"brightness":254}');
    expect(message(plan("decrease", { step: 50 }))).toBe('z/lamp/set {"brightness":102}');
    expect(message(setUp(lamp, '{"state":"ON","brightness":254}')("increase"))).toBe(
      "The brightness of the kitchen lamp is already at its highest, 100%.",
    );
  });

  it("sends a step to a device that takes steps while the value is unknown, else says so", () => {
    expect(message(setUp(lamp)("decrease"))).toBe('z/lamp/set {"brightness_step":-51}');
    expect(message(setUp({ ...lamp, schema: "json" })("increase"))).toBe(
      "I do not know the brightness of the kitchen lamp right now; tell me a value to set it to.",
    );
  });

  it("never plans a value outside the range, wherever it starts", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -500, max: 500 }),
        fc.integer({ min: 0, max: 254 }),
        (step, brightness) => {
          const planned = setUp(lamp, JSON.stringify({ state: "ON", brightness }))("increase", { step });
          if (!planned.ok) return;
          expect(planned.value.value).toBeGreaterThanOrEqual(0);
          expect(planned.value.value).toBeLessThanOrEqual(100);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("puts values into payloads as what they are, and text into text", () => {
    expect(renderPayload({ a: "{value}", b: "v={value}", c: ["{value}"] }, 5)).toBe(
      '{"a":5,"b":"v=5","c":[5]}',
    );
    expect(renderPayload("SET {value} $& {value}", "$&")).toBe("SET $& $& $&");
    expect(renderPayload({ a: "{value}" }, '"},"x":{"')).toBe('{"a":"\\"},\\"x\\":{\\""}');
    expect(renderPayload(true, 1)).toBe("true");
  });
});
