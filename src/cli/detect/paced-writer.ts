import type { Writable } from "node:stream";

/** Writes text no faster than it is taken, so that nothing piles up in memory. */
export interface PacedWriter {
  /** Resolves when more may follow. */
  write(text: string): Promise<void>;
}

export function createPacedWriter(stream: Writable, signal: AbortSignal): PacedWriter {
  return {
    async write(text) {
      if (text === "" || stream.write(text)) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          for (const event of ends) stream.off(event, done);
          signal.removeEventListener("abort", done);
          resolve();
        };
        // A reader that went away is told by the listener of the command line, which ends the process.
        for (const event of ends) stream.on(event, done);
        signal.addEventListener("abort", done, { once: true });
      });
    },
  };
}

const ends = ["drain", "close"] as const;
