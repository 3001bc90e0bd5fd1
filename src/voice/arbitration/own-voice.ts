import type { SoundSource } from "../ports.ts";

/**
 * Which sources hear edgewise's own voice: the one that it speaks at, and the others of its area, whose microphones hear the same
 * loudspeaker. Whoever speaks tells its end when the room has fallen silent, too.
 */
export interface OwnVoice {
  /** Speech begins at a source; call the answer when it has ended. Several may overlap. */
  begin(at: SoundSource): () => void;
  isHeardAt(name: string): boolean;
}

export function createOwnVoice(options: {
  sources: () => readonly SoundSource[];
  /** Called when it begins and when it is over at a source. */
  tell: (source: SoundSource, isSpeaking: boolean) => void;
}): OwnVoice {
  const { tell } = options;
  /** By name of the source, how many speeches it hears. */
  const heard = new Map<string, number>();

  function add(source: SoundSource, change: 1 | -1): void {
    const before = heard.get(source.name) ?? 0;
    const after = before + change;
    if (after === 0) heard.delete(source.name);
    else heard.set(source.name, after);
    if (before === 0 || after === 0) tell(source, after > 0);
  }

  return {
    begin(at) {
      const others = options
        .sources()
        .filter(({ name, area }) => name !== at.name && area !== undefined && area === at.area);
      const hearing = [at, ...others];
      for (const source of hearing) add(source, 1);
      let isOver = false;
      return () => {
        if (isOver) return;
        isOver = true;
        for (const source of hearing) add(source, -1);
      };
    },
    isHeardAt: (name) => heard.has(name),
  };
}
