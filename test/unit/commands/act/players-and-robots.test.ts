import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { startCommands } from "../../../support/commands-site.ts";
import type { Site } from "../../../support/sites.ts";

const site: Site = {
  areas: [],
  entities: [
    { name: "Radio", kind: "media", area: "Kitchen", schema: "json", topic: "radio" },
    { name: "TV", kind: "media", area: "Living room", schema: "plain", topic: "tv" },
    {
      name: "Rover",
      kind: "vacuum",
      area: "Hall",
      schema: "json",
      topic: "rover",
      actions: { clean: { payload: { clean: "{value}" } } },
    },
    { name: "Clippy", kind: "mower", area: "Garden", schema: "json", topic: "clippy" },
    { name: "Robbie", kind: "robot", area: "Hall", schema: "json", topic: "robbie" },
    { name: "Kitchen lamp", kind: "light", area: "Kitchen", topic: "zigbee2mqtt/kitchen_lamp" },
  ],
};

const start = () => startCommands({ site, sentences: [englishSentences] });

describe("players", () => {
  it("are paused, resumed and skipped, and say what they do", async () => {
    const { ask, sent, answerCommands } = await start();
    const states: Record<string, string> = { pause: "paused", play: "playing" };
    answerCommands({
      "radio/set": (payload) => ["radio", JSON.stringify({ state: states[JSON.parse(payload).state] })],
    });
    expect((await ask("pause the radio")).reply).toBe("Radio is paused.");
    expect((await ask("resume the radio")).reply).toBe("Radio is playing.");
    expect((await ask("skip this song on the radio")).reply).toBe(
      "I told the radio to skip to the next one, but it does not report whether it did.",
    );
    expect(sent()).toEqual([
      'radio/set {"state":"pause"}',
      'radio/set {"state":"play"}',
      'radio/set {"state":"next"}',
    ]);
  });

  it("play by name, in the room where it was said", async () => {
    const { ask, sent } = await start();
    await ask("play some jazz", { area: "Kitchen" });
    await ask("play the album Thriller on the TV");
    expect(sent()).toEqual(['radio/set {"play":"jazz"}', "tv/play/set Thriller"]);
    expect(await ask("play jazz in the garden")).toMatchObject({ outcome: "refused" });
  });

  it("asks which one where several fit", async () => {
    const { ask, sent } = await start();
    expect((await ask("mute")).outcome).toBe("asked");
    expect(sent()).toEqual([]);
    await ask("the radio");
    expect(sent()).toEqual(['radio/set {"state":"mute"}']);
  });

  it("answers whether something plays", async () => {
    const { ask, bus } = await start();
    await bus.deliver("radio", '{"state":"paused"}');
    expect((await ask("is the radio playing")).reply).toBe("No, the radio is paused.");
    expect((await ask("is the radio on")).reply).toBe("Yes, the radio is paused.");
  });
});

describe("cleaners and mowers", () => {
  it("go back to their base and tell that they are on the way", async () => {
    const { ask, answerCommands } = await start();
    answerCommands({ "rover/set": () => ["rover", '{"state":"returning"}'] });
    expect((await ask("send rover back to its base")).reply).toBe("Rover is on its way back to its base.");
  });

  it("clean the rooms that are named", async () => {
    const { ask, sent, answerCommands } = await start();
    answerCommands({ "rover/set": () => ["rover", '{"state":"cleaning"}'] });
    expect((await ask("vacuum the kitchen")).reply).toBe("Rover has begun to clean the kitchen.");
    expect(sent()).toEqual(['rover/set {"clean":"kitchen"}']);
  });

  it.each([
    ["send rover to the kitchen", '{"clean":"kitchen"}'],
    ["tell rover to go over to the kitchen", '{"clean":"kitchen"}'],
    ["clean up the crumbs under the table in the kitchen", '{"clean":"Kitchen"}'],
    ["tell rover to come home", '{"state":"dock"}'],
    ["rover should head back to its charger", '{"state":"dock"}'],
    ["clean the conservatory", undefined],
  ])("take %j as what they are to do where", async (text, payload) => {
    const { ask, sent } = await start();
    await ask(text);
    expect(sent()).toEqual(payload === undefined ? [] : [`rover/set ${payload}`]);
  });

  it("mow when the lawn is to be mown", async () => {
    const { ask, sent } = await start();
    await ask("mow the lawn");
    await ask("stop mowing");
    expect(sent()).toEqual(['clippy/set {"state":"start"}', 'clippy/set {"state":"dock"}']);
  });
});

describe("robots", () => {
  it("get their task as one message and are checked like anything else", async () => {
    const { ask, sent, answerCommands } = await start();
    answerCommands({ "robbie/set": () => ["robbie", '{"state":"busy"}'] });
    expect((await ask("bring me the red cup from the kitchen", { area: "Living room" })).reply).toBe(
      "Robbie has begun to bring you red cup from the kitchen.",
    );
    expect(sent()).toEqual([
      'robbie/set {"task":"bring","item":"red cup","from":"kitchen","to":"Living room","person":"me"}',
    ]);
  });

  it.each([
    ["send robbie to the kitchen", { task: "go", to: "kitchen" }],
    ["robbie fly out to the hall", { task: "go", to: "hall" }],
    ["get robbie to head over to the kitchen", { task: "go", to: "kitchen" }],
    ["robbie, go to the charging corner", { task: "go", to: "charging corner" }],
    ["robot take the parcel to the hall", { task: "deliver", item: "parcel", to: "hall" }],
    ["find my keys", { task: "find", item: "keys" }],
    ["follow me", { task: "follow", person: "me" }],
    ["robbie guide Anna to the hall", { task: "guide", to: "hall", person: "Anna" }],
  ])("understands %j", async (text, task) => {
    const { ask, sent } = await start();
    await ask(text);
    expect(sent().map((line) => JSON.parse(line.replace("robbie/set ", "")))).toEqual([task]);
  });

  it("is not said to have begun because it was busy before", async () => {
    const { ask, bus } = await start();
    await bus.deliver("robbie", '{"state":"busy"}');
    expect((await ask("find my keys")).reply).toBe(
      "I sent it, but the robbie did not answer within 3 seconds.",
    );
  });

  it("refuses where there is no robot", async () => {
    const { ask, sent } = await startCommands({
      site: { areas: [], entities: site.entities.filter(({ kind }) => kind !== "robot") },
      sentences: [englishSentences],
    });
    expect((await ask("bring me the red cup from the kitchen")).outcome).toBe("refused");
    expect(sent()).toEqual([]);
  });
});
