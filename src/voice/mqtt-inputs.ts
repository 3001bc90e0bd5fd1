import type { MqttSound } from "./mqtt-audio/plain-topics.ts";
import type { SoundInputs } from "./sound-inputs.ts";
import type { SourceBoard } from "./source-board.ts";

/** Sound by MQTT among the other sources, which come and go as messages come. */
export function createMqttInput({ sound, board }: { sound: MqttSound; board: SourceBoard }): SoundInputs {
  const shown = new Set<string>();
  const look = () => {
    const now = sound.sources();
    for (const { name, area, problem } of now) {
      shown.add(name);
      board.put({ name, kind: "mqtt", area, isUp: true, problem });
    }
    for (const name of shown) {
      if (now.some((source) => source.name === name)) continue;
      shown.delete(name);
      board.remove(name);
    }
  };
  let stopLooking = () => {};
  return {
    async start(isMuted) {
      stopLooking = sound.onChanged(look);
      sound.start(isMuted);
    },
    setMuted: (isMuted) => sound.setMuted(isMuted),
    async stop() {
      sound.stop();
      stopLooking();
    },
  };
}
