import { describe, expect, it } from "vitest";
import { createTimeCarrier } from "../../../../src/cli/replay/carry-time.ts";
import { ingestConfig } from "../../../../src/ingest/config.ts";

const at = Date.UTC(2015, 1, 2, 14, 0, 0);
const hourMs = 3_600_000;

function carry(topic: string, payload: string, given: { at?: number | undefined; ingest?: object } = {}) {
  const carryTime = createTimeCarrier({
    ingest: ingestConfig.parse(given.ingest ?? {}),
    topicPrefix: "replay",
    shiftMs: hourMs,
    zone: "utc",
  });
  return carryTime({ at: "at" in given ? given.at : at, topic, payload });
}

describe("the time carrier", () => {
  it("adds the moved time to rows of a table", () => {
    expect(carry("replay/room", '{"co2":700}')).toEqual({
      payload: '{"co2":700,"timestamp":"2015-02-02T15:00:00.000Z"}',
      isTimed: true,
    });
  });

  it("moves a time that is inside already, whatever its form, and adds none", () => {
    expect(carry("a/b", '{"ts":"2015-02-02 14:00:00","v":1}').payload).toBe(
      '{"ts":"2015-02-02T15:00:00.000Z","v":1}',
    );
    expect(carry("a/b", `{"time":${at / 1000},"v":1}`).payload).toBe(
      '{"time":"2015-02-02T15:00:00.000Z","v":1}',
    );
    expect(carry("gw/log", `{"__REALTIME_TIMESTAMP":"${at}000","MESSAGE":"x"}`).payload).toBe(
      `{"__REALTIME_TIMESTAMP":"${at + hourMs}000","MESSAGE":"x"}`,
    );
  });

  it("takes a small number called time for a length, not for a time", () => {
    expect(JSON.parse(carry("replay/x", '{"time":12.5,"v":1}').payload)).toEqual({
      time: 12.5,
      v: 1,
      timestamp: "2015-02-02T15:00:00.000Z",
    });
  });

  it("wraps log lines as Docker does, so that their text stays as it is", () => {
    const line = "Feb  2 14:00:00 gw sshd[1]: {hello}";
    expect(JSON.parse(carry("replay/gw/log", line).payload)).toEqual({
      log: line,
      stream: "stdout",
      time: "2015-02-02T15:00:00.000Z",
    });
    const rule = { logs: [{ topic: "plant/+/messages" }] };
    expect(carry("plant/1/messages", line, { ingest: rule }).payload).toContain('"stream":"stdout"');
  });

  it("wraps numbers of a file, but leaves plain values of a recording to their topics", () => {
    expect(carry("replay/level", "4.5")).toEqual({
      payload: '{"value":4.5,"timestamp":"2015-02-02T15:00:00.000Z"}',
      isTimed: true,
    });
    expect(carry("farm/soil", "41")).toEqual({ payload: "41", isTimed: false });
  });

  it.each([
    ["replay/x", '{"broken":'],
    ["replay/x", ""],
    ["farm/lamp", "ON"],
    ["farm/batch", '[{"v":1}]'],
  ])("leaves %s %j as it is", (topic, payload) => {
    expect(carry(topic, payload)).toEqual({ payload, isTimed: false });
  });

  it("does not invent a time for a record without one", () => {
    expect(carry("replay/x", '{"v":1}', { at: undefined })).toEqual({ payload: '{"v":1}', isTimed: false });
    expect(carry("replay/x/log", "hello", { at: undefined })).toEqual({ payload: "hello", isTimed: false });
  });

  it("keeps keys that could reach a prototype plain data", () => {
    const { payload } = carry("replay/x", '{"__proto__":{"polluted":1},"v":1}');
    expect(payload).toContain('"v":1');
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});
