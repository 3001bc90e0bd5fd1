import { describe, expect, it } from "vitest";
import type { EntityInput } from "../../../../src/commands/entities/definition.ts";
import { parseEntities } from "../../../../src/commands/entities/parse.ts";
import { createRegistry } from "../../../../src/commands/entities/registry.ts";
import { createEntityStates } from "../../../../src/commands/entities/states.ts";

function statesOf(...entities: EntityInput[]) {
  const registry = (inputs: EntityInput[]) => {
    const made = createRegistry(parseEntities(inputs, []), []);
    if (!made.ok) throw new Error(made.reason.join("\n"));
    return made.value;
  };
  const oversize: string[] = [];
  const states = createEntityStates({ payloadBytesMax: 1000, onOversize: (topic) => oversize.push(topic) });
  states.follow(registry(entities));
  const take = (topic: string, payload: string | Buffer, isRetained = false) =>
    states.take({ topic, payload: Buffer.from(payload), receivedAt: 5, isRetained });
  return { states, take, oversize, follow: (...inputs: EntityInput[]) => states.follow(registry(inputs)) };
}

const lamp: EntityInput = { name: "Lamp", kind: "light", topic: "z/lamp" };

describe("entity states", () => {
  it("reads the state and scales the brightness of a Zigbee lamp", () => {
    const { states, take } = statesOf(lamp);
    expect(take("z/lamp", '{"state":"ON","brightness":127,"linkquality":90}')).toBe(1);
    expect(states.get("lamp", "")).toEqual({ value: "on", at: 5, isRetained: false });
    expect(states.get("lamp", "brightness")?.value).toBe(50);
  });

  it("keeps what a partial report leaves out", () => {
    const { states, take } = statesOf(lamp);
    take("z/lamp", '{"state":"ON","brightness":254}');
    take("z/lamp", '{"state":"OFF"}');
    expect(states.get("lamp", "")?.value).toBe("off");
    expect(states.get("lamp", "brightness")?.value).toBe(100);
  });

  it("takes a closed contact for a closed door", () => {
    const { states, take } = statesOf({
      name: "Door",
      kind: "binarySensor",
      deviceClass: "door",
      topic: "z/door",
    });
    take("z/door", '{"contact":true}');
    expect(states.get("door", "")?.value).toBe("closed");
    take("z/door", '{"contact":false}');
    expect(states.get("door", "")?.value).toBe("open");
  });

  it("translates by the entity's own map and keeps unknown words", () => {
    const { states, take } = statesOf({
      name: "Pump",
      kind: "pump",
      schema: "plain",
      topic: "pump",
      state: { map: { RUN: "on" } },
    });
    take("pump", "RUN");
    expect(states.get("pump", "")?.value).toBe("on");
    take("pump", "Jammed");
    expect(states.get("pump", "")?.value).toBe("jammed");
  });

  it.each([
    ["nothing", ""],
    ["broken JSON", '{"state":'],
    ["an array", '["ON"]'],
    ["a table where a word belongs", '{"state":{"a":1}}'],
    ["null", '{"state":null}'],
    ["prototype keys", '{"__proto__":{"state":"ON"}}'],
    ["binary noise", Buffer.from([0xff, 0x00, 0xfe])],
  ])("reads nothing from %s", (_, payload) => {
    const { states, take } = statesOf(lamp);
    expect(take("z/lamp", payload)).toBe(0);
    expect(states.get("lamp", "")).toBeUndefined();
  });

  it("does not find inherited properties by a path", () => {
    const { states, take } = statesOf({ ...lamp, state: { field: "constructor.name" } });
    take("z/lamp", '{"state":"ON"}');
    expect(states.get("lamp", "")).toBeUndefined();
  });

  it("refuses a huge payload and says so", () => {
    const { states, take, oversize } = statesOf(lamp);
    take("z/lamp", `{"state":"ON","x":"${"x".repeat(1000)}"}`);
    expect(states.get("lamp", "")).toBeUndefined();
    expect(oversize).toEqual(["z/lamp"]);
  });

  it("cuts a word of any length", () => {
    const { states, take } = statesOf({ ...lamp, schema: "plain" });
    take("z/lamp", "x".repeat(900));
    expect(String(states.get("lamp", "")?.value).length).toBeLessThanOrEqual(40);
  });

  it("keeps known values over a change of the things and forgets those of things that went", () => {
    const { states, take, follow } = statesOf(lamp, { name: "Other", kind: "light", topic: "z/other" });
    take("z/lamp", '{"state":"ON"}');
    take("z/other", '{"state":"ON"}');
    follow(lamp, { name: "New", kind: "light", topic: "z/new" });
    expect(states.get("lamp", "")?.value).toBe("on");
    expect(states.get("other", "")).toBeUndefined();
    follow({ ...lamp, topic: "z/moved" });
    expect(states.get("lamp", "")).toBeUndefined();
  });

  it("does not take an empty or boolean value for a number", () => {
    const { states, take } = statesOf({
      name: "T",
      kind: "sensor",
      deviceClass: "temperature",
      topic: "z/t",
    });
    take("z/t", '{"temperature":""}');
    expect(states.get("t", "")).toBeUndefined();
    take("z/t", '{"temperature":21.5}');
    expect(states.get("t", "")?.value).toBe(21.5);
  });
});
