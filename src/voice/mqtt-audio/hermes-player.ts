import type { Clock } from "../../core/clock.ts";
import { writeWav } from "../audio/wav-writer.ts";
import { pieceEnd } from "./sound-pieces.ts";

interface PlayedSound {
  samples: Int16Array;
  rate: number;
}

/**
 * Plays sound at a site. The protocol knows no way to stop what was sent, so a long sound is sent piece by piece, each when the
 * last was played: who interrupts a reply drops the pieces that are to come. That needs a site that tells when it has played
 * something, as most do; one that has never done so gets all at once, since pieces sent by the clock would have gaps.
 */
export interface HermesPlayer {
  /**
   * Settles when the satellite says that all was played, or when it could have been. When `signal` aborts, nothing more is sent,
   * and it settles when what was sent must be over: until then it is heard there.
   */
  play(sound: PlayedSound, signal: AbortSignal): Promise<void>;
  /** The satellite says so; undefined: it gives no names, and plays one sound after the other. */
  finished(id: string | undefined): void;
  /** Everything that plays settles. */
  close(): void;
}

/** What a network and a slow satellite may add to the length of a sound. */
const playGraceMs = 2_000;

export function createHermesPlayer(options: {
  clock: Clock;
  createId: () => string;
  send: (id: string, wav: Buffer) => void;
}): HermesPlayer {
  const { clock, createId, send } = options;
  const playing = new Map<string, (isTold: boolean) => void>();
  let tellsFinished = false;
  let isClosed = false;

  function playPiece({ samples, rate }: PlayedSound, signal: AbortSignal): Promise<void> {
    const id = createId();
    const overAtMs = clock.monotonicMs() + (samples.length / rate) * 1_000;
    return new Promise((resolve) => {
      const finish = (isTold: boolean) => {
        cancel();
        playing.delete(id);
        signal.removeEventListener("abort", hurry);
        if (!isTold && !signal.aborted) tellsFinished = false;
        resolve();
      };
      const hurry = () => {
        cancel();
        cancel = clock.after(Math.max(0, overAtMs - clock.monotonicMs()), () => finish(false));
      };
      let cancel = clock.after(overAtMs + playGraceMs - clock.monotonicMs(), () => finish(false));
      playing.set(id, finish);
      signal.addEventListener("abort", hurry, { once: true });
      send(id, writeWav(samples, rate));
    });
  }

  return {
    async play({ samples, rate }, signal) {
      for (let from = 0; from < samples.length && !signal.aborted && !isClosed; ) {
        const to = tellsFinished ? pieceEnd(samples, rate, from) : samples.length;
        await playPiece({ samples: samples.subarray(from, to), rate }, signal);
        from = to;
      }
    },
    finished(id) {
      const [first] = playing.keys();
      const finish = playing.get(id ?? first ?? "");
      if (!finish) return;
      tellsFinished = true;
      finish(true);
    },
    close() {
      isClosed = true;
      for (const finish of [...playing.values()]) finish(true);
    },
  };
}
