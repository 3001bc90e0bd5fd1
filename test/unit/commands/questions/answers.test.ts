import { describe, expect, it } from "vitest";
import { parseEntities } from "../../../../src/commands/entities/parse.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";
import { createEntityStates } from "../../../../src/commands/entities/states.ts";
import type { QuestionContext } from "../../../../src/commands/questions/context.ts";
import { answerHowLong, answerHowOften, answerLastTime } from "../../../../src/commands/questions/events.ts";
import { answerIncidents } from "../../../../src/commands/questions/incidents.ts";
import { answerLatest, answerStatistic, type Statistic } from "../../../../src/commands/questions/measure.ts";
import { answerState } from "../../../../src/commands/questions/state.ts";
import type { Incident } from "../../../../src/domain/incident.ts";
import type { Rollup, RollupWidth, StateChange } from "../../../../src/domain/rollup.ts";
import type { Series } from "../../../../src/domain/sample.ts";
import type { Severity } from "../../../../src/domain/severity.ts";

const now = Date.UTC(2026, 0, 5, 12, 0, 0);
const at = (hour: number, minute = 0) => Date.UTC(2026, 0, 5, hour, minute);
const todayPeriod = { from: at(0), to: now + 1, said: "today" };

const inputs = [
  { name: "Pump", kind: "pump", schema: "plain", topic: "pump" },
  { name: "Barn door", kind: "binarySensor", deviceClass: "door", topic: "z/barn" },
  { name: "Kitchen window", kind: "binarySensor", deviceClass: "window", topic: "z/kw" },
  { name: "Bath window", kind: "binarySensor", deviceClass: "window", topic: "z/bw" },
  { name: "Kitchen lamp", kind: "light", topic: "z/lamp" },
] as const;

function setUp(
  options: {
    rollups?: Partial<Record<RollupWidth, Rollup[]>>;
    changes?: StateChange[];
    series?: Series[];
    latest?: Record<string, { at: number; value: number }>;
    incidents?: Incident[];
  } = {},
) {
  const made = createRegistry(
    parseEntities(
      [...inputs].map((one) => ({ ...one })),
      [],
    ),
    [],
  );
  if (!made.ok) throw new Error(made.reason.join());
  const registry = made.value;
  const states = createEntityStates({ payloadBytesMax: 1000, onOversize: () => {} });
  states.follow(registry);
  const series = options.series ?? [];
  const context: QuestionContext = {
    registry,
    states,
    directory: {
      count: series.length,
      byId: (id) => series.find((one) => one.id === id),
      byIndex: (index) => series[index],
      all: () => series,
      latest: (one) => options.latest?.[one.id],
    },
    history: {
      rollups: async (_, width, from, to) =>
        (options.rollups?.[width] ?? []).filter((one) => one.start >= from && one.start < to),
      stateChanges: async (_, from, to) => {
        const all = options.changes ?? [];
        return [
          ...all.filter((one) => one.at < from).slice(-1),
          ...all.filter((one) => one.at >= from && one.at < to),
        ];
      },
    },
    incidents: {
      save: async () => {},
      get: async () => undefined,
      list: async (query) =>
        (options.incidents ?? [])
          .filter((one) => query.status === undefined || one.status === query.status)
          .slice(0, query.countMax),
      similar: async () => [],
    },
    teller: undefined,
    told: undefined,
    view: { now, timeZone: "UTC" },
    historyDays: 30,
    area: undefined,
    location: undefined,
  };
  const report = (topic: string, payload: string, receivedAt = now) =>
    states.take({ topic, payload: Buffer.from(payload), receivedAt, isRetained: false });
  const thing = (name: string) => {
    const [found] = registry.byName(name);
    if (!found) throw new Error(`no ${name}`);
    return found;
  };
  return { context, report, thing };
}

function numericSeries(name: string, rest: Partial<Series> = {}): Series {
  return {
    index: 0,
    id: name,
    topic: name,
    field: "",
    kind: "numeric",
    unit: "°C",
    name,
    place: {},
    labels: {},
    states: [],
    ...rest,
  };
}

function rollup(start: number, values: Partial<Rollup>): Rollup {
  return {
    start,
    count: 10,
    min: 0,
    max: 0,
    mean: 0,
    last: 0,
    p05: undefined,
    p50: undefined,
    p95: undefined,
    ...values,
  };
}

