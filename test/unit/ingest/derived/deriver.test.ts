import { describe, expect, it } from "vitest";
import { createMemoryState } from "../../../support/memory-state.ts";
import { createFixture, parseConfig } from "../fixture.ts";

const minute = 60_000;
const noon = Date.UTC(2026, 0, 5, 12);

const dewPoint = { kind: "dewPoint", temperature: "farm/+/temperature", humidity: "farm/+/humidity" };

/** An ingest service with these rules; `derived()` is what they have made, as id and value. */
function createSite(rules: unknown[], options: Record<string, unknown> = {}) {
  const fixture = createFixture({ derived: rules, ...options });
  const { samples } = fixture;
  const made = () => samples.filter(({ series }) => series.isDerived);
  const derived = () => made().map(({ series, value }) => [series.id, Number(value.toFixed(3))]);
  const refusals = () =>
    fixture.observability.records
      .filter(({ event }) => event === "ingest.derivedRefused")
      .map(({ fields }) => fields);
  const at = (minutes: number, topic: string, payload: string | object) =>
    fixture.send(topic, payload, { receivedAt: noon + minutes * minute });
  return { ...fixture, made, derived, refusals, at };
}

describe("one rule for many rooms", () => {
  it("pairs the inputs of each room by their wildcards", () => {
    const { at, derived, made } = createSite([dewPoint]);
    at(0, "farm/zone1/temperature", "20");
    at(0, "farm/zone2/humidity", "80");
    expect(derived()).toEqual([]);
    at(1, "farm/zone1/humidity", "50");
    at(2, "farm/zone2/temperature", "20");
    expect(derived()).toEqual([
      ["farm/zone1:dew_point", 9.255],
      ["farm/zone2:dew_point", 16.442],
    ]);
    expect(made().map(({ series }) => [series.name, series.unit, series.place.device])).toEqual([
      ["zone 1 dew point", "°C", "zone 1"],
      ["zone 2 dew point", "°C", "zone 2"],
    ]);
  });

  it("derives once from a payload that has both", () => {
    const rule = {
      ...dewPoint,
      temperature: "zigbee2mqtt/+:temperature",
      humidity: "zigbee2mqtt/+:humidity",
    };
    const { at, derived } = createSite([rule]);
    at(0, "zigbee2mqtt/bath", { temperature: 20, humidity: 50 });
    at(1, "zigbee2mqtt/bath", { temperature: 22, humidity: 100 });
    expect(derived()).toEqual([
      ["zigbee2mqtt/bath:dew_point", 9.255],
      ["zigbee2mqtt/bath:dew_point", 22],
    ]);
  });

  it("derives once for each record of a payload with many", () => {
    const rule = { ...dewPoint, temperature: "logger:t", humidity: "logger:h" };
    const { at, made } = createSite([rule], {
      sensors: [
        {
          topic: "logger",
          fields: [
            { field: "t", unit: "°C" },
            { field: "h", unit: "%" },
          ],
        },
      ],
    });
    const records = [0, 1, 2].map((step) => ({ time: noon + step * minute, t: 20 + step, h: 100 }));
    at(3, "logger", records);
    expect(made().map((sample) => [(sample.at - noon) / minute, Math.round(sample.value)])).toEqual([
      [0, 20],
      [1, 21],
      [2, 22],
    ]);
  });

  it("names all results alike with the device before, or by the named wildcards", () => {
    const { at, made } = createSite([
      { ...dewPoint, name: "condensation point" },
      { kind: "energy", power: "plug/{room}:power", name: "energy of the {room}", area: "{room}" },
    ]);
    at(0, "farm/zone1/temperature", "20");
    at(0, "farm/zone1/humidity", "50");
    at(0, "plug/kitchen", { power: 100 });
    expect(made().map(({ series }) => [series.name, series.place.area, series.labels])).toEqual([
      ["zone 1 condensation point", undefined, {}],
      ["energy of the kitchen", "kitchen", { room: "kitchen" }],
    ]);
  });

  it("gives an input without wildcards to every room", () => {
    const { at, derived } = createSite([
      { kind: "difference", of: "house/+/temperature", minus: "outside/temperature", field: "above_outside" },
    ]);
    at(0, "house/hall/temperature", "20");
    at(1, "outside/temperature", "5");
    at(2, "house/bath/temperature", "24");
    at(3, "outside/temperature", "4");
    expect(derived()).toEqual([
      ["house/hall:above_outside", 15],
      ["house/bath:above_outside", 19],
      ["house/hall:above_outside", 16],
      ["house/bath:above_outside", 20],
    ]);
  });
});

