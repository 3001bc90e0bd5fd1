import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OwnTopicRuleError } from "../../../src/ingest/errors.ts";
import { createFixture, parseConfig } from "./fixture.ts";

const noon = Date.UTC(2026, 0, 5, 12);

describe("discovery", () => {
  it("takes numbers, on/off values and nested fields of any JSON payload", () => {
    const { send, values } = createFixture();
    send("zigbee2mqtt/kitchen lamp", {
      temperature: 21.5,
      on: true,
      state: "OFF",
      env: { co2: 600, deep: { lux: 3 } },
    });
    expect(values()).toEqual([
      ["zigbee2mqtt/kitchen lamp:temperature", 21.5],
      ["zigbee2mqtt/kitchen lamp:on", 1],
      ["zigbee2mqtt/kitchen lamp:state", 0],
      ["zigbee2mqtt/kitchen lamp:env.co2", 600],
      ["zigbee2mqtt/kitchen lamp:env.deep.lux", 3],
    ]);
  });

  it("names series, units and devices as a person would", () => {
    const { send, samples } = createFixture();
    send("zigbee2mqtt/kitchen lamp", { temperature: 21.5 });
    send("farm/zone3/soil_moisture", "41");
    send("tele/livingroom/SENSOR", { AM2301: { Humidity: 50 } });
    expect(samples.map(({ series }) => [series.name, series.unit, series.place.device])).toEqual([
      ["kitchen lamp temperature", "°C", "kitchen lamp"],
      ["zone 3 soil moisture", "%", "zone 3"],
      ["livingroom am2301 humidity", "%", "livingroom"],
    ]);
    expect(samples.every(({ series }) => series.place.area === undefined)).toBe(true);
  });

  it("keeps names apart when two places would share one", () => {
    const { send, samples } = createFixture();
    send("plant1/line/press", { force: 1 });
    send("plant2/line/press", { force: 2, speed: 3 });
    send("plant2/line/press", { torque: 4 });
    expect(samples.map(({ series }) => [series.name, series.place.device])).toEqual([
      ["line press force", "line press"],
      ["plant 2 line press force", "plant 2 line press"],
      ["line press speed", "plant 2 line press"],
      ["line press torque", "plant 2 line press"],
    ]);
  });

  it("gives the fields of one device one place, over several topics", () => {
    const { send, samples } = createFixture();
    send("farm/zone3/soil", "41");
    send("farm/zone3/temperature", "12");
    send("home/zone3/temperature", "20");
    expect(samples.map(({ series }) => series.place.device)).toEqual(["zone 3", "zone 3", "home zone 3"]);
  });

  it.each([
    ["21.5", 21.5, undefined],
    [" -3 ", -3, undefined],
    ["21.5 °C", 21.5, "°C"],
    ["55%", 55, "%"],
    ["21,5", 21.5, undefined],
    ["ON", 1, undefined],
    ["closed", 0, undefined],
    ["true", 1, undefined],
    ['"open"', 1, undefined],
    ["\ufeff7", 7, undefined],
  ])("reads the plain payload %j", (payload, value, unit) => {
    const { send, samples } = createFixture();
    send("place/thing", payload);
    expect(samples.map((sample) => [sample.value, sample.series.unit])).toEqual([[value, unit]]);
  });

  it("takes texts that repeat for states and texts that never do for nothing", () => {
    const { send, samples } = createFixture();
    for (const [position, mode] of ["idle", "run", "idle", "fault", "run"].entries()) {
      send("press/1", { mode, job: `job ${"abcdefgh"[position]}` });
    }
    expect(samples.map(({ series, value }) => [series.field, series.states[value]])).toEqual([
      ["mode", "idle"],
      ["mode", "fault"],
      ["mode", "run"],
    ]);
    expect(samples[0]?.series.kind).toBe("enum");
  });

  it("stops taking a text for a state when it has too many values, and says so once", async () => {
    const { send, samples, events, service } = createFixture({ discovery: { enumStatesMax: 3 } });
    for (const mode of ["a", "a", "b", "c"]) send("press/1", { mode });
    expect(samples).toHaveLength(3);
    for (const mode of ["d", "e", "a", "b"]) send("press/1", { mode });
    expect(samples).toHaveLength(3);
    expect(events()).toEqual(["ingest.statesExceeded", "ingest.valueRefused"]);
    expect(service.directory.byId("press/1:mode")?.states).toEqual(["a", "b", "c"]);
  });

  it("takes no identifiers, versions, times and addresses, and marks what is about the device", () => {
    const { send, samples } = createFixture();
    for (let turn = 0; turn < 3; turn += 1) {
      send("zigbee2mqtt/door", {
        id: 5,
        ieee_address: "0x00158d0001a2b3c4",
        uuid: "8f14e45f-ceea-467f-a8b2-5f3a1e2d4c6b",
        sw: "1.2.3",
        last_boot_time: 1_767_600_000 + turn,
        cycle_time: 12.5 + turn,
        linkquality: 120 + turn,
        update: { state: "idle", progress: turn },
      });
    }
    expect([...new Set(samples.map(({ series }) => `${series.field} ${series.isDiagnostic}`))]).toEqual([
      "cycle_time false",
      "linkquality true",
    ]);
  });

  it("takes 0 and 1 for off and on where the name says so", () => {
    const { send, samples } = createFixture();
    send("zigbee2mqtt/door", { contact: 0, count: 1 });
    send("zigbee2mqtt/door", { contact: "true", count: 2 });
    expect(samples.map(({ series, value }) => [series.kind, value])).toEqual([
      ["binary", 0],
      ["numeric", 1],
      ["binary", 1],
      ["numeric", 2],
    ]);
  });

  it("names the states of a contact and a leak sensor as people do: contact means closed", () => {
    const { send, samples } = createFixture();
    send("zigbee2mqtt/door", { contact: false });
    send("zigbee2mqtt/sink", { water_leak: true });
    send("zigbee2mqtt/lamp", { on: true });
    expect(samples.map(({ series, value }) => series.states[value])).toEqual(["open", "wet", "on"]);
  });

  it("notices a field that only comes later", () => {
    const { send, values } = createFixture();
    send("a/b", { x: 1 });
    send("a/b", { x: 2 });
    send("a/b", { y: 3, x: 4 });
    expect(values().slice(2)).toEqual([
      ["a/b:y", 3],
      ["a/b:x", 4],
    ]);
  });

  it("reads short lists of numbers and leaves long ones and lists of objects alone", () => {
    const { send, values } = createFixture();
    send("a/b", { axes: [1, 2, 3], spectrum: Array.from({ length: 500 }, () => 1), parts: [{ x: 1 }] });
    send("a/b", { axes: Array.from({ length: 500 }, () => 1) });
    expect(values()).toEqual([
      ["a/b:axes.0", 1],
      ["a/b:axes.1", 2],
      ["a/b:axes.2", 3],
    ]);
  });

  it("never reads its own topics, commands, discovery announcements and the broker's own", () => {
    const { send, samples } = createFixture();
    const topics = [
      "edgewise/node/anomaly",
      "edgewise/node",
      "edgewise/other/health",
      "zigbee2mqtt/lamp/set",
      "$SYS/uptime",
    ];
    for (const topic of [
      ...topics,
      "homeassistant/sensor/x/config",
      "cmnd/plug/POWER",
      "zigbee2mqtt/bridge/info",
      "hermes/audioServer/kitchen/audioFrame",
    ]) {
      send(topic, { value: 1 });
    }
    expect(samples).toEqual([]);
  });
});