describe("questions about the past of an on/off thing", () => {
  const ran = {
    changes: [
      { at: at(6), value: 1 },
      { at: at(7, 30), value: 0 },
      { at: at(9), value: 1 },
      { at: at(9, 45), value: 0 },
    ],
  };
  const question = { event: "running", period: todayPeriod, isPeriodNamed: true };

  it("says when it last was so, and for how long", async () => {
    const { context, thing } = setUp(ran);
    expect((await answerLastTime(thing("pump"), question, context)).reply).toBe(
      "Pump was last running at 09:00, for 45 minutes.",
    );
  });

  it("says that it still is", async () => {
    const { context, thing } = setUp({ changes: [{ at: at(11), value: 1 }] });
    expect((await answerLastTime(thing("pump"), question, context)).reply).toBe(
      "Pump is running now, since 11:00.",
    );
    expect((await answerHowLong(thing("pump"), { ...question, isPeriodNamed: false }, context)).reply).toBe(
      "Pump has been running for 60 minutes, since 11:00.",
    );
  });

  it("does not invent a beginning before what is stored", async () => {
    const { context, thing } = setUp({ changes: [{ at: at(0) - 86_400_000, value: 1 }] });
    expect((await answerLastTime(thing("pump"), question, context)).reply).toBe(
      "Pump is running now, and has been for more than 12 hours.",
    );
  });

  it("adds up how long, and counts how often", async () => {
    const { context, thing } = setUp(ran);
    expect((await answerHowLong(thing("pump"), question, context)).reply).toBe(
      "Pump was running for 2 hours 15 minutes today in 2 stretches.",
    );
    expect((await answerHowOften(thing("pump"), question, context)).reply).toBe(
      "Pump was started twice today.",
    );
  });

  it("cuts what began before the period and what goes on after it", async () => {
    const { context, thing } = setUp({
      changes: [
        { at: at(1), value: 1 },
        { at: at(4), value: 0 },
        { at: at(5), value: 1 },
      ],
    });
    const period = { from: at(3), to: at(6), said: "between 03:00 and 06:00" };
    const asked = { ...question, period };
    expect((await answerHowLong(thing("pump"), asked, context)).reply).toBe(
      "Pump was running for 2 hours between 03:00 and 06:00 in 2 stretches.",
    );
    expect((await answerHowOften(thing("pump"), asked, context)).reply).toBe(
      "Pump was started once between 03:00 and 06:00.",
    );
  });

  it("tells 'never' from 'not known'", async () => {
    const never = setUp({ changes: [{ at: at(0) - 1000, value: 0 }] });
    expect((await answerLastTime(never.thing("pump"), question, never.context)).reply).toBe(
      "Pump has not been running today.",
    );
    expect((await answerHowOften(never.thing("pump"), question, never.context)).reply).toBe(
      "Pump has not been started today.",
    );
    const unknown = setUp();
    expect(await answerHowLong(unknown.thing("pump"), question, unknown.context)).toMatchObject({
      reply: "I have no record of the pump today.",
      isUnknown: true,
    });
  });

  it("takes a contact's 1 for closed, as the device means it", async () => {
    const { context, thing } = setUp({
      changes: [
        { at: at(8), value: 1 },
        { at: at(10), value: 0 },
        { at: at(10, 5), value: 1 },
      ],
      series: [numericSeries("z/barn:contact", { kind: "binary", states: ["false", "true"] })],
    });
    const asked = { event: "open", period: todayPeriod, isPeriodNamed: true };
    expect((await answerLastTime(thing("barn door"), asked, context)).reply).toBe(
      "Barn door was last open at 10:00, for 5 minutes.",
    );
    expect((await answerHowOften(thing("barn door"), asked, context)).reply).toBe(
      "Barn door was opened once today.",
    );
  });

  it("takes the names that a sensor rule gives the states, in whatever order the rule names them", async () => {
    const { context, thing } = setUp({
      changes: [
        { at: at(8), value: 0 },
        { at: at(10), value: 1 },
        { at: at(10, 5), value: 0 },
      ],
      series: [numericSeries("z/barn:contact", { kind: "binary", states: ["closed", "open"] })],
    });
    const asked = { event: "open", period: todayPeriod, isPeriodNamed: true };
    expect((await answerLastTime(thing("barn door"), asked, context)).reply).toBe(
      "Barn door was last open at 10:00, for 5 minutes.",
    );
  });
});

