import { describe, expect, it } from "vitest";
import { homeAssistantEntities } from "../../../src/voice/home-assistant-entities.ts";

const entities = (...sources: string[]) => homeAssistantEntities("edgewise/home", sources);

describe("entities of voice in Home Assistant", () => {
  it("are mute as a switch, what was heard, and the state of each source", () => {
    const [mute, heard, desk] = entities("desk");
    expect(mute).toMatchObject({
      platform: "switch",
      config: { state_topic: "edgewise/home/voice/mute", command_topic: "edgewise/home/voice/mute/set" },
    });
    expect(heard).toMatchObject({ platform: "sensor", config: { state_topic: "edgewise/home/reply" } });
    expect(desk).toMatchObject({
      platform: "sensor",
      id: "voice_source_desk",
      config: {
        state_topic: "edgewise/home/voice/state",
        device_class: "enum",
        options: expect.arrayContaining(["waiting", "listening", "hearing"]),
        value_template: expect.stringContaining("selectattr('name', 'eq', 'desk')"),
      },
    });
  });

  it("keep a name that somebody chose from being a template", () => {
    const template = String(entities("x') }}{{ é😀\\")[2]?.config.value_template);
    expect(template).toContain(String.raw`'x\u0027\u0029 \u007d\u007d\u007b\u007b \u00e9\U0001f600\u005c'`);
  });

  it("have ids that are fit for a topic, and one each", () => {
    const ids = entities("Küche", "Kache", "kuche", "k_che", "a/b", "a b").map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-zA-Z0-9_-]+$/);
  });
});
