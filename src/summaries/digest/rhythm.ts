import type { StateStore } from "../../domain/ports.ts";
import { type DigestMemory, type DueDigest, readMemory, withPublished, writeMemory } from "./schedule.ts";

export interface DigestRhythmOptions {
  /** Of the state in which it is remembered. */
  key: string;
  state: StateStore;
  due: (now: number, memory: DigestMemory) => DueDigest | undefined;
  /** What was remembered could not be read. */
  onUnreadable: () => void;
}

/** One kind of digest that comes again and again, and what is remembered of it over restarts. */
export class DigestRhythm {
  readonly #options: DigestRhythmOptions;
  #memory: DigestMemory | undefined;

  constructor(options: DigestRhythmOptions) {
    this.#options = options;
  }

  /** The digest that is due now. Rejects when the memory cannot be read. */
  async due(now: number): Promise<DueDigest | undefined> {
    this.#memory ??= await this.#recall(now);
    return this.#options.due(now, this.#memory);
  }

  /** When it was first asked for: what was before, nobody watched. */
  get since(): number | undefined {
    return this.#memory?.since;
  }

  /** Resolves when it is on the disk that this one was published. */
  async remember(due: DueDigest): Promise<void> {
    if (this.#memory) await this.#write(withPublished(this.#memory, due));
  }

  /**
   * What was published before. Where nothing is remembered (a new device, a database that was lost) a digest that
   * is due already is left out: there is no time behind it to tell of.
   */
  async #recall(now: number): Promise<DigestMemory> {
    const { key, state, due, onUnreadable } = this.#options;
    const text = await state.get(key);
    const memory = text === undefined ? undefined : readMemory(text);
    if (memory !== undefined) return memory;
    if (text !== undefined) onUnreadable();
    const empty = { days: [], to: 0 };
    const missed = due(now, empty);
    const first = { ...(missed === undefined ? empty : withPublished(empty, missed)), since: now };
    await this.#write(first);
    return first;
  }

  async #write(memory: DigestMemory): Promise<void> {
    const { key, state } = this.#options;
    await state.put(key, writeMemory(memory));
    this.#memory = memory;
  }
}