describe("sensor rules", () => {
  it("names the wildcards of a topic and finds the area in them", () => {
    const { send, samples } = createFixture({
      sensors: [
        { topic: "farm/{zone}/{sensor}", name: "{sensor} of zone {zone}", unit: "kPa", device: "bed {zone}" },
      ],
    });
    send("farm/3/soil", "41.5");
    const { series } = samples[0] ?? {};
    expect(series).toMatchObject({
      name: "soil of zone 3",
      unit: "kPa",
      labels: { zone: "3", sensor: "soil" },
      place: { device: "bed 3", area: "zone 3" },
    });
  });

  it("takes just the fields it names, scaled, nested and by place in a list", () => {
    const { send, values } = createFixture({
      sensors: [
        {
          topic: "plc/+",
          fields: [
            { field: "env.t", scale: 0.1, offset: -40 },
            { field: "probes.1.value" },
            { field: "run", type: "boolean" },
            { field: "mode", type: "enum", states: { "0": "stopped", "5": "running" } },
          ],
        },
      ],
    });
    send("plc/1", { env: { t: 650, h: 1 }, probes: [{ value: 1 }, { value: 2 }], run: 1, mode: 5, other: 9 });
    send("plc/1", { env: { t: "650" }, run: "off", mode: "0" });
    expect(values()).toEqual([
      ["plc/1:env.t", 25],
      ["plc/1:probes.1.value", 2],
      ["plc/1:run", 1],
      ["plc/1:mode", 1],
      ["plc/1:env.t", 25],
      ["plc/1:run", 0],
      ["plc/1:mode", 0],
    ]);
  });

  it("refuses a state that the rule does not list", async () => {
    const { send, samples, metric } = createFixture({
      sensors: [{ topic: "m", type: "enum", states: ["stopped", "running"] }],
    });
    for (const payload of ["running", "RUNNING", "1", "7", "on fire"]) send("m", payload);
    expect(samples.map(({ value }) => value)).toEqual([1, 1, 1]);
    expect(await metric('edgewise_ingest_values_refused_total{reason="unknownState"}')).toBe(2);
  });

  it("tells the fields of a rule apart when it gives them one name", () => {
    const { send, samples } = createFixture({ sensors: [{ topic: "w", name: "weather" }] });
    send("w", { wind: 3, rain: 0.5 });
    expect(samples.map(({ series }) => series.name)).toEqual(["weather wind", "weather rain"]);
  });

  it("uses the first rule that matches and takes nothing where the rule says so", () => {
    const { send, values } = createFixture({
      sensors: [
        { topic: "a/b", isIgnored: true },
        { topic: "a/+", field: "x" },
        { topic: "a/c", field: "y" },
      ],
    });
    send("a/b", { x: 1, y: 1 });
    send("a/c", { x: 1, y: 1 });
    expect(values()).toEqual([["a/c:x", 1]]);
  });

  it("reads a topic that discovery would leave alone", () => {
    const { send, values } = createFixture({ sensors: [{ topic: "oven/set" }] });
    send("oven/set", "180");
    expect(values()).toEqual([["oven/set", 180]]);
  });

  it("refuses to feed edgewise its own words", async () => {
    const { service, subscriptions } = createFixture({ sensors: [{ topic: "edgewise/node/{what}" }] });
    await expect(service.start(new AbortController().signal)).rejects.toThrow(OwnTopicRuleError);
    expect(subscriptions).toEqual([]);
  });
});

