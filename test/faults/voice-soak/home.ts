import type { TestClient } from "../../support/mqtt-client.ts";

/** What can be said to the home of the run, and what is then sent to which device. */
export interface SpokenCommand {
  text: string;
  topic: string;
  state: "ON" | "OFF";
}

export const entities = [
  { name: "Kitchen lamp", kind: "light", area: "Kitchen", topic: "zigbee2mqtt/kitchen_lamp" },
  { name: "Hall fan", kind: "fan", area: "Hall", topic: "zigbee2mqtt/hall_fan" },
  { name: "Garden pump", kind: "pump", area: "Garden", topic: "zigbee2mqtt/garden_pump" },
];

export const commands: readonly SpokenCommand[] = entities.flatMap(({ name, topic }) =>
  (["ON", "OFF"] as const).map((state) => ({
    text: `turn ${state.toLowerCase()} the ${name.toLowerCase()}`,
    topic: `${topic}/set`,
    state,
  })),
);

/** The devices: each tells the state that it was sent. Counts what it was sent. */
export interface Devices {
  sentCount(command: SpokenCommand): number;
}

export function answerAsDevices(home: TestClient): Devices {
  const sent = new Map<string, number>();
  home.onMessage(({ topic, payload }) => {
    if (!topic.startsWith("zigbee2mqtt/") || !topic.endsWith("/set")) return;
    const { state } = JSON.parse(payload) as { state: string };
    const key = `${topic} ${state}`;
    sent.set(key, (sent.get(key) ?? 0) + 1);
    void home.publish(topic.slice(0, -"/set".length), payload);
  });
  return { sentCount: ({ topic, state }) => sent.get(`${topic} ${state}`) ?? 0 };
}
