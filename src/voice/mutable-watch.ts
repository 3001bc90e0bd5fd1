import type { Watch } from "./hearing/watch.ts";
import { sampleRate } from "./ports.ts";
import type { DetectRequest, WatchInput } from "./wyoming/backend.ts";

/**
 * Watches for wake phrases as long as a peer likes, over hours in which edgewise is muted, knows no phrases yet, or comes to know
 * others. What comes while it is muted is thrown away unread.
 */
export function createMutableWatch(options: {
  isMuted: () => boolean;
  /** Another number: what was opened before watches for the wrong phrases. */
  version: () => number;
  /** Times are from the first sound given to the watch. Undefined: there is nothing to watch for yet. */
  open: (onDetection: (found: { phrase: string; toMs: number }) => void) => Watch | undefined;
  onDetection: DetectRequest["onDetection"];
}): WatchInput {
  const { isMuted, version, open, onDetection } = options;
  let watch: Watch | undefined;
  let openedVersion: number | undefined;
  let samplesBefore = 0;

  const close = () => {
    watch?.abandon();
    watch = undefined;
  };
  const current = (): Watch | undefined => {
    if (isMuted() || openedVersion !== version()) close();
    if (watch || isMuted()) return watch;
    const fromMs = (samplesBefore / sampleRate) * 1_000;
    openedVersion = version();
    watch = open(({ phrase, toMs }) => {
      if (!isMuted()) onDetection({ phrase, atMs: fromMs + toMs });
    });
    return watch;
  };

  return {
    async accept(samples) {
      const watching = current();
      samplesBefore += samples.length;
      await watching?.accept(samples);
    },
    async end() {
      if (isMuted()) close();
      await watch?.end();
    },
    abandon: close,
  };
}
