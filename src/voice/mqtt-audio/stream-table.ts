import { type Clock, every } from "../../core/clock.ts";
import { Emitter } from "../../core/emitter.ts";
import type { Reporter } from "../../core/events.ts";
import { LruMap } from "../../core/lru-map.ts";
import type { SoundListener, SoundSource } from "../ports.ts";
import type { mqttAudioEvents } from "./events.ts";
import { createSoundStream, type SoundStream } from "./sound-stream.ts";

/**
 * The sources that send sound by MQTT.
 *
 * Limits and invariants:
 * 1. At most `sourcesMax`: for one more, the one that was silent longest is forgotten, and the listener told that it is gone.
 * 2. One that sends nothing for `goneMs` is forgotten likewise: whoever makes topics up costs no memory for long.
 */
export interface StreamTable {
  /** The stream of a source, made where there is none. */
  open(source: SoundSource): SoundStream;
  get(name: string): SoundStream | undefined;
  all(): readonly SoundStream[];
  /** Called when a source comes or goes, or its problem is another one. */
  onChanged(listener: () => void): () => void;
  /** To be called after a message was taken: tells of problems that are new. */
  noteProblems(): void;
  /** The connection to the broker was lost or made, and with it messages may be missing: of each source, what was under way is given up. */
  interrupt(): void;
  start(): void;
  /** Closes all of them. */
  stop(because: "gone" | "muted"): void;
}

export interface StreamTableOptions {
  sourcesMax: number;
  gapMs: number;
  goneMs: number;
  listener: SoundListener;
  clock: Clock;
  reporter: Reporter<typeof mqttAudioEvents>;
}

export function createStreamTable(options: StreamTableOptions): StreamTable {
  const { clock, reporter, goneMs } = options;
  const changes = new Emitter<void>();
  const forget = (stream: SoundStream, why: "crowded" | "silent") => {
    reporter.report("soundSourceForgotten", { source: stream.source.name, why });
    stream.close("gone");
  };
  const streams = new LruMap<string, SoundStream>(options.sourcesMax, (_, stream) =>
    forget(stream, "crowded"),
  );
  let problems = "";
  let cancelLook = () => {};

  function lookForGone(): void {
    const nowMs = clock.monotonicMs();
    const gone = [...streams.values()].filter(({ heardAtMs }) => nowMs - heardAtMs >= goneMs);
    for (const stream of gone) {
      streams.delete(stream.source.name);
      forget(stream, "silent");
    }
    if (gone.length > 0) changes.emit();
  }

  return {
    open(source) {
      const known = streams.get(source.name);
      if (known) return known;
      const stream = createSoundStream({ ...options, source });
      streams.set(source.name, stream);
      changes.emit();
      return stream;
    },
    get: (name) => streams.get(name),
    all: () => [...streams.values()],
    onChanged: (listener) => changes.on(listener),
    noteProblems() {
      const now = [...streams.values()].map(({ problem }) => problem ?? "").join("\n");
      if (now === problems) return;
      problems = now;
      changes.emit();
    },
    interrupt() {
      for (const stream of streams.values()) stream.interrupt();
    },
    start() {
      cancelLook = every(clock, goneMs / 4, lookForGone);
    },
    stop(because) {
      cancelLook();
      for (const stream of [...streams.values()]) {
        streams.delete(stream.source.name);
        stream.close(because);
      }
      changes.emit();
    },
  };
}
