import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../src/commands/sentences/en/sentences.ts";
import type { Rollup } from "../../../src/domain/rollup.ts";
import { type KnownSeries, startCommands } from "../../support/commands-site.ts";
import { factory, farm, home, type Site } from "../../support/sites.ts";

/** Noon; the virtual clock's start. */
const now = Date.UTC(2026, 0, 5, 12, 0, 0);
const hourMs = 3_600_000;

const start = (site: Site, rest: Partial<Parameters<typeof startCommands>[0]> = {}) =>
  startCommands({ site, sentences: [englishSentences], ...rest });

/** Utterance, perhaps `@ area`, and the messages it sends, each `topic payload`. */
type Sent = [utterance: string, ...messages: string[]];

async function sentBy(site: Site, utterance: string): Promise<string[]> {
  const { ask, sent } = await start(site);
  const [text = "", area] = utterance.split(" @ ");
  await ask(text, area ? { area } : {}, 10_000);
  return sent();
}

describe("a home", () => {
  const z = (name: string, body: object) => `zigbee2mqtt/${name}/set ${JSON.stringify(body)}`;
  const on = { state: "ON" };
  const off = { state: "OFF" };

  it.each<Sent>([
    ["turn on the kitchen lamp", z("kitchen_lamp", on)],
    ["Turn the kitchen lamp off, please!", z("kitchen_lamp", off)],
    ["could you switch on the worktop light", z("counter", on)],
    ["switch on the lights in the kitchen", z("kitchen_lamp", on), z("counter", on)],
    ["turn on the lights @ bedroom", z("bedside", on)],
    ["turn on every light upstairs", z("bedside", on)],
    ["turn off the lights in the kitchen but not the counter lamp", z("kitchen_lamp", off)],
    ["turn on the kitchen lamp and the hall lamp", z("kitchen_lamp", on), z("hall", on)],
    [
      "turn off the kitchen lamp and lock the front door",
      z("kitchen_lamp", off),
      z("front_lock", { state: "LOCK" }),
    ],
    ["set the floor lamp to 40%", z("floor_lamp", { brightness: 102 })],
    ["set the floor lamp brightness to 30 percent", z("floor_lamp", { brightness: 76 })],
    ["dim the kitchen lamp", z("kitchen_lamp", { brightness_step: -51 })],
    ["set the temperature in the living room to 19.5", z("trv", { occupied_heating_setpoint: 19.5 })],
    ["close the blinds in the bedroom", z("blind", { state: "CLOSE" })],
    ["set the bedroom blind to 50%", z("blind", { position: 50 })],
    ["turn on the fan @ lounge", 'home/lounge/fan/set {"state":"on"}'],
    ["turn on the fan in the bedroom", 'home/bedroom/fan/set {"state":"on"}'],
    ["turn on the coffee machine", "cmnd/coffee/POWER ON"],
    [
      "turn off everything in the kitchen",
      z("kitchen_lamp", off),
      z("counter", off),
      "cmnd/coffee/POWER OFF",
    ],
    ["turn on the kichen lamp", z("kitchen_lamp", on)],
    // How many there are is no value, and no value is one for all sorts of things.
    ["turn off all two lights in the kitchen", z("kitchen_lamp", off), z("counter", off)],
    ["put all 2 lights in the kitchen on", z("kitchen_lamp", on), z("counter", on)],
    ["set everything to 20"],
    ["put everything in the kitchen on 3"],
  ])("is told %j", async (utterance, ...messages) => {
    expect(await sentBy(home, utterance)).toEqual(messages);
  });

  it.each([
    ["turn on the lights", /^Which light do you mean: .* or all of them\?$/],
    ["turn on the fan", "Which one do you mean: the bedroom fan or the living room fan?"],
    ["open the garage door", "Shall I open the garage door? Say yes or no."],
    ["unlock everything", "Shall I unlock the front door? Say yes or no."],
    [
      "set the thermostat to 50 degrees",
      "The temperature of the thermostat goes from 5 to 35 °C, so I did not set it to 50 °C.",
    ],
    ["set the kitchen lamp to red", "The kitchen lamp has no colour that I could set."],
    ["open the window", "I know of no windows that can be opened."],
    ["turn on the lava lamp", 'I know nothing called "lava lamp".'],
    ["open the pod bay doors", 'I know nothing called "pod bay doors".'],
    [
      "turn off the floor lamp in 10 minutes",
      "I have nowhere to keep a command for later, so I did nothing.",
    ],
    ["turn it off", "Which thing do you mean?"],
    ["turn on the flor", /^I (?:know nothing called|did not understand)/],
  ])("answers %j and does nothing", async (utterance, reply) => {
    const { ask, sent } = await start(home);
    const answer = await ask(utterance);
    if (typeof reply === "string") expect(answer.reply).toBe(reply);
    else expect(answer.reply).toMatch(reply);
    expect(sent()).toEqual([]);
  });

  it("answers questions about now from what the things have reported", async () => {
    const { ask, bus } = await start(home);
    await bus.deliver("zigbee2mqtt/kitchen_lamp", '{"state":"ON","brightness":127}');
    await bus.deliver("zigbee2mqtt/hall", '{"state":"OFF"}');
    await bus.deliver("zigbee2mqtt/kitchen_window", '{"contact":false}');
    await bus.deliver("zigbee2mqtt/bedroom_window", '{"contact":true}');
    await bus.deliver("zigbee2mqtt/front_lock", '{"state":"LOCK"}');
    await bus.deliver("zigbee2mqtt/bedroom_climate", '{"temperature":18.46,"humidity":51}');
    const replies: [string, string][] = [
      ["are any windows open", "Yes, the kitchen window is open."],
      ["is the bedroom window open", "No, the bedroom window is closed."],
      ["which lights are on", "The kitchen lamp is on. I do not know about 3 others."],
      ["is the front door locked", "Yes, the front door is locked."],
      ["what is the state of the kitchen lamp", "Kitchen lamp is on, brightness 50%."],
      ["what is the temperature in the bedroom", "The bedroom temperature is 18.5 °C."],
      ["is the floor lamp on", "I do not know: the floor lamp has not reported its state."],
      ["is everything ok", "I see nothing wrong at the moment."],
    ];
    for (const [question, reply] of replies) expect((await ask(question)).reply, question).toBe(reply);
  });
});

