import type { Microphone } from "./capture/microphone.ts";
import type { SoundInputs } from "./sound-inputs.ts";
import type { SourceBoard } from "./source-board.ts";

/** The microphone of this machine among the other sources. `make` is told whether it begins muted. */
export function createMicrophoneInput(options: {
  make: (isMuted: boolean) => Microphone;
  board: SourceBoard;
}): SoundInputs {
  const { board } = options;
  let microphone: Microphone | undefined;
  return {
    async start(isMuted) {
      const made = options.make(isMuted);
      microphone = made;
      const { name, area } = made.source;
      const look = () => {
        const { state, problem } = made.view();
        board.put({ name, kind: "microphone", area, isUp: state === "recording", problem });
      };
      made.onChanged(look);
      made.start();
      look();
    },
    setMuted(isMuted) {
      void microphone?.setMuted(isMuted);
    },
    async stop() {
      await microphone?.stop();
    },
  };
}