describe("time", () => {
  it("is that of the payload where there is one, else that of arrival", () => {
    const { send, samples } = createFixture();
    send("a/1", { v: 1, ts: "2026-01-05T11:59:00Z" });
    send("a/2", { v: 1, time: (noon - 5_000) / 1000 });
    send("a/3", { v: 1, last_seen: noon - 7_000 });
    send("a/4", { v: 1, timestamp: (noon - 9_000) * 1e6 });
    send("a/5", { v: 1 });
    send("a/6", "1");
    expect(samples.map(({ at, clock }) => [(at - noon) / 1000, clock])).toEqual(
      [-60, -5, -7, -9, 0, 0].map((seconds) => [seconds, "synced"]),
    );
  });

  it("comes from the field that the rule names", () => {
    const { send, samples } = createFixture({ sensors: [{ topic: "a", timeField: "meta.when" }] });
    send("a", { v: 1, ts: noon - 1, meta: { when: "2026-01-05 11:00:00" } });
    expect(samples.find(({ series }) => series.field === "v")?.at).toBe(noon - 3_600_000);
  });

  it.each([
    ["more than a day ahead", noon + 25 * 3_600_000],
    ["before 2000", Date.UTC(1999, 11, 31)],
    ["just after 1970", 35_000],
    ["long ago", Date.UTC(2021, 0, 1)],
    ["in 2106", 4_294_967_295_000],
  ])("%s is replaced by that of arrival, marked and counted", async (_, ts) => {
    const { send, samples, metric } = createFixture();
    send("a", { v: 1, ts });
    expect(samples.map(({ at, clock }) => [at, clock])).toEqual([[noon, "unsynced"]]);
    expect(await metric("edgewise_ingest_times_replaced_total")).toBe(1);
  });

  it("of a payload is used but not vouched for while this board's clock is not set", () => {
    const { send, samples, trust } = createFixture();
    trust.quality = "unsynced";
    const bootedAt = Date.UTC(1970, 0, 1, 0, 1);
    send("a", { v: 1, ts: noon }, { receivedAt: bootedAt });
    send("a", { v: 2, ts: 60_000 }, { receivedAt: bootedAt });
    expect(samples.map(({ at, clock }) => [at, clock])).toEqual([
      [noon, "unsynced"],
      [bootedAt, "unsynced"],
    ]);
  });

  it("that repeats with its value is dropped, for the last few samples", async () => {
    const { send, samples, metric } = createFixture();
    for (const seconds of [1, 2, 3, 3, 2, 1]) send("a", { v: seconds, ts: noon - 10_000 + seconds * 1000 });
    expect(samples.map(({ value }) => value)).toEqual([1, 2, 3]);
    expect(await metric('edgewise_ingest_skipped_total{reason="duplicate"}')).toBe(3);
  });

  it("of arrival may repeat with its value: two messages can come in one millisecond", () => {
    const { send, samples } = createFixture();
    send("a", "1");
    send("a", "1");
    expect(samples.map(({ isLate }) => isLate)).toEqual([false, false]);
  });

  it("older than the newest is marked late and does not become the latest value", () => {
    const { send, samples, service } = createFixture();
    send("a", { v: 1, ts: noon });
    send("a", { v: 2, ts: noon - 5_000 });
    send("a", { v: 3, ts: noon + 1 });
    expect(samples.map(({ isLate }) => isLate)).toEqual([false, true, false]);
    const series = service.directory.byId("a:v");
    expect(series && service.directory.latest(series)).toEqual({ at: noon + 1, value: 3 });
  });

  it("that was ahead for a while does not make everything after it late", async () => {
    const { send, samples, metric } = createFixture();
    send("a", { v: 1, ts: noon + 20 * 3_600_000 });
    send("a", { v: 2, ts: noon });
    send("a", { v: 3, ts: noon + 1000 }, { receivedAt: noon + 1000 });
    expect(samples.map(({ isLate }) => isLate)).toEqual([false, false, false]);
    expect(await metric("edgewise_ingest_clock_set_back_total")).toBe(1);
  });

  it("of each record counts in a batch", () => {
    const { send, samples } = createFixture();
    send("a", [{ ts: noon - 2000, v: 1 }, { ts: noon - 1000, v: 2 }, 7, null, { v: 3 }]);
    expect(samples.map(({ at, value }) => [at - noon, value])).toEqual([
      [-2000, 1],
      [-1000, 2],
      [0, 3],
    ]);
  });
});

