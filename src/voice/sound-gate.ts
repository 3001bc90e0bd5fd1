import type { SoundListener, SoundSource } from "./ports.ts";

/** Between the sources and the hearing: while muted nothing passes, and what is under way is given up. */
export interface SoundGate extends SoundListener {
  setMuted(isMuted: boolean): void;
  readonly isMuted: boolean;
  /** Those that were heard since and are not gone. */
  sources(): SoundSource[];
}

/** `sourcesMax` of the hearing bounds what is kept here too. */
export function createSoundGate(listener: SoundListener): SoundGate {
  const known = new Map<string, SoundSource>();
  let isMuted = true;
  return {
    get isMuted() {
      return isMuted;
    },
    sources: () => [...known.values()],
    setMuted(next) {
      if (next && !isMuted) for (const source of known.values()) listener.onBreak(source, "muted");
      isMuted = next;
    },
    onSound(source, samples) {
      if (isMuted) return;
      known.set(source.name, source);
      listener.onSound(source, samples);
    },
    onBegin(source, push) {
      if (isMuted) return;
      known.set(source.name, source);
      listener.onBegin(source, push);
    },
    onEnd(source) {
      if (!isMuted) listener.onEnd(source);
    },
    onBreak(source, because) {
      if (because === "gone") known.delete(source.name);
      listener.onBreak(source, because);
    },
  };
}
