import type { Clock } from "../core/clock.ts";
import type { ClockTrust } from "../domain/ports.ts";
import type { VoiceView } from "../domain/voice-view.ts";

/** Keeps `<base>/voice/state` and `<base>/voice/mute` (both retained) true. Told again only when something changed. */
export interface StateTopic {
  tell(view: VoiceView): void;
}

export function createStateTopic(options: {
  baseTopic: string;
  retained: { set(topic: string, payload: string): void };
  clock: Clock;
  clockTrust: ClockTrust;
}): StateTopic {
  const { baseTopic, retained, clock, clockTrust } = options;
  let told = "";
  let toldMuted: boolean | undefined;
  return {
    tell({ isMuted, sources, grammar, wakePhrases }) {
      const { state, problem } = grammar;
      const body = { isMuted, sources, grammar: { state, problem }, wakePhrases };
      const text = JSON.stringify(body);
      if (text === told) return;
      told = text;
      retained.set(
        `${baseTopic}/voice/state`,
        JSON.stringify({
          schema: "edgewise.voice.v1",
          at: new Date(clock.now()).toISOString(),
          clock: clockTrust.quality(),
          ...body,
        }),
      );
      if (isMuted !== toldMuted) retained.set(`${baseTopic}/voice/mute`, isMuted ? "ON" : "OFF");
      toldMuted = isMuted;
    },
  };
}