describe("questions about a measure", () => {
  const sensor = { series: numericSeries("greenhouse temperature"), reported: undefined };
  const minutes = [
    rollup(at(6), { min: 12, max: 14, mean: 13, last: 14 }),
    rollup(at(9, 20), { min: 20, max: 31.26, mean: 30, last: 22, count: 30 }),
    rollup(at(11), { min: 15, max: 18, mean: 17, last: 16 }),
  ];
  const ask = async (
    statistic: Statistic,
    rollups: Partial<Record<RollupWidth, Rollup[]>> = { minute: minutes },
  ) => {
    const { context } = setUp({ rollups });
    const question = {
      statistic,
      period: todayPeriod,
      what: "the temperature in the greenhouse",
      measure: "temperature",
    };
    return (await answerStatistic([sensor], question, context)).reply;
  };

  it.each<[Statistic, string]>([
    ["highest", "The highest greenhouse temperature today was 31.3 °C, at 09:20."],
    ["lowest", "The lowest greenhouse temperature today was 12 °C, at 06:00."],
    ["average", "The average greenhouse temperature today was 24 °C."],
    ["latest", "The last greenhouse temperature today was 16 °C, at 11:00."],
    ["change", "The greenhouse temperature rose by 3 °C today."],
    [
      "total",
      "The greenhouse temperature is not something I can add up; ask for its average, highest or lowest.",
    ],
  ])("answers the %s", async (statistic, reply) => {
    expect(await ask(statistic)).toBe(reply);
  });

  it("falls back on coarser aggregates where the fine ones are gone, and says about when", async () => {
    expect(await ask("highest", { quarter: minutes })).toBe(
      "The highest greenhouse temperature today was 31.3 °C, around 09:20.",
    );
  });

  it("is honest when there are none", async () => {
    expect(await ask("highest", {})).toBe("I have no readings of the temperature in the greenhouse today.");
    expect(await ask("highest", { minute: [rollup(at(3), { count: 0 })] })).toContain("no readings");
  });

  it("adds up a counter over its resets", async () => {
    const { context } = setUp({
      rollups: {
        minute: [
          rollup(at(1), { min: 100, last: 104 }),
          rollup(at(2), { last: 110 }),
          rollup(at(3), { last: 3 }),
        ],
      },
    });
    const question = {
      statistic: "total",
      period: todayPeriod,
      what: "the energy",
      measure: "energy",
    } as const;
    const meter = { series: numericSeries("press energy", { unit: "kWh" }), reported: undefined };
    expect((await answerStatistic([meter], question, context)).reply).toBe(
      "The total press energy today was 13 kWh.",
    );
  });

  it("takes several sensors of one place together and says which one it was", async () => {
    const { context } = setUp({ rollups: { minute: minutes } });
    const question = {
      statistic: "highest",
      period: todayPeriod,
      what: "the temperature",
      measure: "temperature",
    } as const;
    const other = { series: numericSeries("roof temperature"), reported: undefined };
    expect((await answerStatistic([sensor, other], question, context)).reply).toBe(
      "The highest temperature today was 31.3 °C (the greenhouse temperature), at 09:20.",
    );
  });

  it("says the newest reading, with its age when it is old, and asks back when there are too many", () => {
    const { context } = setUp({
      latest: { "greenhouse temperature": { at: now - 7_200_000, value: 21.44 } },
    });
    expect(answerLatest([sensor], "the temperature", context).reply).toBe(
      "The greenhouse temperature is 21.4 °C (2 hours ago).",
    );
    expect(
      answerLatest([{ ...sensor, reported: { at: now, value: 20 } }], "the temperature", context).reply,
    ).toBe("The greenhouse temperature is 20 °C.");
    expect(answerLatest([], "the temperature", context).reply).toBe("I have no readings of the temperature.");
    const many = Array.from({ length: 5 }, (_, index) => ({
      ...sensor,
      reported: { at: now, value: index },
    }));
    expect(answerLatest(many, "the temperature", context).reply).toContain("please name one");
  });
});

