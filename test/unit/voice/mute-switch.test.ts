import { describe, expect, it } from "vitest";
import { createReporter } from "../../../src/core/events.ts";
import { voiceEvents } from "../../../src/voice/events.ts";
import { createMuteSwitch } from "../../../src/voice/mute-switch.ts";
import { createMemoryBus } from "../../support/memory-bus.ts";
import { createTestObservability } from "../../support/observability.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";
import { createMemoryState } from "../app/support.ts";

function create(state = createMemoryState(), isMutedAtFirst = false) {
  const clock = createVirtualClock();
  const observability = createTestObservability(clock);
  const bus = createMemoryBus(clock);
  const changes: boolean[] = [];
  const mute = createMuteSwitch({
    baseTopic: "edgewise/barn",
    bus,
    state,
    isMutedAtFirst,
    reporter: createReporter("voice", voiceEvents, observability),
    onChanged: (isMuted) => changes.push(isMuted),
  });
  return { mute, state, bus, changes, events: () => observability.records.map(({ event }) => event) };
}

describe("the mute switch", () => {
  it("is muted until it knows better, then as it was kept", async () => {
    const { mute, state } = create();
    expect(mute.isMuted).toBe(true);
    await mute.start();
    expect(mute.isMuted).toBe(false);
    await mute.set(true, "http");
    const again = create(state);
    await again.mute.start();
    expect(again.mute.isMuted).toBe(true);
  });

  it("begins muted where that is configured", async () => {
    const { mute } = create(createMemoryState(), true);
    await mute.start();
    expect(mute.isMuted).toBe(true);
  });

  it("stays muted when what was kept cannot be read", async () => {
    const state = createMemoryState();
    state.failWith(new Error("the disk is gone"));
    const { mute, events } = create(state);
    await mute.start();
    expect(mute.isMuted).toBe(true);
    expect(events()).toContain("voice.muteUnread");
  });

  it("mutes at once even if that cannot be kept, and says so", async () => {
    const { mute, state, changes, events } = create();
    await mute.start();
    state.failWith(new Error("the disk is gone"));
    await mute.set(true, "http");
    expect(changes).toEqual([true]);
    expect(events()).toEqual(["voice.muted", "voice.muteUnsaved"]);
  });

  it("is set by MQTT, but not by a retained message nor by something else", async () => {
    const { mute, bus, changes, events } = create();
    await mute.start();
    await bus.deliver("edgewise/barn/voice/mute/set", "ON");
    await bus.deliver("edgewise/barn/voice/mute/set", "off", { isRetained: true });
    await bus.deliver("edgewise/barn/voice/mute/set", "perhaps");
    expect(changes).toEqual([true]);
    expect(events()).toContain("voice.muteRefused");
    await bus.deliver("edgewise/barn/voice/mute/set", " off ");
    expect(changes).toEqual([true, false]);
  });
});