describe("inputs at different times", () => {
  const difference = { kind: "difference", of: "a/t", minus: "b/t", ageMaxMs: 10 * minute };

  it("use the newest value of the others, at the time of the newest", () => {
    const { at, made } = createSite([difference]);
    at(0, "a/t", "10");
    at(5, "b/t", "4");
    expect(made()).toMatchObject([{ value: 6, at: noon + 5 * minute, clock: "synced", isLate: false }]);
  });

  it("derive nothing from one that is too old, and count it", async () => {
    const { at, derived, metric } = createSite([difference]);
    at(0, "a/t", "10");
    at(11, "b/t", "4");
    expect(derived()).toEqual([]);
    at(12, "a/t", "12");
    expect(derived()).toEqual([["a:difference", 8]]);
    expect(await metric('edgewise_ingest_derived_skipped_total{reason="stale"}')).toBe(1);
    expect(await metric("edgewise_ingest_derived_samples_total")).toBe(1);
  });

  it("ignore samples that come late", () => {
    const { at, derived } = createSite([difference], { time: { zone: "utc" } });
    at(0, "a/t", "10");
    at(0, "b/t", "4");
    at(1, "a/t", { time: noon - minute, "": 1 });
    expect(derived()).toEqual([["a:difference", 6]]);
  });

  it("forget those from what is the future once a clock was set back", () => {
    const { at, derived } = createSite([{ ...difference, ageMaxMs: 600 * minute }]);
    at(120, "a/t", "10");
    at(120, "b/t", "4");
    at(0, "a/t", "11");
    expect(derived()).toEqual([["a:difference", 6]]);
    at(1, "b/t", "5");
    expect(derived()).toEqual([
      ["a:difference", 6],
      ["a:difference", 6],
    ]);
  });

  it("have the worst clock of all", () => {
    const { at, made, trust } = createSite([difference]);
    trust.quality = "unsynced";
    at(0, "a/t", "10");
    trust.quality = "synced";
    at(1, "b/t", "4");
    at(2, "a/t", "4");
    expect(made().map(({ clock }) => clock)).toEqual(["unsynced", "synced"]);
  });
});