describe("questions about states", () => {
  const group = { state: "open", isGroup: true, noun: { kind: undefined, deviceClass: "window" } } as const;

  it("answers yes and no, and the truth behind the no", () => {
    const { context, report, thing } = setUp();
    report("pump", "ON");
    const one = { quantifier: undefined, isGroup: false, noun: { kind: undefined, deviceClass: undefined } };
    expect(answerState([thing("pump")], { ...one, state: "running" }, context).reply).toBe(
      "Yes, the pump is running.",
    );
    expect(answerState([thing("pump")], { ...one, state: "off" }, context).reply).toBe(
      "No, the pump is running.",
    );
  });

  it("does not guess a state that was never reported", () => {
    const { context, thing } = setUp();
    const one = {
      state: "running",
      quantifier: undefined,
      isGroup: false,
      noun: { kind: undefined, deviceClass: undefined },
    };
    expect(answerState([thing("pump")], one, context).reply).toBe(
      "I do not know: the pump has not reported its state.",
    );
  });

  it("says since when it has heard nothing new", () => {
    const { context, report, thing } = setUp();
    report("z/lamp", '{"state":"ON","brightness":127}', at(2));
    const one = {
      state: undefined,
      quantifier: undefined,
      isGroup: false,
      noun: { kind: undefined, deviceClass: undefined },
    };
    expect(answerState([thing("kitchen lamp")], one, context).reply).toBe(
      "Kitchen lamp is on, brightness 50%, as last reported at 02:00.",
    );
  });

  it.each([
    ["any", true, false, "Yes, the kitchen window is open."],
    ["any", false, false, "No, no window is open."],
    ["which", true, true, "The kitchen window and the bath window are open."],
    ["which", false, false, "No window is open."],
    ["howMany", true, false, "1 window is open: the kitchen window."],
    ["all", true, true, "Yes, both windows are open."],
    ["all", true, false, "No, the bath window is not open."],
  ])("answers %s of a group (%s, %s)", (quantifier, isKitchenOpen, isBathOpen, reply) => {
    const { context, report, thing } = setUp();
    report("z/kw", JSON.stringify({ contact: !isKitchenOpen }));
    report("z/bw", JSON.stringify({ contact: !isBathOpen }));
    const windows = [thing("kitchen window"), thing("bath window")];
    expect(answerState(windows, { ...group, quantifier }, context).reply).toBe(reply);
  });

  it("says of how many it does not know", () => {
    const { context, report, thing } = setUp();
    report("z/kw", '{"contact":true}');
    const windows = [thing("kitchen window"), thing("bath window")];
    expect(answerState(windows, { ...group, quantifier: "any" }, context).reply).toBe(
      "No, no window is open. I do not know about 1 other.",
    );
    const unknown = setUp();
    expect(answerState(windows, { ...group, quantifier: "any" }, unknown.context).reply).toBe(
      "I do not know: none of the 2 windows has reported its state.",
    );
  });
});

describe("questions about incidents", () => {
  const incident = (
    name: string,
    severity: Severity,
    hour: number,
    rest: Partial<Incident> = {},
  ): Incident => ({
    id: name,
    status: "open",
    severity,
    openedAt: at(hour),
    updatedAt: at(hour),
    closedAt: undefined,
    clock: "synced",
    place: { area: name },
    evidence: [],
    evidenceOmitted: 0,
    summary: `The ${name} is unusual.`,
    revision: 1,
    ...rest,
  });

  it("says that nothing is wrong", async () => {
    const { context } = setUp();
    const question = { period: undefined, about: undefined, digest: undefined };
    expect((await answerIncidents(question, context)).reply).toBe("I see nothing wrong at the moment.");
    expect((await answerIncidents({ ...question, period: todayPeriod }, context)).reply).toBe(
      "I noticed nothing unusual today.",
    );
  });

  it("tells the worst first in choice and in order of time, and counts the rest", async () => {
    const { context } = setUp({
      incidents: [
        incident("a", "info", 1),
        incident("b", "critical", 5),
        incident("c", "warning", 3),
        incident("d", "warning", 4),
      ],
    });
    expect(
      (await answerIncidents({ period: undefined, about: undefined, digest: undefined }, context)).reply,
    ).toBe(
      "4 incidents are open now. The c is unusual. The d is unusual. The b is unusual. 1 other was less urgent or older.",
    );
  });

  it("keeps to the place that was named and leaves out what ended before the period", async () => {
    const { context } = setUp({
      incidents: [
        incident("greenhouse", "warning", 8),
        incident("press", "warning", 9),
        incident("greenhouse", "warning", -8, { status: "closed", closedAt: at(-6) }),
      ],
    });
    expect(
      (
        await answerIncidents(
          { period: todayPeriod, about: { words: "greenhouse", said: "the greenhouse" }, digest: undefined },
          context,
        )
      ).reply,
    ).toBe("1 incident about the greenhouse today. The greenhouse is unusual.");
  });

  it("leaves a report of a period to the digest", async () => {
    const { context } = setUp();
    const digest = async ({ from, to }: { from: number; to: number }) =>
      `From ${from} to ${to} all was well.`;
    expect(
      (await answerIncidents({ period: todayPeriod, about: undefined, digest }, context)).reply,
    ).toContain("all was well");
  });
});