describe("retained messages", () => {
  it("without a time show the present state but are no measurement", async () => {
    const { send, samples, service, metric } = createFixture();
    send("door/contact", "open", { isRetained: true });
    expect(samples).toEqual([]);
    const series = service.directory.byId("door/contact");
    expect(series && service.directory.latest(series)).toEqual({ at: noon, value: 1 });
    expect(await metric('edgewise_ingest_skipped_total{reason="retained"}')).toBe(1);
  });

  it("without a time never make a measurement late", () => {
    const { send, samples } = createFixture();
    send("door/contact", "open", { isRetained: true, receivedAt: noon + 5_000 });
    send("door/contact", "closed", { receivedAt: noon });
    expect(samples.map(({ isLate }) => isLate)).toEqual([false]);
  });

  it("that tell nothing new after a reconnect leave the time of the latest value alone", () => {
    const { send, service } = createFixture();
    send("door/contact", "open");
    send("door/contact", "open", { isRetained: true, receivedAt: noon + 60_000 });
    const series = service.directory.byId("door/contact");
    expect(series && service.directory.latest(series)?.at).toBe(noon);
  });

  it("that differ after a reconnect show what was missed", () => {
    const { send, service, samples } = createFixture();
    send("door/contact", "open");
    send("door/contact", "closed", { isRetained: true, receivedAt: noon + 60_000 });
    const series = service.directory.byId("door/contact");
    expect(series && service.directory.latest(series)).toEqual({ at: noon + 60_000, value: 0 });
    expect(samples).toHaveLength(1);
  });

  it("with a time count once, at that time", () => {
    const { send, samples } = createFixture();
    const payload = { v: 5, ts: noon - 3_600_000 };
    for (let reconnect = 0; reconnect < 3; reconnect += 1) send("a", payload, { isRetained: true });
    expect(samples.map(({ at }) => at)).toEqual([noon - 3_600_000]);
  });

  it("of a log are not said again", () => {
    const { send, lines } = createFixture();
    send("gateway/log", "ERROR: disk full", { isRetained: true });
    expect(lines).toEqual([]);
  });
});

