import { describe, expect, it } from "vitest";
import { englishSentences } from "../../../../src/commands/sentences/en/sentences.ts";
import type { FeedbackWish } from "../../../../src/domain/feedback.ts";
import type { Evidence, Incident } from "../../../../src/domain/incident.ts";
import { startCommands } from "../../../support/commands-site.ts";
import { createMemoryState } from "../../../support/memory-state.ts";
import { farm } from "../../../support/sites.ts";

const noon = Date.UTC(2026, 0, 5, 12);
const hour = 3_600_000;

const line = (name: string, device: string) =>
  ({ subjectId: `site/${device}/${name}`, name, kind: "level", place: { device } }) as Evidence;
const incident = (id: string, hoursAgo: number, rest: Partial<Incident> = {}): Incident => ({
  id,
  status: "closed",
  severity: "warning",
  openedAt: noon - hoursAgo * hour,
  updatedAt: noon - hoursAgo * hour,
  closedAt: noon - hoursAgo * hour + 600_000,
  clock: "synced",
  place: {},
  evidence: [line("door", "freezer")],
  evidenceOmitted: 0,
  summary: "",
  revision: 1,
  ...rest,
});
const open = { status: "open", closedAt: undefined } as const;

const freezer = incident("freezer", 2, { ...open, severity: "critical" });
const freezerBefore = incident("freezerBefore", 50);
const press = incident("press", 20, {
  ...open,
  evidence: [line("vibration", "press")],
  acknowledged: { by: "Anna", at: noon - hour },
});

function start(incidents: Incident[], rest: Partial<Parameters<typeof startCommands>[0]> = {}) {
  return startCommands({
    site: farm,
    sentences: [englishSentences],
    startMs: noon,
    state: createMemoryState(),
    incidents,
    teller: { answer: ({ id }, aspect) => `${id}: ${aspect}.` },
    ...rest,
  });
}

describe("questions about one incident", () => {
  it("are answered of the one that is named, with its id", async () => {
    const { ask } = await start([freezer, press, freezerBefore]);
    expect(await ask("why is the press alarm on")).toMatchObject({
      outcome: "answered",
      reply: "press: cause.",
      incidentIds: ["press"],
      parse: { intent: "queryIncident", slots: { aspect: "cause", name: "press" } },
    });
    expect((await ask("how bad is the freezer alarm")).reply).toBe("freezer: severity.");
  });

  it("are about what was told last, until something else is spoken of", async () => {
    const { ask } = await start([freezer, press]);
    expect((await ask("why is the press alarm on")).reply).toBe("press: cause.");
    expect((await ask("since when")).reply).toBe("press: began.");
    expect((await ask("go on")).reply).toBe("press: more.");
    expect((await ask("is it over")).reply).toBe("press: state.");
    await ask("what is the temperature in the greenhouse");
    expect((await ask("since when")).incidentIds).toBeUndefined();
  });

  it("are about the newest open one where nothing was told", async () => {
    const { ask } = await start([press, freezer]);
    expect((await ask("why did I get an alert")).incidentIds).toEqual(["freezer"]);
    expect((await ask("what should I check", { session: "other" })).reply).toBe("freezer: checks.");
  });

  it("tell of several by their place in what was told", async () => {
    const { ask } = await start([freezer, press]);
    expect((await ask("are there any open incidents")).incidentIds).toEqual(["press", "freezer"]);
    expect((await ask("tell me more about the first one")).reply).toBe("press: more.");
  });

  it("say whether it happened before, and what came before", async () => {
    const { ask } = await start([freezer, press, freezerBefore]);
    await ask("why is the freezer alarm on");
    const before = await ask("has that happened before");
    expect(before).toMatchObject({ incidentIds: ["freezerBefore"] });
    expect(before.reply).toBe("It happened once before: freezerBefore: what.");
    await ask("why is the freezer alarm on");
    expect((await ask("when was the last time")).reply).toBe(
      "The last time was on Saturday at 10:00: freezerBefore: what.",
    );
    await ask("why is the press alarm on");
    expect((await ask("has that happened before")).reply).toBe(
      "I have seen nothing like it before: press: what.",
    );
    expect((await ask("and before that")).reply).toBe("Before that I know of no incident about the press.");
  });

  it("tell no time of one that a clock which was not set gave", async () => {
    const { ask } = await start([freezer, { ...freezerBefore, clock: "unsynced" }]);
    await ask("why is the freezer alarm on");
    expect((await ask("when was the last time")).reply).toBe(
      "The clock was not set the last time, so when it was I do not know: freezerBefore: what.",
    );
  });

  it("count, and tell when it was last", async () => {
    const { ask } = await start([freezer, press, freezerBefore]);
    expect(await ask("how often do we get freezer alarms")).toMatchObject({
      reply:
        "Twice in the last 30 days there was an incident about the freezer, last at 10:00: freezer: what.",
      incidentIds: ["freezer", "freezerBefore"],
    });
    expect((await ask("when was the last press failure")).reply).toBe(
      "The last time was yesterday at 16:00: press: what.",
    );
    expect((await ask("when was the last boiler failure")).reply).toBe(
      "I know of no incident about the boiler.",
    );
  });

  it("tell who has seen it, and that nobody has", async () => {
    const { ask } = await start([freezer, press]);
    expect((await ask("who acknowledged the press alarm")).reply).toBe(
      "Anna acknowledged it at 11:00: press: what.",
    );
    expect((await ask("is anyone dealing with the freezer alarm")).reply).toBe(
      "Nobody has acknowledged it yet: freezer: what.",
    );
  });

  it("do not take what is said of things", async () => {
    const { ask } = await start([freezer]);
    expect((await ask("why is the sky blue")).incidentIds).toBeUndefined();
    expect((await ask("when did it start")).parse?.intent).not.toBe("queryIncidents");
  });

  it("are told by the stored sentence where nobody can tell more", async () => {
    const stored = { ...freezer, summary: "The freezer door is open" };
    const { ask } = await start([stored], { teller: undefined as never });
    expect((await ask("why is the freezer alarm on")).reply).toBe("The freezer door is open.");
  });

  it("look far back, but not without end", async () => {
    const many = Array.from({ length: 1200 }, (_, index) => incident(`p${index}`, 3 + index / 100));
    const old = incident("old", 40, { evidence: [line("flame", "kiln")] });
    const { ask } = await start([...many.map((one) => ({ ...one, evidence: [line("x", "pump")] })), old]);
    expect((await ask("when was the last kiln failure")).incidentIds).toEqual(["old"]);
  });
});