describe("units", () => {
  it("are converted: a dew point from °F is in °F, a difference in the unit of the first", () => {
    const { at, made } = createSite(
      [
        dewPoint,
        { kind: "difference", of: "farm/+/temperature", minus: "cellar/temperature" },
        {
          kind: "vapourPressureDeficit",
          temperature: "farm/+/temperature",
          humidity: "farm/+/humidity",
          unit: "hPa",
        },
      ],
      { sensors: [{ topic: "farm/+/temperature", unit: "°F" }] },
    );
    at(0, "farm/z/temperature", "68");
    at(0, "cellar/temperature", "10");
    at(0, "farm/z/humidity", "50");
    expect(made().map(({ series, value }) => [series.field, series.unit, Number(value.toFixed(2))])).toEqual([
      ["difference", "°F", 18],
      ["dew_point", "°F", 48.66],
      ["vapour_pressure_deficit", "hPa", 11.66],
    ]);
  });

  it("that cannot be converted, or are not known, are refused with what to do", async () => {
    const tank = createSite([{ kind: "difference", of: "tank/temperature", minus: "tank/humidity" }]);
    tank.at(0, "tank/temperature", "20");
    tank.at(0, "tank/humidity", "20");
    expect(tank.refusals()).toMatchObject([
      { reason: "units", rule: "ingest.derived[0]", detail: "% measures share, and °C temperature" },
    ]);
    expect(await tank.metric('edgewise_ingest_derived_refused_total{reason="units"}')).toBe(1);
    const plug = createSite([{ kind: "energy", power: "plug/x" }]);
    plug.at(0, "plug/x", "20");
    expect(plug.refusals()).toMatchObject([{ reason: "units", series: "plug/x" }]);
    expect(String(plug.refusals()[0]?.detail)).toContain("give its sensor rule a unit");
  });

  it("make a ratio plain, in per cent, or a quotient", () => {
    const { at, made } = createSite(
      [
        { kind: "ratio", of: "grid/power", to: "solar/power" },
        { kind: "ratio", of: "grid/power", to: "solar/power", unit: "%", field: "share" },
        { kind: "ratio", of: "grid/power", to: "grid/flow", field: "per_flow" },
      ],
      {
        sensors: [
          { topic: "grid/flow", unit: "l/min" },
          { topic: "solar/power", unit: "kW" },
        ],
      },
    );
    at(0, "grid/power", "500");
    at(0, "solar/power", "2");
    at(0, "grid/flow", "10");
    expect(made().map(({ series, value }) => [series.id, value, series.unit])).toEqual([
      ["grid:ratio", 0.25, undefined],
      ["grid:share", 25, "%"],
      ["grid:per_flow", 50, "W/(l/min)"],
    ]);
  });

  it("turn the rate of an energy into a power", () => {
    const { at, made } = createSite([{ kind: "rate", counter: "meter:energy" }]);
    at(0, "meter", { energy: 10 });
    at(30, "meter", { energy: 11 });
    expect(made()).toMatchObject([{ value: 2, series: { unit: "kW", name: "meter rate" } }]);
  });
});

describe("values that cannot be", () => {
  it("are left out and counted: division by zero, humidity beyond belief", async () => {
    const { at, derived, metric } = createSite([{ kind: "ratio", of: "x/a", to: "x/b" }, dewPoint]);
    at(0, "x/a", "1");
    at(0, "x/b", "0");
    at(0, "farm/z/temperature", "20");
    at(0, "farm/z/humidity", "0");
    expect(derived()).toEqual([]);
    expect(await metric('edgewise_ingest_derived_skipped_total{reason="divisionByZero"}')).toBe(1);
    expect(await metric('edgewise_ingest_derived_skipped_total{reason="outOfRange"}')).toBe(1);
  });

  it("are refused for series of states and, outside groups, of on and off", () => {
    const { at, refusals } = createSite([{ kind: "difference", of: "x/a", minus: "x/b" }]);
    at(0, "x/a", "on");
    expect(refusals()).toMatchObject([{ reason: "kind", series: "x/a" }]);
  });
});