describe("hostile payloads", () => {
  it.each<[string, string | Buffer, string]>([
    ["an empty one", "", 'skipped_total{reason="empty"}'],
    ["invalid UTF-8", Buffer.from([0xff, 0xfe, 0x31]), 'payloads_refused_total{reason="notText"}'],
    ["a picture", Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2]), 'payloads_refused_total{reason="notText"}'],
    ["broken JSON", '{"a":', 'payloads_refused_total{reason="badJson"}'],
    ["JSON with a tail", '{"a":1} extra', 'payloads_refused_total{reason="badJson"}'],
    ["a huge one", `"${"x".repeat(200_000)}"`, 'payloads_refused_total{reason="tooLarge"}'],
    ["NaN", "NaN", 'values_refused_total{reason="notFinite"}'],
    ["infinity", "-Infinity", 'values_refused_total{reason="notFinite"}'],
    ["a number beyond all numbers", '{"a":1e400}', 'values_refused_total{reason="notFinite"}'],
    ["a number beyond all sense", '{"a":1e300}', 'values_refused_total{reason="outOfRange"}'],
    ["a number that may be two", "1,234", 'values_refused_total{reason="ambiguousNumber"}'],
    ["no value", '{"a":null}', 'skipped_total{reason="noValue"}'],
    ["a device that is away", "unavailable", 'skipped_total{reason="noValue"}'],
    ["a key that reaches into objects", '{"__proto__":5}', 'values_refused_total{reason="badKey"}'],
    [
      "a key of another kind",
      '{"constructor":{"prototype":{"x":1}}}',
      'values_refused_total{reason="badKey"}',
    ],
    [
      "deep nesting",
      `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`,
      'values_refused_total{reason="tooDeep"}',
    ],
    ["deep lists", `${"[".repeat(60_000)}${"]".repeat(60_000)}`, 'skipped_total{reason="list"}'],
  ])("%s is counted and yields nothing", async (_, payload, counter) => {
    const { send, samples, metric } = createFixture();
    send("thing/x", payload);
    expect(samples).toEqual([]);
    expect(await metric(`edgewise_ingest_${counter}`)).toBe(1);
  });

  it("with prototype keys pollute nothing", () => {
    const { send } = createFixture({
      sensors: [{ topic: "r", fields: [{ field: "toString" }, { field: "a.length" }] }],
    });
    send("x", '{"__proto__":{"polluted":1},"a":{"__proto__":{"polluted":2},"b":1}}');
    send("r", '{"a":"text"}');
    send("x", '[{"__proto__":{"polluted":1},"ts":1767600000}]');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it("with one NaN among numbers still give the numbers", async () => {
    const { send, values, metric } = createFixture();
    send("a", '{"x": NaN, "text": "NaN and \\" Infinity", "y": -Infinity, "z": 3}');
    expect(values()).toEqual([["a:z", 3]]);
    expect(await metric('edgewise_ingest_values_refused_total{reason="notFinite"}')).toBe(2);
  });

  it("of the wrong type are refused, and the right ones still taken", async () => {
    const { send, values, metric } = createFixture();
    send("a", { v: 1 });
    for (const v of [true, "text", "0x10", "-", { w: 1 }, [1], "2", 3]) send("a", { v });
    expect(values()).toEqual([
      ["a:v", 1],
      ["a:v", 2],
      ["a:v", 3],
    ]);
    expect(await metric('edgewise_ingest_values_refused_total{reason="wrongType"}')).toBe(5);
  });

  it("with endless new keys stop at the limit of the topic", () => {
    const { send, service } = createFixture({ fieldsPerTopicMax: 10 });
    for (let turn = 0; turn < 200; turn += 1) send("a", { [`k${turn}`]: turn, [`t${turn}`]: `text ${turn}` });
    expect(service.directory.count).toBeLessThanOrEqual(10);
  });

  it("in topics with control characters or of great length are refused", async () => {
    const { send, samples, metric } = createFixture();
    send("a/\u0001b", "1");
    send("a/\ufffd", "1");
    send("a".repeat(600), "1");
    expect(samples).toEqual([]);
    expect(await metric('edgewise_ingest_payloads_refused_total{reason="badTopic"}')).toBe(3);
  });

  it("do not let two quantities share one series", async () => {
    const { send, values, metric } = createFixture();
    send("a:b", "1");
    send("a", { b: 2 });
    send("c", { "x.y": 1, x: { y: 2 } });
    expect(values()).toEqual([
      ["a:b", 1],
      ["c:x.y", 1],
    ]);
    expect(await metric('edgewise_ingest_values_refused_total{reason="idTaken"}')).toBe(2);
  });

  it("never make it throw or hand on a number that is none", () => {
    const json = fc.json({ maxDepth: 6 });
    const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
    const text = fc.oneof(
      fc.string(),
      fc.double().map(String),
      fc.constantFrom("on", "1,234", "[{", '{"ts":1e999,"a":1}'),
    );
    const { send, samples, service } = createFixture({ seriesCountMax: 200 });
    fc.assert(
      fc.property(
        fc.constantFrom("a", "a/b", "x/log"),
        fc.oneof(json, bytes, text),
        fc.boolean(),
        (topic, payload, isRetained) => {
          send(topic, payload, { isRetained });
        },
      ),
      { numRuns: 2_000 },
    );
    expect(samples.length).toBeGreaterThan(0);
    expect(samples.every(({ value, at }) => Number.isFinite(value) && Number.isFinite(at))).toBe(true);
    expect(service.directory.count).toBeLessThanOrEqual(200);
  });
});

