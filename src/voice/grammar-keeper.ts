import type { Clock } from "../core/clock.ts";
import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { SpokenGrammarView } from "../domain/voice-view.ts";
import type { voiceEvents } from "./events.ts";

/**
 * Keeps what can be said compiled: anew in the background when it changes, with the old one in use meanwhile.
 *
 * Limits and invariants:
 * 1. One compilation at a time; changes during it are taken up by one more after it.
 * 2. It begins `settleMs` after the first of several changes, so that a list of new things is compiled once.
 * 3. What cannot be compiled changes nothing but the problem that is told.
 */
export interface GrammarKeeper<Compiled> {
  /** Undefined until the first one is ready. */
  current(): Compiled | undefined;
  view(): SpokenGrammarView;
  /** What can be said, how it is pronounced, or the model has changed. */
  refresh(): void;
  /** Resolves when nothing is being compiled and nothing waits to be. */
  whenSettled(): Promise<void>;
  stop(): void;
}

export interface CompiledWords {
  readonly wordCount: number;
  /** What was left out of it, and what to do. */
  readonly problem: string | undefined;
}

const settleMs = 100;

export function createGrammarKeeper<Compiled extends CompiledWords>(options: {
  /** Throws a named error when there is nothing to say. */
  compile: () => Promise<Compiled>;
  clock: Clock;
  reporter: Reporter<typeof voiceEvents>;
  onChanged: () => void;
}): GrammarKeeper<Compiled> {
  const { clock, reporter } = options;
  let compiled: Compiled | undefined;
  let view: SpokenGrammarView = { state: "none", words: 0, compileMs: undefined, problem: undefined };
  let running: Promise<void> | undefined;
  let isStale = false;
  let isStopped = false;

  const show = (next: Partial<SpokenGrammarView>) => {
    view = { ...view, ...next };
    options.onChanged();
  };

  const compileOnce = async () => {
    const startMs = clock.monotonicMs();
    try {
      const next = await options.compile();
      if (isStopped) return;
      const compileMs = clock.monotonicMs() - startMs;
      const { wordCount: words, problem } = next;
      compiled = next;
      reporter.report("grammarCompiled", { words, compileMs: Math.round(compileMs) });
      show({ state: "ready", words, compileMs, problem });
    } catch (error) {
      if (isStopped) return;
      reporter.report("grammarFailed", { error: errorMessage(error), keepsOld: compiled !== undefined });
      show({ state: compiled ? "ready" : "failed", problem: errorMessage(error) });
    }
  };

  const run = async () => {
    while (isStale && !isStopped) {
      await settled();
      isStale = false;
      await compileOnce();
    }
    running = undefined;
  };

  const settled = () =>
    new Promise<void>((resolve) => {
      clock.after(settleMs, resolve);
    });

  return {
    current: () => compiled,
    view: () => view,
    refresh() {
      if (isStopped) return;
      isStale = true;
      if (running) return;
      show({ state: "compiling" });
      running = run();
    },
    async whenSettled() {
      while (running) await running;
    },
    stop() {
      isStopped = true;
    },
  };
}