describe("sums and means", () => {
  it("take in all that match, once a whole round has been heard", async () => {
    const { at, derived, metric } = createSite([{ kind: "sum", inputs: ["plugs/+:power"] }]);
    at(0, "plugs/fridge", { power: 100 });
    at(0, "plugs/oven", { power: 2_000 });
    expect(derived()).toEqual([]);
    at(1, "plugs/fridge", { power: 110 });
    at(1, "plugs/lamp", { power: 5 });
    expect(derived()).toEqual([
      ["plugs:sum", 2_110],
      ["plugs:sum", 2_115],
    ]);
    expect(await metric('edgewise_ingest_derived_skipped_total{reason="waiting"}')).toBe(2);
  });

  it("make one for each value of a named wildcard", () => {
    const { at, derived } = createSite([
      { kind: "mean", inputs: ["house/{floor}/+/temperature"], inputsMin: 2 },
    ]);
    for (const minutes of [0, 1]) {
      at(minutes, "house/ground/hall/temperature", "18");
      at(minutes, "house/ground/bath/temperature", "22");
      at(minutes, "house/first/attic/temperature", "9");
    }
    expect(derived()).toEqual([
      ["house/ground:mean", 20],
      ["house/ground:mean", 20],
    ]);
  });

  it("count what is on", () => {
    const { at, derived } = createSite([
      { kind: "sum", inputs: ["windows/a:open", "windows/b:open"], field: "open" },
    ]);
    at(0, "windows/a", { open: true });
    at(0, "windows/b", { open: false });
    at(1, "windows/b", { open: true });
    expect(derived()).toEqual([
      ["windows:open", 1],
      ["windows:open", 2],
    ]);
  });

  it("wait for a member that fell silent, and go on without it after a day", () => {
    const { at, derived } = createSite([{ kind: "sum", inputs: ["plugs/+:power"] }]);
    for (const minutes of [0, 1]) for (const plug of ["a", "b"]) at(minutes, `plugs/${plug}`, { power: 1 });
    const before = derived().length;
    at(62, "plugs/a", { power: 1 });
    at(24 * 60, "plugs/a", { power: 1 });
    expect(derived()).toHaveLength(before);
    at(24 * 60 + 2, "plugs/a", { power: 1 });
    expect(derived().slice(before)).toEqual([["plugs:sum", 1]]);
  });

  it("are not given of some members after a clock was set back", () => {
    const { at, derived } = createSite([{ kind: "sum", inputs: ["meters/+:power"] }]);
    const meters = ["a", "b", "c"];
    for (const minutes of [600, 601])
      for (const meter of meters) at(minutes, `meters/${meter}`, { power: 100 });
    const before = derived().length;
    for (const minutes of [0, 1]) for (const meter of meters) at(minutes, `meters/${meter}`, { power: 100 });
    const sums = derived().slice(before);
    expect(sums).toEqual(Array.from({ length: 4 }, () => ["meters:sum", 300]));
  });

  it("count a series once that two patterns name", () => {
    const { at, derived } = createSite([{ kind: "sum", inputs: ["p/+:w", "p/a:w"], inputsMin: 1 }]);
    for (const minutes of [0, 1, 2]) {
      at(minutes, "p/a", { w: 1 });
      at(minutes, "p/b", { w: 2 });
    }
    expect(new Set(derived().map(([, value]) => value))).toEqual(new Set([3]));
  });

  it("take no more than 256 together, and say so", async () => {
    const { at, metric } = createSite([{ kind: "sum", inputs: ["p/+:w"] }]);
    for (let plug = 0; plug < 258; plug += 1) at(0, `p/${plug}`, { w: 1 });
    expect(await metric('edgewise_ingest_derived_refused_total{reason="tooManyInputs"}')).toBe(2);
  });
});

describe("derived of derived", () => {
  it("follows the order of the rules within one message", () => {
    const { at, derived } = createSite([
      { kind: "sum", inputs: ["m:a", "m:b"], field: "ab" },
      { kind: "difference", of: "m:ab", minus: "m:c", field: "rest" },
    ]);
    at(0, "m", { a: 1, b: 2, c: 10 });
    at(1, "m", { a: 2, b: 2, c: 1 });
    expect(derived()).toEqual([
      ["m:ab", 3],
      ["m:rest", -7],
      ["m:ab", 4],
      ["m:rest", 3],
    ]);
  });
});

