import type { Clock } from "../../core/clock.ts";
import { askPeer } from "../wyoming/ask-peer.ts";
import { message, type WyomingMessage } from "../wyoming/message.ts";
import { encodingOfWidth, type SoundFormat, soundFormatOf } from "../wyoming/sound-format.ts";
import { SynthesisError } from "./errors.ts";
import { pcmSound } from "./pcm-sound.ts";
import type { Sound } from "./sound-output.ts";

/** Port of wyoming-piper. */
const usualPort = 10_200;

/**
 * Speech by a Wyoming server, such as Piper. It is gathered as a whole: an answer is a sentence or two, and sound of
 * which the rest does not come is worse than none.
 * @throws WyomingPeerError, SynthesisError
 */
export function synthesiseByWyoming(options: {
  text: string;
  url: string;
  voice: string | undefined;
  timeoutMs: number;
  soundMsMax: number;
  clock: Clock;
  signal: AbortSignal;
}): Promise<Sound> {
  const { text, url, voice, soundMsMax } = options;
  const pieces: Buffer[] = [];
  let format: SoundFormat | undefined;
  let bytesLeft = Number.POSITIVE_INFINITY;
  const begin = (first: WyomingMessage): SoundFormat => {
    const begun = soundFormatOf(first);
    bytesLeft = begun.rate * begun.width * begun.channels * (soundMsMax / 1_000);
    return begun;
  };
  return askPeer({
    ...options,
    usualPort,
    ask: (connection) =>
      connection.send(
        message("synthesize", { text, ...(voice === undefined ? {} : { voice: { name: voice } }) }),
      ),
    onMessage(received) {
      if (received.type === "audio-start") format = begin(received);
      if (received.type === "audio-chunk") {
        format ??= begin(received);
        bytesLeft -= received.payload?.length ?? 0;
        if (bytesLeft < 0)
          throw new SynthesisError(url, `it gave more than ${soundMsMax / 1_000} seconds of sound`);
        if (received.payload) pieces.push(received.payload);
      }
      if (received.type !== "audio-stop") return undefined;
      if (!format) throw new SynthesisError(url, "it gave no sound");
      const { width, rate, channels } = format;
      return pcmSound(Buffer.concat(pieces), { encoding: encodingOfWidth[width], rate, channels });
    },
  });
}
