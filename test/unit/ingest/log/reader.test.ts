import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createFixture } from "../fixture.ts";

const noon = Date.UTC(2026, 0, 5, 12);

describe("which topics are logs", () => {
  it("are those with a rule, and those that end like one", () => {
    const { send, lines, samples } = createFixture({
      logs: [{ topic: "plant/{line}/messages", source: "line {line}", area: "hall {line}" }],
    });
    send("plant/2/messages", "hello");
    send("gateway/syslog", "hello");
    send("gateway/LOG", "hello");
    send("gateway/text", "hello");
    expect(lines.map(({ source, place }) => [source, place])).toEqual([
      ["line 2", { device: "plant 2", area: "hall 2" }],
      ["gateway/syslog", { device: "gateway" }],
      ["gateway/LOG", { device: "gateway" }],
    ]);
    expect(samples).toEqual([]);
  });

  it("include what Zigbee2MQTT says of itself, without any configuration", () => {
    const { send, lines } = createFixture();
    send("zigbee2mqtt/bridge/logging", { level: "error", message: "z2m: Failed to ping" });
    expect(lines[0]).toMatchObject({
      source: "zigbee2mqtt",
      severity: "error",
      message: "z2m: Failed to ping",
    });
  });

  it("belong to the device whose sensors share the topic", () => {
    const { send, lines, samples } = createFixture();
    send("factory/press1/log", "hello");
    send("factory/press1/vibration", "1");
    send("factory/press1", { force: 1 });
    send("factory/press1/telemetry", { speed: 1 });
    expect([...lines, ...samples.map(({ series }) => series)].map(({ place }) => place.device)).toEqual(
      Array(4).fill("press 1"),
    );
  });

  it("can be told to be ignored", () => {
    const { send, lines, samples } = createFixture({ logs: [{ topic: "gateway/log", isIgnored: true }] });
    send("gateway/log", "hello");
    expect([lines, samples]).toEqual([[], []]);
  });
});

describe("JSON lines", () => {
  it.each<[string, object, object]>([
    [
      "pino",
      { level: 50, time: noon - 1000, pid: 1, hostname: "gw", name: "api", msg: "request failed" },
      { severity: "error", at: noon - 1000, host: "gw", program: "api", message: "request failed" },
    ],
    [
      "pino with an error and no text",
      { level: 60, time: noon, err: { type: "Error", message: "boom" } },
      { severity: "critical", message: "boom" },
    ],
    [
      "the journal",
      {
        MESSAGE: "Started x",
        PRIORITY: "6",
        _HOSTNAME: "gw",
        SYSLOG_IDENTIFIER: "systemd",
        _COMM: "init",
        __REALTIME_TIMESTAMP: String((noon - 5000) * 1000),
      },
      { severity: "info", at: noon - 5000, host: "gw", program: "systemd", message: "Started x" },
    ],
    [
      "the journal with bytes",
      { MESSAGE: [72, 105, 255], PRIORITY: 3 },
      { severity: "error", message: "Hi\ufffd" },
    ],
    [
      "Docker",
      { log: "2026-01-05 11:59:00 WARN worker: slow\n", stream: "stderr", time: "2026-01-05T11:59:01.5Z" },
      { severity: "warning", program: "worker", at: noon - 58_500, message: "slow" },
    ],
    [
      "pino in Docker",
      { log: JSON.stringify({ level: 40, msg: "late" }), stream: "stdout", time: "2026-01-05T11:59:01Z" },
      { severity: "warning", at: noon - 59_000, message: "late" },
    ],
    [
      "others",
      { "@timestamp": "2026-01-05T11:59:59Z", "log.level": "WARN", message: "x", logger: "core" },
      { severity: "warning", at: noon - 1000, program: "core", message: "x" },
    ],
    [
      "no known message",
      { a: 1, level: "error" },
      { severity: undefined, message: '{"a":1,"level":"error"}' },
    ],
    ["a level of no meaning", { level: { a: 1 }, msg: "x" }, { severity: undefined, message: "x" }],
  ])("of %s are read", (_, record, expected) => {
    const { send, lines } = createFixture();
    send("gw/log", record);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject(expected);
  });

  it("may come as several lines, as a list, or spread over lines", () => {
    const { send, lines } = createFixture();
    send("gw/log", '{"msg":"a"}\n{"msg":"b"}\r\n\n{broken\n');
    send("gw/log", [{ msg: "c" }, "d", 7, null]);
    send("gw/log", '{\n  "msg": "e"\n}');
    expect(lines.map(({ message }) => message)).toEqual(["a", "b", "{broken", "c", "d", "e"]);
  });
});