describe("limits", () => {
  it("refuse derived series beyond ingest.derivedSeriesMax", async () => {
    const { at, derived, refusals, service } = createSite([dewPoint], { derivedSeriesMax: 1 });
    for (const zone of [1, 2]) {
      at(0, `farm/zone${zone}/temperature`, "20");
      at(0, `farm/zone${zone}/humidity`, "50");
    }
    expect(derived()).toHaveLength(1);
    expect(refusals()).toMatchObject([{ reason: "tooManySeries", detail: "ingest.derivedSeriesMax is 1" }]);
    expect(service.health().figures).toMatchObject({ derived: 1 });
  });

  it("refuse an id that a payload has already, and a field whose id is derived", async () => {
    const energy = { kind: "energy", power: "plug/+:power" };
    const first = createSite([energy]);
    first.at(0, "plug/a", { energy: 7, power: 100 });
    expect(first.derived()).toEqual([]);
    expect(first.refusals()).toMatchObject([{ reason: "idTaken" }]);
    const second = createSite([energy]);
    second.at(0, "plug/a", { power: 100 });
    second.at(1, "plug/a", { power: 100, energy: 7 });
    expect(second.derived()).toHaveLength(2);
    expect(await second.metric('edgewise_ingest_values_refused_total{reason="idTaken"}')).toBe(1);
  });
});

