import type { ReplySpeaker, SpokenWhere } from "./responder.ts";
import type { SoundOutput } from "./speak/sound-output.ts";
import type { Speaker } from "./speak/speaker.ts";

/** Sound goes to where it was spoken: back to a satellite that can play, or to the loudspeaker here for a microphone here. */
export function createReplySpeaker(options: {
  speaker: Speaker;
  /** The loudspeaker of this machine. */
  play: SoundOutput["play"];
  /** Whether the source is a microphone of this machine. */
  isHere: (source: string) => boolean;
}): ReplySpeaker {
  const { speaker } = options;
  const outputOf = ({ source, feedback }: SpokenWhere): SoundOutput | undefined => {
    const { name } = source;
    const play = feedback?.play;
    if (play) return { name, play: (sound, signal) => play(sound, signal) };
    return options.isHere(name) ? { name, play: options.play } : undefined;
  };
  return {
    async say(text, where) {
      const output = outputOf(where);
      return output ? speaker.say(text, output) : "silent";
    },
    async cue(cue, where) {
      const output = outputOf(where);
      if (output) await speaker.earcon(cue, output);
    },
    interrupt: (source) => speaker.interrupt(source),
  };
}