describe("a factory", () => {
  it.each<Sent>([
    ["start the conveyor on line 2", 'plant/line2/conveyor/set {"state":"on"}'],
    ["line one conveyor on", 'plant/line1/conveyor/set {"state":"on"}'],
    ["stop the conveyor @ Line 1", 'plant/line1/conveyor/set {"state":"off"}'],
    [
      "stop all conveyors",
      'plant/line1/conveyor/set {"state":"off"}',
      'plant/line2/conveyor/set {"state":"off"}',
    ],
    ["set the speed of the conveyor on line 1 to 50", 'plant/line1/conveyor/set {"speed":50}'],
    ["start the cooling pump", "plant/line1/pump/cmd START"],
    ["turn on the exhaust fan", "plant/line2/exhaust/set ON"],
  ])("is told %j", async (utterance, ...messages) => {
    expect(await sentBy(factory, utterance)).toEqual(messages);
  });

  it.each([
    ["start the press", "Shall I start the press? Say yes or no."],
    ["turn on the warning horn", "Shall I turn on the warning horn? Say yes or no."],
    ["turn off the furnace", "The furnace is locked against commands, so I did nothing with it."],
    [
      "set the conveyor on line 1 to 90%",
      "The speed of the Line 1 conveyor goes from 10 to 80%, so I did not set it to 90%.",
    ],
    ["start the press on line 2", "The press is in Line 1, not in Line 2, so I did nothing."],
    ["stop everything", "Shall I stop 6 things? Say yes or no."],
  ])("answers %j and does nothing", async (utterance, reply) => {
    const { ask, sent } = await start(factory);
    expect((await ask(utterance)).reply).toBe(reply);
    expect(sent()).toEqual([]);
  });

  it("reads the words of its own devices", async () => {
    const { ask, bus } = await start(factory);
    await bus.deliver("plant/line1/pump/state", "RUN");
    expect((await ask("is the cooling pump running")).reply).toBe("Yes, the cooling pump is running.");
    await bus.deliver("plant/line1/pump/state", "HALT");
    expect((await ask("is the cooling pump running")).reply).toBe("No, the cooling pump is stopped.");
  });

  it("answers from sensors that nobody configured", async () => {
    const { ask } = await start(factory, {
      series: [
        {
          id: "plant/line1/press/telemetry:vibration",
          name: "press vibration",
          unit: "mm/s",
          latest: { at: now, value: 2.1 },
        },
        {
          id: "plant/line2/oven/telemetry:temperature",
          name: "oven temperature",
          unit: "°C",
          latest: { at: now, value: 181 },
        },
      ],
    });
    expect((await ask("what is the vibration of the press")).reply).toBe("The press vibration is 2.1 mm/s.");
    expect((await ask("what is the temperature of the oven")).reply).toBe("The oven temperature is 181 °C.");
    expect((await ask("what is the humidity of the oven")).reply).toBe(
      "I have no readings of the humidity in the oven.",
    );
  });
});

