import { beforeAll, describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import { startCommands } from "../../../support/commands-site.ts";
import type { Site } from "../../../support/sites.ts";

const blind = { kind: "cover", deviceClass: "blind" } as const;
const site: Site = {
  areas: [
    { name: "Lobby", aliases: ["foyer"], floor: "ground floor" },
    { name: "Workshop", aliases: [], floor: "ground floor" },
    { name: "Attic", aliases: [], floor: "top floor" },
    { name: "Rina's room", aliases: [], floor: "top floor" },
  ],
  entities: [
    { name: "Lobby light", kind: "light", area: "Lobby", topic: "z/lobby" },
    { name: "Workshop light", kind: "light", area: "Workshop", topic: "z/workshop" },
    { name: "Attic light", kind: "light", area: "Attic", topic: "z/attic" },
    { name: "Rina's lamp", kind: "light", area: "Rina's room", topic: "z/rina" },
    { name: "Lobby blind", ...blind, area: "Lobby", topic: "z/lobby_blind" },
    { name: "Attic blind", ...blind, area: "Attic", topic: "z/attic_blind" },
    { name: "Rina's blind", ...blind, area: "Rina's room", topic: "z/rina_blind" },
    { name: "Lobby heater", kind: "climate", area: "Lobby", topic: "z/lobby_heat" },
    { name: "Attic heater", kind: "climate", area: "Attic", topic: "z/attic_heat" },
    { name: "Lathe", kind: "machine", area: "Workshop", topic: "z/lathe" },
    { name: "Drill", kind: "machine", area: "Workshop", topic: "z/drill" },
    { name: "Saw", kind: "machine", area: "Workshop", topic: "z/saw", safety: "confirm" },
    ...[1, 2, 3, 4].map((number) => ({
      name: `Valve ${number}`,
      kind: "valve" as const,
      area: "Workshop",
      topic: `z/valve${number}`,
    })),
  ],
};

let commands: Awaited<ReturnType<typeof startCommands>>;
beforeAll(async () => {
  commands = await startCommands({ site, sentences: [englishSentences] });
});

let sessions = 0;
async function sentOn(text: string) {
  const first = commands.sent().length;
  sessions += 1;
  const { outcome } = await commands.ask(text, { session: `s${sessions}` }, 60_000);
  const things = commands
    .sent()
    .slice(first)
    .map((message) => {
      const [, thing, payload] = /z\/(\w+)\/set (.+)/.exec(message) ?? [];
      return `${thing} ${payload?.replace(/[{}"]/g, "").replace("state:", "")}`;
    });
  return { outcome, things: things.sort() };
}

describe("exceptions", () => {
  it.each([
    ["all lights off on the ground floor but not the lobby", ["workshop OFF"]],
    ["close all the blinds apart from Rina's", ["attic_blind CLOSE", "lobby_blind CLOSE"]],
    ["turn every light off but leave the attic on", ["lobby OFF", "rina OFF", "workshop OFF"]],
    ["turn off all the lights except in the attic and the foyer", ["rina OFF", "workshop OFF"]],
    ["all the lights except the attic off", ["lobby OFF", "rina OFF", "workshop OFF"]],
    [
      "turn everything off in the workshop besides the machines",
      ["valve1 OFF", "valve2 OFF", "valve3 OFF", "valve4 OFF", "workshop OFF"],
    ],
    ["all the lights off, but leave Rina alone", ["attic OFF", "lobby OFF", "workshop OFF"]],
  ])("leave alone in %j what they name", async (text, things) => {
    expect(await sentOn(text)).toEqual({ outcome: "done", things });
  });

  it.each(["turn off all the lights except the disco ball", "close all the blinds apart from Zoe's"])(
    "stop %j if they name nothing known",
    async (text) => {
      expect((await sentOn(text)).things).toEqual([]);
    },
  );
});

describe("several commands", () => {
  it.each([
    ["lobby light off attic light on", ["attic ON", "lobby OFF"]],
    [
      "close the lobby blind, turn the heater on and the light off",
      ["lobby OFF", "lobby_blind CLOSE", "lobby_heat mode:heat"],
    ],
    ["lower the attic blind and switch its light off", ["attic OFF", "attic_blind CLOSE"]],
    ["lights on in the lobby and off in the attic", ["attic OFF", "lobby ON"]],
    ["valve 1, valve 2, valve 3 and valve 4 open", ["valve1 ON", "valve2 ON", "valve3 ON", "valve4 ON"]],
    ["start the lathe then stop the drill; close valve 2", ["drill OFF", "lathe ON", "valve2 OFF"]],
    ["attic blind up and lobby blind down", ["attic_blind OPEN", "lobby_blind CLOSE"]],
    ["pull the blinds up in the attic", ["attic_blind OPEN"]],
  ])("are each done: %j", async (text, things) => {
    const { outcome, things: sent } = await sentOn(text);
    expect({ outcome, sent: sent.map((one) => one.replace(/^(\w+_heat) .*/, "$1 on")) }).toEqual({
      outcome: "done",
      sent: things.map((one) => one.replace(/^(\w+_heat) .*/, "$1 on")),
    });
  });

  it.each(["start the lathe and polish the moon", "turn off the attic light and open the wardrobe"])(
    "are not done by half: %j",
    async (text) => {
      const { outcome, things } = await sentOn(text);
      expect(things).toEqual([]);
      expect(outcome).not.toBe("done");
    },
  );
});

describe("what only tells or asks", () => {
  it.each(["the attic blind is closed", "attic blind closed?"])("moves nothing: %j", async (text) => {
    expect((await sentOn(text)).things).toEqual([]);
  });
});
