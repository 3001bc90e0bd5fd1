import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { startCommands } from "../../../support/commands-site.ts";
import type { Site } from "../../../support/sites.ts";

const site: Site = {
  areas: ["Kitchen", "Bedroom", "Study"].map((name) => ({ name, aliases: [] })),
  entities: [
    { name: "Kitchen blind", kind: "cover", deviceClass: "blind", area: "Kitchen", topic: "z/kitchen_blind" },
    { name: "Bedroom blind", kind: "cover", deviceClass: "blind", area: "Bedroom", topic: "z/bedroom_blind" },
    { name: "Kitchen lamp", kind: "light", area: "Kitchen", topic: "z/kitchen_lamp" },
    { name: "Mum's lamp", kind: "light", area: "Bedroom", topic: "z/mum" },
    { name: "Dad's lamp", kind: "light", area: "Bedroom", topic: "z/dad" },
    { name: "Study heater", kind: "climate", area: "Study", topic: "z/heater" },
    {
      name: "Press 1",
      kind: "machine",
      safety: "confirm",
      area: "Study",
      schema: "json",
      topic: "z/press1",
    },
    {
      name: "Rosie",
      kind: "vacuum",
      area: "Study",
      actions: { clean: { topic: "z/rosie/set", payload: { clean: "{value}" } } },
    },
  ],
};
const start = () => startCommands({ site, sentences: [englishSentences] });

describe("an answer to which one is meant", () => {
  it.each(["the kitchen one", "the one in the kitchen", "kitchen blind", "the first one"])(
    "is taken before any other meaning of %j",
    async (answer) => {
      const { ask, sent } = await start();
      expect((await ask("raise the blind")).outcome).toBe("asked");
      await ask(answer);
      expect(sent()).toEqual(['z/kitchen_blind/set {"state":"OPEN"}']);
    },
  );

  it("is no number where nothing was asked", async () => {
    const { ask, sent } = await start();
    await ask("the kitchen one");
    expect(sent()).toEqual([]);
  });
});

describe("a yes that says again what was asked", () => {
  it("is a yes to just that", async () => {
    const { ask, sent } = await start();
    expect((await ask("start press 1")).outcome).toBe("asked");
    await ask("yes start it");
    expect(sent()).toHaveLength(1);
  });

  it("is none to anything else", async () => {
    const { ask, sent } = await start();
    await ask("start press 1");
    await ask("yes stop it");
    expect(sent()).not.toContain('z/press1/set {"state":"on"}');
  });
});

describe("what was spoken of last", () => {
  it("is made more or less of without being named", async () => {
    const { ask, sent, bus } = await start();
    await bus.deliver("z/mum", '{"state":"ON","brightness":127}');
    await ask("turn on mum's lamp");
    await ask("a bit dimmer");
    expect(sent().at(-1)).toMatch(/^z\/mum\/set \{"brightness":\d+\}$/);
  });

  it("is undone after a word of surprise", async () => {
    const { ask, sent } = await start();
    await ask("turn off the kitchen lamp");
    await ask("oops, turn that back on");
    expect(sent().at(-1)).toBe('z/kitchen_lamp/set {"state":"ON"}');
  });

  it("stops when it moves, and only then", async () => {
    const { ask, sent } = await start();
    await ask("turn on the kitchen lamp");
    await ask("stop");
    expect(sent()).toHaveLength(1);
    await ask("open the kitchen blind");
    await ask("stop");
    expect(sent().at(-1)).toBe('z/kitchen_blind/set {"state":"STOP"}');
  });

  it("is corrected by part of a name, or by a number alone", async () => {
    const { ask, sent } = await start();
    await ask("turn on mum's lamp");
    await ask("no, dad's");
    expect(sent()).toContain('z/dad/set {"state":"ON"}');
    expect((await ask("sorry 21")).outcome).toBe("refused");
    await ask("set the study heater to 25 degrees");
    await ask("sorry, I meant 21");
    expect(sent().at(-1)).toBe('z/heater/set {"occupied_heating_setpoint":21}');
  });

  it("is asked of another room, too", async () => {
    const { ask, bus } = await start();
    await bus.deliver("z/kitchen_blind", '{"state":"OPEN"}');
    await bus.deliver("z/bedroom_blind", '{"state":"CLOSE"}');
    expect((await ask("is the kitchen blind open")).reply).toMatch(/^Yes/);
    expect((await ask("and in the bedroom?")).reply).toMatch(/bedroom blind is closed/i);
  });
});

describe("cleaning", () => {
  it.each([
    ["vacuum here", "Kitchen"],
    ["have Rosie do the bedroom", "bedroom"],
    ["hoover the kitchen and the bedroom", "kitchen, bedroom"],
  ])("goes where %j says", async (text, rooms) => {
    const { ask, sent } = await start();
    await ask(text, { area: "Kitchen" });
    expect(sent()).toEqual([`z/rosie/set {"clean":"${rooms}"}`]);
  });
});