describe("a farm", () => {
  const series: KnownSeries[] = [
    {
      id: "farm/gh/temperature:value",
      name: "gh temperature value",
      unit: "°C",
      latest: { at: now, value: 21.44 },
    },
    {
      id: "farm/north/pump",
      name: "north pump",
      kind: "binary",
      states: ["OFF", "ON"],
      latest: { at: now, value: 0 },
    },
    {
      id: "farm/barn/door",
      name: "barn door",
      kind: "enum",
      states: ["closed", "open"],
      latest: { at: now, value: 0 },
    },
    {
      id: "weather/station:temperature",
      name: "weather temperature",
      unit: "°C",
      latest: { at: now, value: 7.2 },
    },
    { id: "farm/tank/level", name: "tank level", unit: "%", latest: { at: now, value: 71 } },
  ];
  const rollup = (start: number, min: number, max: number): Rollup => {
    return {
      start,
      count: 10,
      min,
      max,
      mean: (min + max) / 2,
      last: max,
      p05: undefined,
      p50: undefined,
      p95: undefined,
    };
  };
  const past = {
    series,
    rollups: {
      "farm/gh/temperature:value": [rollup(now - 5 * hourMs, 11.5, 14), rollup(now - hourMs, 24, 31.2)],
    },
    changes: {
      "farm/north/pump": [
        { at: now - 2 * hourMs, value: 1 },
        { at: now - hourMs, value: 0 },
      ],
      "farm/barn/door": [
        { at: now - 26 * hourMs, value: 0 },
        { at: now - 4 * hourMs, value: 1 },
        { at: now - 3.5 * hourMs, value: 0 },
        { at: now - 20 * 60_000, value: 1 },
      ],
    },
  };

  it.each<Sent>([
    ["start the irrigation pump", "farm/north/pump/set ON"],
    ["turn the water pump off", "farm/north/pump/set OFF"],
    ["start the pump in the north field", "farm/north/pump/set ON"],
    [
      "close all valves",
      'zigbee2mqtt/main_valve/set {"state":"OFF"}',
      'zigbee2mqtt/drip_valve/set {"state":"OFF"}',
    ],
    ["open the vent to 30%", 'farm/gh/vent/set {"position":30}'],
    [
      "turn on the pump and open the main valve",
      "farm/north/pump/set ON",
      'zigbee2mqtt/main_valve/set {"state":"ON"}',
    ],
    ["set the grow lights to 60 percent", 'farm/gh/lights/set {"brightness":60}'],
  ])("is told %j", async (utterance, ...messages) => {
    expect(await sentBy(farm, utterance)).toEqual(messages);
  });

  it.each([
    ["what is the temperature in the greenhouse", "The greenhouse temperature is 21.4 °C."],
    ["how warm is it in the glasshouse", "The greenhouse temperature is 21.4 °C."],
    ["what's the temperature outside", "The weather temperature is 7.2 °C."],
    ["what is the tank level", "The tank level is 71%."],
    [
      "what was the highest temperature in the greenhouse today",
      "The highest greenhouse temperature today was 31.2 °C, at 11:00.",
    ],
    [
      "what was the lowest temperature in the greenhouse today",
      "The lowest greenhouse temperature today was 11.5 °C, at 07:00.",
    ],
    [
      "what was the lowest temperature in the greenhouse yesterday",
      "I have no readings of the temperature in the greenhouse yesterday.",
    ],
    ["what is the humidity in the greenhouse", "I have no readings of the humidity in the greenhouse."],
    ["is the pump running", "No, the irrigation pump is stopped."],
    ["when did the pump last run", "Irrigation pump was last running at 10:00, for 60 minutes."],
    ["how long did the irrigation pump run today", "Irrigation pump was running for 60 minutes today."],
    ["how many times was the pump switched on today", "Irrigation pump was switched on once today."],
    ["how long has the barn door been open", "Barn door has been open for 20 minutes, since 11:40."],
    [
      "how long was the barn door open today",
      "Barn door was open for 50 minutes today in 2 stretches, and still is.",
    ],
    ["how often was the barn door opened today", "Barn door was opened twice today."],
    ["what happened last night", "I noticed nothing unusual last night."],
    ["is anything wrong in the greenhouse", "I see nothing wrong with the greenhouse at the moment."],
  ])("is asked %j", async (question, reply) => {
    const { ask, sent } = await start(farm, past);
    expect((await ask(question)).reply).toBe(reply);
    expect(sent()).toEqual([]);
  });
});
