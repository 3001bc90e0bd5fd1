import { describe, expect, it } from "vitest";
import type { VoiceView } from "../../../src/domain/voice-view.ts";
import { createStateTopic } from "../../../src/voice/state-topic.ts";
import { createVirtualClock } from "../../support/virtual-clock.ts";

const view: VoiceView = {
  isOn: true,
  isMuted: false,
  sources: [{ name: "desk", kind: "microphone", area: "Office", state: "waiting" }],
  grammar: { state: "ready", words: 40, compileMs: 5, problem: undefined },
  wakePhrases: [
    {
      phrase: "hey house",
      source: "desk",
      threshold: 0.8,
      falseAlarmsPerDay: 31,
      heldAt: "highest",
      note: "It would be missed.",
    },
  ],
};

function create() {
  const topics: [string, unknown][] = [];
  const topic = createStateTopic({
    baseTopic: "edgewise/home",
    retained: { set: (name, payload) => topics.push([name, payload]) },
    clock: createVirtualClock(),
    clockTrust: { quality: () => "synced" },
  });
  return { topic, topics };
}

describe("the state of voice by MQTT", () => {
  it("has sources, grammar and how each wake phrase stands", () => {
    const { topic, topics } = create();
    topic.tell(view);
    expect(topics.map(([name]) => name)).toEqual(["edgewise/home/voice/state", "edgewise/home/voice/mute"]);
    expect(JSON.parse(String(topics[0]?.[1]))).toMatchObject({
      schema: "edgewise.voice.v1",
      sources: view.sources.map(({ name, state }) => ({ name, state })),
      grammar: { state: "ready" },
      wakePhrases: view.wakePhrases,
    });
  });

  it("is told again only when something changed", () => {
    const { topic, topics } = create();
    topic.tell(view);
    topic.tell({ ...view, grammar: { ...view.grammar, compileMs: 7 } });
    expect(topics).toHaveLength(2);
    topic.tell({ ...view, wakePhrases: [] });
    expect(topics).toHaveLength(3);
  });
});