describe("limits", () => {
  it("ten thousand series are taken; of the next thousand each is counted, with one warning", async () => {
    const { send, service, events, metric, samples } = createFixture();
    for (let index = 0; index < 11_000; index += 1) send(`site/t${index}`, String(index));
    for (let index = 10_000; index < 10_100; index += 1) send(`site/t${index}`, "1");
    expect(service.directory.count).toBe(10_000);
    expect(samples).toHaveLength(10_000);
    expect(events()).toEqual(["ingest.seriesRefused"]);
    expect(await metric("edgewise_ingest_series_refused_total")).toBe(1_000);
    expect(service.health()).toMatchObject({ status: "degraded", figures: { series: 10_000 } });
    expect(await metric("edgewise_ingest_series")).toBe(10_000);
  });

  it("topics without series are forgotten rather than piled up", () => {
    const { send, service } = createFixture({ seriesCountMax: 100 });
    send("kept/value", "1");
    for (let index = 0; index < 20_000; index += 1) send(`flood/${index}/set`, "1");
    expect(service.health().figures?.topics).toBeLessThanOrEqual(4_196);
    send("kept/value", "2");
    expect(service.directory.count).toBe(1);
  });

  it("an index always leads back to its series", () => {
    const { send, service } = createFixture();
    for (let index = 0; index < 300; index += 1) send(`site/t${index}`, String(index));
    for (const series of service.directory.all()) {
      expect(service.directory.byIndex(series.index)).toBe(series);
      expect(service.directory.latest(series)?.value).toBe(Number(series.topic.slice(6)));
    }
    expect(service.directory.byIndex(300)).toBeUndefined();
  });
});

