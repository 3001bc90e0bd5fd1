import { describe, expect, it } from "vitest";
import { createMutableWatch } from "../../../src/voice/mutable-watch.ts";

const second = new Int16Array(16_000);

function create() {
  const state = { isMuted: false, version: 1, hasPhrases: true };
  const detected: number[] = [];
  const trail: string[] = [];
  let opened = 0;
  const watch = createMutableWatch({
    isMuted: () => state.isMuted,
    version: () => state.version,
    open(onDetection) {
      if (!state.hasPhrases) return undefined;
      opened += 1;
      const number = opened;
      let seconds = 0;
      return {
        async accept() {
          seconds += 1;
          trail.push(`${number} hears`);
          onDetection({ phrase: "hey edgewise", toMs: seconds * 1_000 });
        },
        async end() {
          trail.push(`${number} ends`);
        },
        abandon: () => trail.push(`${number} abandoned`),
      };
    },
    onDetection: ({ atMs }) => detected.push(atMs),
  });
  return { state, detected, trail, watch };
}

describe("a watch that stays open", () => {
  it("hears nothing while muted, and goes on afterwards with times from the beginning of the sound", async () => {
    const { state, detected, trail, watch } = create();
    await watch.accept(second);
    state.isMuted = true;
    await watch.accept(second);
    await watch.accept(second);
    state.isMuted = false;
    await watch.accept(second);
    expect(trail).toEqual(["1 hears", "1 abandoned", "2 hears"]);
    expect(detected).toEqual([1_000, 4_000]);
  });

  it("that was opened while muted, or before there were phrases, is not deaf for good", async () => {
    const { state, detected, watch } = create();
    Object.assign(state, { isMuted: true, hasPhrases: false });
    await watch.accept(second);
    state.isMuted = false;
    await watch.accept(second);
    state.hasPhrases = true;
    await watch.accept(second);
    expect(detected).toEqual([3_000]);
  });

  it("watches for other phrases when there are", async () => {
    const { state, trail, watch } = create();
    await watch.accept(second);
    state.version = 2;
    await watch.accept(second);
    await watch.end();
    expect(trail).toEqual(["1 hears", "1 abandoned", "2 hears", "2 ends"]);
  });
});