describe("what was spoken of before", () => {
  const pens: Site = {
    areas: ["Pen 1", "Pen 2"].map((name) => ({ name, aliases: [] })),
    entities: [
      { name: "Pen 1 top flap", kind: "cover", deviceClass: "vent", area: "Pen 1", topic: "z/top1" },
      { name: "Pen 2 top flap", kind: "cover", deviceClass: "vent", area: "Pen 2", topic: "z/top2" },
      { name: "Pen 2 curtain", kind: "cover", deviceClass: "curtain", area: "Pen 2", topic: "z/curtain" },
      { name: "Hose 1", kind: "valve", schema: "plain", topic: "z/hose1" },
      { name: "Hose 2", kind: "valve", schema: "plain", topic: "z/hose2" },
      { name: "Hose 3", kind: "valve", schema: "plain", topic: "z/hose3" },
      { name: "Drain pump", kind: "pump", safety: "confirm", topic: "z/drain" },
      { name: "Well pump", kind: "pump", topic: "z/well" },
    ],
  };
  it.each([
    [
      ["open hose 1", "and hose 3", "close them both"],
      ["z/hose1/set CLOSE", "z/hose3/set CLOSE"],
    ],
    [
      ["open hose 1", "open hose 2", "turn both off"],
      ["z/hose1/set CLOSE", "z/hose2/set CLOSE"],
    ],
    [
      ["open hose 1", "and the other two"],
      ["z/hose2/set OPEN", "z/hose3/set OPEN"],
    ],
    [["close the pen 1 top flap", "do the same in pen 2"], ['z/top2/set {"state":"CLOSE"}']],
    [["start the drain pump", "start the well pump instead"], ['z/well/set {"state":"ON"}']],
    [["start the drain pump", "no, open hose 2"], ["z/hose2/set OPEN"]],
    [["open hose 1", "and the other five"], []],
  ])("is meant by the last of %j", async (turns, last) => {
    const { ask, sent } = await startCommands({ site: pens, sentences: [englishSentences] });
    for (const turn of turns.slice(0, -1)) await ask(turn, {}, 20_000);
    const before = sent().length;
    await ask(turns.at(-1) ?? "", {}, 20_000);
    expect(sent().slice(before).sort()).toEqual(last);
  });
});

describe("a value that is said after a command", () => {
  it.each([
    ["oh that's too much, make it 21", 21],
    ["whoa too hot 22", 22],
    ["way too warm, try 19 degrees", 19],
    ["still too cold, say 24", 24],
    ["my mistake, it should be 20", 20],
    ["I misread that it's 20", 20],
    ["back to 18 degrees", 18],
    ["scratch that, 17", 17],
  ])("is of what was set: %j", async (text, value) => {
    const { ask, sent } = await start();
    await ask("set the study heater to 23 degrees");
    await ask(text);
    expect(sent().at(-1)).toBe(`z/heater/set {"occupied_heating_setpoint":${value}}`);
  });

  it.each(["only at a fifth", "half for now", "80"])(
    "says of what it is, or changes nothing: %j",
    async (text) => {
      const { ask, sent } = await start();
      await ask("turn on the kitchen lamp");
      await ask(text);
      expect(sent().slice(1)).toEqual(
        text === "80" ? [] : [`z/kitchen_lamp/set {"brightness":${text.includes("half") ? 127 : 51}}`],
      );
    },
  );

  it.each([
    "one more degree",
    "couple of degrees more",
    "two extra degrees",
    "another degree",
    "three more degrees",
  ])("may be a step: %j", async (text) => {
    const { ask, sent, bus } = await start();
    await bus.deliver("z/heater", '{"state":"ON","occupied_heating_setpoint":20}');
    await ask("turn on the study heater");
    await ask(text);
    expect(sent().at(-1)).toMatch(/^z\/heater\/set \{"occupied_heating_setpoint":2[123]\}$/);
  });
});

describe("second thoughts", () => {
  it.each(["no no, dad's", "sorry, sorry, dad's lamp", "no, no, no the kitchen lamp"])(
    "may be stammered: %j",
    async (text) => {
      const { ask, sent } = await start();
      await ask("turn on mum's lamp");
      await ask(text);
      expect(sent()).toContain(`z/${text.includes("dad") ? "dad" : "kitchen_lamp"}/set {"state":"ON"}`);
    },
  );

  it.each(["scratch that, put it on again", "my mistake, switch it back on", "hang on, turn it on again"])(
    "may be a command of their own: %j",
    async (text) => {
      const { ask, sent } = await start();
      await ask("turn off the kitchen lamp");
      await ask(text);
      expect(sent().at(-1)).toBe('z/kitchen_lamp/set {"state":"ON"}');
    },
  );

  it("may be of two things spoken of one after the other", async () => {
    const { ask, sent } = await start();
    await ask("close the kitchen blind");
    await ask("close the bedroom blind");
    await ask("right, open the pair of them again");
    expect(sent().slice(2)).toEqual([
      'z/kitchen_blind/set {"state":"OPEN"}',
      'z/bedroom_blind/set {"state":"OPEN"}',
    ]);
  });
});
