import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../src/commands/sentences/en/sentences.ts";
import { createScenario } from "../../../src/simulate/create-scenario.ts";
import { scenarioNames } from "../../../src/simulate/scenario.ts";
import { startCommands } from "../../support/commands-site.ts";
import { createScriptedModel } from "../../support/scripted-model.ts";
import { configOf, watchOffline } from "./offline.ts";
import { recordedHistory } from "./recorded-history.ts";

const startAt = Date.UTC(2026, 0, 5, 4);
const noon = Date.UTC(2026, 0, 5, 12);

/** What the command model makes of the suggested commands that no template knows. */
const freePhrasing = {
  "i can't see a thing in the [hall](area) put the [lamp](kind) on": { intent: "turnOn" },
  "the [exhaust fan](name) can go off now": { intent: "turnOff" },
  "the [grow lights](name) want to come down a touch": { intent: "decrease" },
};

async function talk(name: (typeof scenarioNames)[number]) {
  const scenario = createScenario(name, { seed: 5, startAt });
  const watch = watchOffline(scenario, startAt);
  watch.runTo(noon);
  const { commands } = configOf(scenario);
  const site = await startCommands({
    site: { entities: commands.entities, areas: commands.areas },
    sentences: [englishSentences],
    models: createScriptedModel(freePhrasing),
    startMs: noon,
    series: [...watch.directory.all()].map((series) => {
      const latest = watch.directory.latest(series);
      return latest ? { ...series, latest } : { ...series };
    }),
    history: recordedHistory(watch.samples),
  });
  let now = noon;
  site.bus.onPublish(({ topic, payload }) => {
    scenario.onMessage(topic, payload, now);
    now += 1_000;
    for (const message of scenario.step(now)) void site.bus.deliver(message.topic, message.payload);
  });
  // What the broker kept from before.
  for (const message of scenario.step(now + 3_000_000))
    await site.bus.deliver(message.topic, message.payload);
  now += 3_000_000;
  return { scenario, ask: site.ask };
}

/** What each of them is answered, and so what the demo can be believed to show. */
const replies: Readonly<Record<(typeof scenarioNames)[number], Readonly<Record<string, RegExp>>>> = {
  home: {
    "turn on the kitchen lamp": /^Kitchen lamp is on\.$/,
    "i can't see a thing in the hall, put the lamp on": /^Hall lamp is on\.$/,
    "set the living room lamp to 40 percent": /^The brightness of the living room lamp is 40%\.$/,
    "is the front door open": /^(?:Yes|No), the front door is (?:open|closed)\.$/,
    "what is the temperature in the bedroom": /^The bedroom temperature is \d\d(?:\.\d)? °C\.$/,
    "set the bedroom radiator to 20 degrees": /^The temperature of the bedroom radiator is 20 °C\.$/,
    "what was the highest freezer temperature today":
      /^The highest freezer temperature today was -1\d(?:\.\d)? °C, at \d\d:\d\d\.$/,
    "when was the front door last opened": /^Front door was last open at \d\d:\d\d, for .+\.$/,
    "turn off all the lights": /the kitchen lamp, the living room lamp and the hall lamp are off\.$/,
    "what happened today": /^I noticed nothing unusual today\.$/,
  },
  factory: {
    "turn on the exhaust fan": /^Exhaust fan is on\.$/,
    "the exhaust fan can go off now": /^Exhaust fan is off\.$/,
    "set the speed of the conveyor to 60 percent": /^The speed of the conveyor is 60%\.$/,
    "is the press running": /^(?:Yes|No), the press is (?:running|stopped)\.$/,
    "what is the bearing temperature": /^Bearing temperature is \d\d(?:\.\d)? °C\.$/,
    "stop the conveyor": /^Conveyor is stopped\.$/,
    "start the conveyor": /^Conveyor is running\.$/,
    "what was the highest press vibration today":
      /^The highest press vibration today was [23](?:\.\d\d?)? mm\/s, at \d\d:\d\d\.$/,
    "when was the press last running": /^Press (?:was last running|is running now)/,
    "what happened today": /^I noticed nothing unusual today\.$/,
  },
  farm: {
    "what is the temperature in the greenhouse": /^The greenhouse temperature is \d\d(?:\.\d)? °C\.$/,
    "start the irrigation pump": /^Irrigation pump is (?:already )?running\.$/,
    "is the pump running": /^Yes, the irrigation pump is running\.$/,
    "stop the irrigation pump": /^Irrigation pump is stopped\.$/,
    "open the roof vent to 30 percent": /^The position of the roof vent is 30%\.$/,
    "set the grow lights to 60 percent": /^The brightness of the grow lights is 60%\.$/,
    "the grow lights want to come down a touch": /^The brightness of the grow lights is 40%\.$/,
    "what was the highest temperature in the greenhouse today":
      /^The highest greenhouse temperature today was \d\d(?:\.\d)? °C, at \d\d:\d\d\.$/,
    "when did the pump last run": /^Irrigation pump (?:was last running|is running now)/,
    "what happened today": /^I noticed nothing unusual today\.$/,
  },
};

describe.each(scenarioNames)("the suggested commands of the %s", (name) => {
  it("are obeyed and answered by the real assistant", async () => {
    const { scenario, ask } = await talk(name);
    expect(Object.keys(replies[name])).toEqual(scenario.suggestedCommands);
    for (const [text, reply] of Object.entries(replies[name])) {
      expect((await ask(text)).reply, text).toMatch(reply);
    }
  });
});