describe("what people say of an incident", () => {
  const taking = () => {
    const given: FeedbackWish[] = [];
    const feedback = {
      async give(wish: FeedbackWish) {
        given.push(wish);
        return { text: "I noted that." } as never;
      },
    };
    return { given, feedback };
  };

  it("is that it was a false alarm: of what was told, or the only one that is open", async () => {
    const { given, feedback } = taking();
    const { ask } = await start([freezer, press], { feedback });
    expect(await ask("that was a false alarm")).toMatchObject({ outcome: "refused" });
    await ask("why is the press alarm on");
    expect(await ask("that was a false alarm")).toMatchObject({ outcome: "done", reply: "I noted that." });
    expect(given).toEqual([{ verdict: "falseAlarm", incident: "press", by: "s" }]);
    const only = await start([freezer], { feedback });
    await only.ask("that was a false alarm");
    expect(given[1]).toMatchObject({ incident: "freezer" });
  });

  it("is only planned on a dry run, and refused where it cannot be noted", async () => {
    const { given, feedback } = taking();
    const { ask } = await start([freezer], { feedback });
    expect((await ask("that was a false alarm", { dryRun: true })).reply).toMatch(/^I would note/);
    expect(given).toEqual([]);
    const deaf = await start([freezer]);
    expect(await deaf.ask("that was a false alarm")).toMatchObject({ outcome: "refused" });
  });

  it("is that they have seen it: only what was told", async () => {
    const noted: (readonly string[])[] = [];
    const desk = {
      acknowledge(ids: readonly string[]) {
        noted.push(ids);
        return ids;
      },
    };
    const { ask } = await start(
      [freezer, incident("pump", 1, { ...open, evidence: [line("flow", "pump")] })],
      { desk },
    );
    await ask("why is the freezer alarm on");
    await ask("acknowledge it");
    expect(noted).toEqual([["freezer"]]);
    await ask("acknowledge all alarms");
    expect(noted[1]).toHaveLength(2);
  });
});