describe("text", () => {
  it("falls back to text when a line is not in the format of its rule", () => {
    const { send, lines } = createFixture({
      logs: [
        { topic: "s", format: "syslog" },
        { topic: "j", format: "json" },
        { topic: "t", format: "text" },
      ],
    });
    send("s", "<999>odd");
    send("j", "<34>not json");
    send("t", '{"msg":"kept as it is"}');
    expect(lines.map(({ message, severity }) => [message, severity])).toEqual([
      ["<999>odd", undefined],
      ["<34>not json", undefined],
      ['{"msg":"kept as it is"}', undefined],
    ]);
  });

  it("loses its colours and control characters, so that it can be shown", () => {
    const { send, lines } = createFixture();
    send("gw/log", "\u001b[31mERROR\u001b[0m: disk\tfull \u0007\u202eevil\u001b]0;title\u0007");
    expect(lines[0]).toMatchObject({ severity: "error", message: "disk full evil" });
  });

  it("in another encoding is kept, with what is not UTF-8 replaced", () => {
    const { send, lines } = createFixture();
    send("gw/log", Buffer.from("Gr\xf6\xdfe", "latin1"));
    expect(lines[0]?.message).toBe("Gr\ufffd\ufffde");
  });

  it("is cut at the limit, never through a character, and the cuts counted", async () => {
    const { send, lines, metric } = createFixture({ lineLengthMax: 64 });
    send("gw/log", `${"x".repeat(63)}😀 and more`);
    expect(lines[0]?.message).toBe("x".repeat(63));
    expect(await metric("edgewise_ingest_log_lines_cut_total")).toBe(1);
  });

  it("beyond so many lines in one payload is dropped and counted", async () => {
    const { send, lines, metric } = createFixture({ linesPerPayloadMax: 3 });
    send("gw/log", "a\nb\nc\nd\ne");
    expect(lines).toHaveLength(3);
    expect(await metric("edgewise_ingest_log_lines_dropped_total")).toBe(2);
  });

  it("of great size is refused", async () => {
    const { send, lines, metric } = createFixture();
    send("gw/log", "x".repeat(200_000));
    expect(lines).toEqual([]);
    expect(await metric('edgewise_ingest_payloads_refused_total{reason="tooLarge"}')).toBe(1);
  });
});

describe("time", () => {
  it("that is wildly wrong is replaced by that of arrival and marked", async () => {
    const { send, lines, metric } = createFixture();
    send("gw/log", "2015-07-29 17:41:44,747 - INFO old\n2026-01-05 11:59:00 INFO new\nno time");
    expect(lines.map(({ at, clock }) => [at - noon, clock])).toEqual([
      [0, "unsynced"],
      [-60_000, "synced"],
      [0, "synced"],
    ]);
    expect(await metric("edgewise_ingest_times_replaced_total")).toBe(1);
  });

  it("of a record deep in records is found without end", () => {
    const { send, lines } = createFixture();
    let record: object = { level: 30, msg: "inside" };
    for (let depth = 0; depth < 6; depth += 1) record = { log: JSON.stringify(record), stream: "stdout" };
    send("gw/log", record);
    expect(lines).toHaveLength(1);
  });
});

it("no payload makes the reader throw or hand on an unshowable message", () => {
  const { send, lines } = createFixture();
  const part = fc.oneof(
    fc.string(),
    fc.json(),
    fc.constantFrom("\n", "<34>1 ", "\u001b[", "[", "2026-01-05 ", '{"MESSAGE":[1,2', "level=info msg="),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 6 }), (parts) => send("gw/log", parts.join(""))),
    { numRuns: 1_000 },
  );
  expect(lines.length).toBeGreaterThan(0);
  expect(
    lines.filter(({ message }) => message === "" || /[\u0000-\u001f\u007f-\u009f]/.test(message)),
  ).toEqual([]);
});