describe("a restart", () => {
  const deadline = { remainingMs: () => 0, signal: new AbortController().signal };
  const energy = { kind: "energy", power: "plug/+:power" };

  it("does not take away running totals", async () => {
    const state = createMemoryState();
    const one = createFixture({ derived: [energy] }, { state });
    await one.service.start(new AbortController().signal);
    one.send("plug/a", { power: 1_000 }, { receivedAt: noon });
    one.send("plug/a", { power: 1_000 }, { receivedAt: noon + 30 * minute });
    await one.service.stop(deadline);
    const two = createFixture({ derived: [{ ...energy, unit: "Wh" }] }, { state });
    await two.service.start(new AbortController().signal);
    two.send("plug/a", { power: 0 }, { receivedAt: noon + 40 * minute });
    expect(two.samples.at(-1)).toMatchObject({ value: 500, series: { id: "plug/a:energy", unit: "Wh" } });
  });

  it("makes a sum wait for the members it had", async () => {
    const state = createMemoryState();
    const rule = { kind: "sum", inputs: ["plugs/+:power"] };
    const one = createFixture({ derived: [rule] }, { state });
    await one.service.start(new AbortController().signal);
    for (const minutes of [0, 1]) {
      for (const plug of ["a", "b"])
        one.send(`plugs/${plug}`, { power: 1 }, { receivedAt: noon + minutes * minute });
    }
    await one.service.stop(deadline);
    const two = createFixture({ derived: [rule] }, { state });
    await two.service.start(new AbortController().signal);
    two.send("plugs/a", { power: 1 }, { receivedAt: noon + 2 * minute });
    two.send("plugs/a", { power: 1 }, { receivedAt: noon + 3 * minute });
    expect(two.samples.filter(({ series }) => series.isDerived)).toEqual([]);
    two.send("plugs/b", { power: 1 }, { receivedAt: noon + 4 * minute });
    expect(two.samples.at(-1)).toMatchObject({ value: 2, series: { id: "plugs:sum" } });
  });

  it("does not make it wait for one that it had forgotten", async () => {
    const state = createMemoryState();
    const rule = { kind: "sum", inputs: ["plugs/+:power"] };
    const one = createFixture({ derived: [rule] }, { state });
    await one.service.start(new AbortController().signal);
    const send = (site: typeof one, minutes: number, plug: string) =>
      site.send(`plugs/${plug}`, { power: 1 }, { receivedAt: noon + minutes * minute });
    for (const minutes of [0, 1]) for (const plug of ["a", "b", "c"]) send(one, minutes, plug);
    for (const minutes of [24 * 60 + 2, 24 * 60 + 3]) for (const plug of ["a", "b"]) send(one, minutes, plug);
    await one.service.stop(deadline);
    const two = createFixture({ derived: [rule] }, { state });
    await two.service.start(new AbortController().signal);
    for (const plug of ["a", "b"]) send(two, 24 * 60 + 4, plug);
    expect(two.samples.at(-1)).toMatchObject({ value: 2, series: { id: "plugs:sum" } });
  });

  it("does not make it wait for one that the rule does not name any more", async () => {
    const state = createMemoryState();
    const members = ["plugs/a:power", "plugs/b:power", "old/c:power"];
    await state.put("ingest/derived", JSON.stringify({ totals: {}, members: { "plugs:sum": members } }));
    const { service, send, samples } = createFixture(
      { derived: [{ kind: "sum", inputs: ["plugs/+:power"] }] },
      { state },
    );
    await service.start(new AbortController().signal);
    send("plugs/a", { power: 1 }, { receivedAt: noon });
    expect(samples.filter(({ series }) => series.isDerived)).toEqual([]);
    send("plugs/b", { power: 1 }, { receivedAt: noon });
    expect(samples.at(-1)).toMatchObject({ value: 2, series: { id: "plugs:sum" } });
  });

  it("whose state cannot be read at first keeps what was there and adds what came since", async () => {
    const state = createMemoryState();
    const old = JSON.stringify({ totals: { "plug/a:energy": 7 }, members: {} });
    await state.put("ingest/derived", old);
    const { get } = state;
    state.get = () => Promise.reject(new Error("disk gone"));
    const { service, send, samples, events, clock } = createFixture({ derived: [energy] }, { state });
    await service.start(new AbortController().signal);
    expect(events()).toContain("ingest.derivedMemoryUnread");
    send("plug/a", { power: 1_000 }, { receivedAt: noon });
    send("plug/a", { power: 1_000 }, { receivedAt: noon + 30 * minute });
    await clock.advance(10 * minute);
    expect(state.values.get("ingest/derived")).toBe(old);
    state.get = get;
    await clock.advance(minute);
    send("plug/a", { power: 0 }, { receivedAt: noon + 60 * minute });
    expect(samples.at(-1)?.value).toBe(8);
    await service.stop(deadline);
    expect(JSON.parse(state.values.get("ingest/derived") ?? "")).toMatchObject({
      totals: { "plug/a:energy": 8 },
    });
  });

  it("finds totals written every ten minutes, and members when they change", async () => {
    const state = createMemoryState();
    const rules = [energy, { kind: "sum", inputs: ["plug/a:power", "plug/b:power"] }];
    const { service, send, clock } = createFixture({ derived: rules }, { state });
    const written = () => state.values.get("ingest/derived");
    await service.start(new AbortController().signal);
    send("plug/a", { power: 1_000 }, { receivedAt: noon });
    await clock.advance(9 * minute);
    expect(written()).toBeUndefined();
    await clock.advance(minute);
    expect(written()).toContain('"plug/a:energy":0');
    send("plug/b", { power: 1_000 }, { receivedAt: noon });
    await clock.advance(minute);
    const withMembers = written();
    expect(withMembers).toContain('"plug:sum":["plug/a:power","plug/b:power"]');
    send("plug/b", { power: 1_000 }, { receivedAt: noon + minute });
    await clock.advance(minute);
    expect(written()).toBe(withMembers);
  });

  it("with a state that cannot be read begins at zero and says so", async () => {
    const state = createMemoryState();
    await state.put("ingest/derived", "{broken");
    const { service, events } = createFixture({ derived: [energy] }, { state });
    await service.start(new AbortController().signal);
    expect(events()).toContain("ingest.derivedMemoryUnread");
  });
});

describe("a reload", () => {
  it("takes over other rules and keeps the totals", () => {
    const { at, service, made } = createSite([{ kind: "energy", power: "plug/+:power" }]);
    at(0, "plug/a", { power: 1_000 });
    at(30, "plug/a", { power: 1_000 });
    service.reconfigure(parseConfig({ derived: [] }));
    at(40, "plug/a", { power: 1_000 });
    expect(made().map(({ value }) => value)).toEqual([0, 0.5]);
  });
});
