import { describe, expect, it } from "vitest";
import { HomeAssistant } from "../../../src/app/home-assistant.ts";
import type { HomeAssistantEntity } from "../../../src/domain/home-assistant.ts";
import { createMemoryBus } from "../../support/memory-bus.ts";
import { createMemoryState } from "../../support/memory-state.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { patient } from "./support.ts";

const mute: HomeAssistantEntity = {
  platform: "switch",
  id: "voice_mute",
  config: { name: "Voice mute", state_topic: "edgewise/barn/voice/mute" },
};
const hall: HomeAssistantEntity = {
  platform: "sensor",
  id: "voice_source_hall",
  config: { name: "Voice hall" },
};

function create(config: { isEnabled?: boolean; topicPrefix?: string } = {}, state = createMemoryState()) {
  const clock = createVirtualClock();
  const bus = createMemoryBus(clock);
  const homeAssistant = new HomeAssistant({
    config: { isEnabled: true, topicPrefix: "homeassistant", ...config },
    node: "barn",
    version: "0.1.0",
    baseTopic: "edgewise/barn",
    bus,
    clock,
    state,
  });
  const settle = () => clock.advance(0);
  const sent = () =>
    bus.published.splice(0).map(({ topic, payload }) => `${topic}${payload === "" ? " cleared" : ""}`);
  return { homeAssistant, bus, state, clock, settle, sent };
}

const muteTopic = "homeassistant/switch/edgewise_barn/voice_mute/config";

describe("the announcement to Home Assistant", () => {
  it("is a retained topic for each entity, of one device with its availability", async () => {
    const { homeAssistant, bus, settle } = create();
    homeAssistant.offer([mute]);
    await homeAssistant.start();
    await settle();
    expect(bus.published).toHaveLength(1);
    const [{ topic, payload, options } = { topic: "", payload: "", options: {} }] = bus.published;
    expect(topic).toBe(muteTopic);
    expect(options).toEqual({ qos: 1, retain: true });
    expect(JSON.parse(String(payload))).toMatchObject({
      name: "Voice mute",
      state_topic: "edgewise/barn/voice/mute",
      unique_id: "edgewise_barn_voice_mute",
      availability_topic: "edgewise/barn/status",
      device: { identifiers: ["edgewise_barn"], name: "edgewise barn", sw_version: "0.1.0" },
      origin: { name: "edgewise" },
    });
  });

  it("comes once for each entity, and later for one that comes later", async () => {
    const { homeAssistant, settle, sent } = create();
    homeAssistant.offer([mute]);
    await homeAssistant.start();
    homeAssistant.offer([mute]);
    homeAssistant.offer([mute, hall]);
    homeAssistant.offer([mute]);
    await settle();
    expect(sent()).toEqual([muteTopic, "homeassistant/sensor/edgewise_barn/voice_source_hall/config"]);
  });

  it("takes back what an earlier run announced and this one does not", async () => {
    const { homeAssistant, bus, settle, sent } = create();
    homeAssistant.offer([mute]);
    await homeAssistant.start();
    const old = "homeassistant/sensor/edgewise_barn/voice_source_attic/config";
    await bus.deliver(old, "{}", { isRetained: true });
    await bus.deliver(muteTopic, "{}", { isRetained: true });
    await settle();
    expect(sent()).toEqual([muteTopic, `${old} cleared`]);
  });

  it("is taken back when it is switched off, or goes under another prefix", async () => {
    const { state, homeAssistant } = create();
    await homeAssistant.start();
    for (const config of [{ isEnabled: false }, { topicPrefix: "ha" }]) {
      const next = create(config, state);
      state.values.set("homeAssistant/prefix", "homeassistant");
      await next.homeAssistant.start();
      await next.bus.deliver(muteTopic, "{}", { isRetained: true });
      await next.settle();
      expect(next.sent()).toEqual([`${muteTopic} cleared`]);
    }
  });

  it("is nothing, and nothing is listened to, where it was never switched on", async () => {
    const { homeAssistant, bus, state, settle } = create({ isEnabled: false });
    homeAssistant.offer([mute]);
    await homeAssistant.start();
    await bus.deliver(muteTopic, "{}", { isRetained: true });
    await settle();
    expect(bus.published).toEqual([]);
    expect(state.values.size).toBe(0);
    expect(homeAssistant.health()).toMatchObject({ status: "ok", detail: "Nothing is announced." });
    await homeAssistant.stop({ signal: patient() });
  });

  it("goes on, and says so, where it cannot be kept that something was announced", async () => {
    const { homeAssistant, state, settle, sent } = create();
    state.fail(true);
    homeAssistant.offer([mute]);
    await homeAssistant.start();
    await settle();
    expect(sent()).toEqual([muteTopic]);
    expect(homeAssistant.health()).toMatchObject({
      status: "degraded",
      detail: expect.stringMatching(/disk full/),
    });
  });
});
