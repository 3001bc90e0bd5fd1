import type { SpokenText } from "../ports.ts";
import { Listener, type ListenerOptions } from "./listener.ts";

/** One utterance by itself, such as a file or a request to transcribe. */
export interface UtteranceInput {
  /** More of it, in order; await it before the next. Sound after the end of the utterance is ignored. */
  accept(samples: Int16Array): Promise<void>;
  /** There is no more. */
  end(): Promise<void>;
  /** Nobody waits for it any more: `heard` resolves to undefined. */
  abandon(): void;
  /** Undefined: nothing that can be said here. Rejects where the model failed. */
  readonly heard: Promise<SpokenText | undefined>;
  /** Its sound, when somebody spoke and it was heard. */
  readonly audio: Int16Array | undefined;
}

/**
 * `hasOwnEnd`: all that comes until `end` belongs to it; otherwise it is over after a long silence of the speaker, too,
 * (`hangOverMs`), and not before somebody has spoken. Its sound is bounded as
 * that of any utterance by `utteranceMsMax`; after that `heard` resolves to what was whole at a long silence, if anything.
 */
export function openUtterance(
  options: Omit<ListenerOptions, "spotter" | "on"> & {
    hasOwnEnd: boolean;
    onPartial?: ((text: string) => void) | undefined;
  },
): UtteranceInput {
  const { hasOwnEnd, onPartial, ...rest } = options;
  let resolve: (spoken: SpokenText | undefined) => void = () => {};
  let reject: (error: unknown) => void = () => {};
  const heard = new Promise<SpokenText | undefined>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  // Who abandons it need not look.
  heard.catch(() => {});
  let isOver = false;
  let audio: Int16Array | undefined;
  const settle = (act: () => void) => {
    isOver = true;
    act();
  };
  const listener = new Listener({
    ...rest,
    spotter: undefined,
    on(event) {
      if (event.type === "partial") onPartial?.(event.text);
      else if (event.type === "heard") {
        audio = event.audio;
        settle(() => resolve(event.spoken));
      } else if (event.type === "failed") settle(() => reject(event.error));
      else if (event.type === "nothing") settle(() => resolve(undefined));
    },
  });
  let begun: Promise<void> | undefined;
  return {
    async accept(samples) {
      begun ??= listener.begin({ hasEnd: hasOwnEnd, session: undefined, isPatient: true });
      await begun;
      if (!isOver) await listener.sound(samples);
    },
    async end() {
      begun ??= listener.begin({ hasEnd: hasOwnEnd, session: undefined, isPatient: true });
      await begun;
      if (!isOver) await listener.end();
      settle(() => resolve(undefined));
    },
    abandon: () => settle(() => resolve(undefined)),
    heard,
    get audio() {
      return audio;
    },
  };
}