describe("the service", () => {
  it("subscribes once to what the rules and discovery need, and lets go when stopped", async () => {
    const { service, subscriptions } = createFixture({
      discovery: { topics: ["home/#"] },
      sensors: [
        { topic: "farm/{zone}/{sensor}" },
        { topic: "home/{room}/t" },
        { topic: "x/y", isIgnored: true },
      ],
    });
    await service.start(new AbortController().signal);
    expect(subscriptions.map(({ filters }) => filters)).toEqual([
      ["home/#", "farm/+/+", "zigbee2mqtt/bridge/logging"],
    ]);
    await service.stop({ remainingMs: () => 1000, signal: new AbortController().signal });
    await service.stop({ remainingMs: () => 1000, signal: new AbortController().signal });
    expect(subscriptions).toEqual([]);
  });

  it("takes over changed rules at once, without a new subscription where the filters stay", async () => {
    const { service, send, samples, subscriptions } = createFixture();
    await service.start(new AbortController().signal);
    const [before] = subscriptions;
    send("plc/1", { t: 20, mode: "off" });
    service.reconfigure(
      parseConfig({ sensors: [{ topic: "plc/{n}", name: "line {n} {field}", unit: "K", field: "t" }] }),
    );
    send("plc/1", { t: 21, mode: "on" });
    const [first, , second] = samples;
    expect(samples).toHaveLength(3);
    expect(second?.series.index).toBe(first?.series.index);
    expect(second?.series).toMatchObject({ name: "line 1 t", unit: "K" });
    expect(subscriptions).toEqual([before]);
    service.reconfigure(parseConfig({ discovery: { topics: ["plc/#"] } }));
    expect(subscriptions.map(({ filters }) => filters[0])).toEqual(["plc/#"]);
  });

  it("keeps an enumeration and the values of its states", () => {
    const { service, send, samples } = createFixture();
    for (const mode of ["idle", "run", "idle", "fault"]) send("press", { mode });
    service.reconfigure(parseConfig({ seriesCountMax: 20 }));
    for (const mode of ["fault", "run", "stop"]) send("press", { mode });
    expect(samples.map(({ series, value }) => [series.index, value])).toEqual([
      [0, 0],
      [0, 2],
      [0, 2],
      [0, 1],
      [0, 3],
    ]);
    expect(samples[0]?.series.states).toEqual(["idle", "run", "fault", "stop"]);
  });

  it("gives a series of another kind a new index under the same id", () => {
    const { service, send, samples } = createFixture();
    send("valve", "1");
    service.reconfigure(parseConfig({ sensors: [{ topic: "valve", type: "boolean" }] }));
    send("valve", "1");
    expect(samples.map(({ series }) => [series.id, series.index, series.kind])).toEqual([
      ["valve", 0, "numeric"],
      ["valve", 1, "binary"],
    ]);
    expect([...service.directory.all()].map(({ index }) => index)).toEqual([1]);
  });

  it("keeps the old rules when the new ones cannot be used", () => {
    const { service, send, values } = createFixture();
    expect(() => service.reconfigure(parseConfig({ sensors: [{ topic: "edgewise/node/x" }] }))).toThrow(
      OwnTopicRuleError,
    );
    send("a", "1");
    expect(values()).toEqual([["a", 1]]);
  });

  it("takes series it had refused once the limit is raised", () => {
    const { service, send, values } = createFixture({ seriesCountMax: 1 });
    send("a", { x: 1, y: 2 });
    expect(service.health().status).toBe("degraded");
    service.reconfigure(parseConfig({ seriesCountMax: 2 }));
    send("a", { x: 3, y: 4 });
    expect(service.health().status).toBe("ok");
    expect(values()).toEqual([
      ["a:x", 1],
      ["a:x", 3],
      ["a:y", 4],
    ]);
  });

  it("says how it is doing", () => {
    const { service, send } = createFixture();
    send("a", { x: 1, y: 2 });
    expect(service.health()).toEqual({
      status: "ok",
      detail: "reads 2 series",
      figures: { series: 2, topics: 1, derived: 0, messages: 1, samples: 2, logLines: 0, refused: 0 },
    });
  });
});
