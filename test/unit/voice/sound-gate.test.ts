import { describe, expect, it } from "vitest";
import { createSoundGate } from "../../../src/voice/sound-gate.ts";

const source = { name: "desk", area: undefined };

function create() {
  const calls: string[] = [];
  const gate = createSoundGate({
    onSound: (_source, samples) => calls.push(`sound ${samples.length}`),
    onBegin: () => calls.push("begin"),
    onEnd: () => calls.push("end"),
    onBreak: (_source, because) => calls.push(`break ${because}`),
  });
  return { gate, calls };
}

describe("the gate of sound", () => {
  it("lets nothing through until it is told that it is not muted", () => {
    const { gate, calls } = create();
    gate.onBegin(source, { hasEnd: false, session: undefined });
    gate.onSound(source, new Int16Array(3));
    expect(calls).toEqual([]);
    gate.setMuted(false);
    gate.onSound(source, new Int16Array(3));
    expect(calls).toEqual(["sound 3"]);
  });

  it("gives up what is under way when it is muted", () => {
    const { gate, calls } = create();
    gate.setMuted(false);
    gate.onBegin(source, { hasEnd: true, session: undefined });
    gate.setMuted(true);
    gate.onEnd(source);
    gate.setMuted(true);
    expect(calls).toEqual(["begin", "break muted"]);
  });

  it("has nothing to give up of a source that is gone", () => {
    const { gate, calls } = create();
    gate.setMuted(false);
    gate.onSound(source, new Int16Array(1));
    gate.onBreak(source, "gone");
    gate.setMuted(true);
    expect(calls).toEqual(["sound 1", "break gone"]);
  });
});
