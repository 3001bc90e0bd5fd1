import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { SeriesMemory, SeriesMemoryStore } from "../domain/ports.ts";
import type { anomalyEvents } from "./events.ts";
import { decodeMemory, encodeMemory, type LearntMemory } from "./memory-codec.ts";

/**
 * Keeps what the detectors learnt on the disk, so that a restart does not forget a month.
 *
 * Limits and invariants:
 * 1. A series is written at most once in `saveEveryMs`, and only when it was heard since; the writes of all series
 *    are spread evenly over that time, `turnMs` apart, and over longer where they would be more than `turnBytesMax` each.
 *    A power cut loses at most that much learning.
 * 2. Detection never waits: a series is judged from its first sample, and its memory of before the restart replaces
 *    the fresh one when the disk has answered, milliseconds later.
 * 3. What the disk holds of a series is not overwritten before it was read. A read that failed is tried again every
 *    turn; what is read only after longer than it had been learnt is of no use any more.
 * 4. Memory of other detectors or another version, or damaged memory, is dropped and counted.
 * 5. At most `batchMax` series are read or written at a time. A series whose id has more than `idCharactersMax`
 *    characters is not kept.
 * 6. What is under watch no longer is written a last time, if it is worth it, before anything of the same id is read;
 *    at most `leavingMax` wait for that, and when the disk fails they are given up.
 */
export class MemoryKeeper {
  saveEveryMs: number;
  #options: MemoryKeeperOptions;
  /** In the order of their turns. */
  #kept: Kept[] = [];
  #byId = new Map<string, Kept>();
  #asked: Kept[] = [];
  #leaving: Written[] = [];
  /** Reads and last writes, one after the other. */
  #serving: Promise<void> = Promise.resolve();
  #isServicePlanned = false;
  #cursor = 0;
  #isTurning = false;
  #restored = { series: 0, group: 0, log: 0 };
  #turns = 0;

  constructor(options: MemoryKeeperOptions) {
    this.#options = options;
    this.saveEveryMs = options.saveEveryMs;
  }

  /** Series, or groups of them, that go on with what was learnt before the restart. */
  restoredCount(of: MemoryOwner["of"]): number {
    return this.#restored[of];
  }

  /** Takes care of a series that was heard for the first time since the start, or of a group that was made. */
  add(owner: MemoryOwner): void {
    if (owner.id.length > idCharactersMax) {
      this.#options.reporter.report("memoryDropped", { series: owner.id.slice(0, 80), reason: "id" });
      return;
    }
    this.remove(owner.id);
    const kept: Kept = {
      owner,
      index: this.#kept.length,
      isRead: false,
      isGone: false,
      savedSeenAt: Number.NEGATIVE_INFINITY,
      writtenTurn: 0,
    };
    this.#kept.push(kept);
    this.#byId.set(owner.id, kept);
    this.#asked.push(kept);
    this.#planService();
  }

  /** Lets go of what is under watch no longer; what it learnt is written a last time. */
  remove(id: string): void {
    const kept = this.#byId.get(id);
    if (kept === undefined) return;
    kept.isGone = true;
    this.#byId.delete(id);
    const last = this.#kept.pop() as Kept;
    if (last !== kept) {
      this.#kept[kept.index] = last;
      last.index = kept.index;
    }
    if (!isDue(kept) || kept.owner.learntMs() < (kept.owner.learntMsMin ?? 0)) return;
    if (this.#leaving.length >= leavingMax) {
      this.#options.reporter.report("memoriesNotSaved", { error: "too many at once are watched no longer" });
      return;
    }
    this.#leaving.push(writtenOf(kept));
    this.#planService();
  }

  #planService(): void {
    if (this.#isServicePlanned) return;
    this.#isServicePlanned = true;
    queueMicrotask(() => {
      this.#isServicePlanned = false;
      void this.#serve();
    });
  }

  #serve(): Promise<void> {
    const serve = async () => {
      await this.#write(this.#leaving.splice(0));
      await this.#readAsked();
    };
    this.#serving = this.#serving.then(serve, serve);
    return this.#serving;
  }

  /** Reads what could not be read before and writes a share of what is due. To be called every `turnMs`. */
  async turn(): Promise<void> {
    if (this.#isTurning) return;
    this.#isTurning = true;
    await this.#serve();
    const shares = Math.max(1, this.saveEveryMs / turnMs);
    const count = Math.min(this.#kept.length, Math.ceil(this.#kept.length / shares));
    const share: Written[] = [];
    let bytes = 0;
    for (let taken = 0; taken < count && bytes < turnBytesMax; taken += 1) {
      const kept = this.#next();
      if (!isDue(kept)) continue;
      const written = writtenOf(kept);
      bytes += written.memory.body.byteLength;
      share.push(written);
    }
    await this.#write(share);
    this.#isTurning = false;
  }

  /** Writes all that changed; what does not get there before the signal aborts is counted. */
  async saveAll(signal: AbortSignal): Promise<void> {
    // Those not written for longest first: they have most to lose.
    const due = this.#kept.filter(isDue).sort((a, b) => a.writtenTurn - b.writtenTurn);
    const leaving = this.#leaving.splice(0);
    const aborted = whenAborted(signal);
    const writeOrStop = async (count: number, written: () => readonly Written[]): Promise<boolean> => {
      if (signal.aborted) {
        this.#options.reporter.report("memoriesNotSaved", { error: "the time to stop ran out" }, count);
        return false;
      }
      // A disk that hangs must not hold up the stop; its own part says so.
      await Promise.race([this.#write(written()), aborted]);
      return true;
    };
    if (leaving.length > 0 && !(await writeOrStop(leaving.length + due.length, () => leaving))) return;
    for (let from = 0; from < due.length; from += batchMax) {
      const batch = () => due.slice(from, from + batchMax).map(writtenOf);
      if (!(await writeOrStop(due.length - from, batch))) return;
    }
  }

  #next(): Kept {
    this.#cursor = (this.#cursor + 1) % this.#kept.length;
    return this.#kept[this.#cursor] as Kept;
  }

  async #readAsked(): Promise<void> {
    const asked = this.#asked.splice(0).filter(isHere);
    for (let from = 0; from < asked.length; from += batchMax) {
      await this.#read(asked.slice(from, from + batchMax));
    }
  }

  async #read(asked: readonly Kept[]): Promise<void> {
    const { store, reporter } = this.#options;
    let found: SeriesMemory[];
    try {
      found = await store.load(asked.map(({ owner }) => owner.id));
    } catch (error) {
      this.#asked.push(...asked.filter(isHere));
      reporter.report("memoriesNotRead", { error: errorMessage(error) }, asked.length);
      return;
    }
    const byId = new Map(found.map((memory) => [memory.seriesId, memory]));
    for (const kept of asked.filter(isHere)) {
      kept.isRead = true;
      const memory = byId.get(kept.owner.id);
      if (memory) this.#restore(kept.owner, memory);
    }
  }

  #restore(owner: MemoryOwner, memory: SeriesMemory): void {
    const { reporter } = this.#options;
    const series = owner.id;
    const { signature, fields } = owner.layout;
    if (memory.layout !== signature) {
      reporter.report("memoryDropped", { series, reason: "layout" });
      return;
    }
    const learnt = decodeMemory(memory.body, fields);
    if (learnt === undefined) {
      reporter.report("memoryDropped", { series, reason: "damaged" });
      return;
    }
    if (owner.learntMs() > learnt.learntMs) {
      reporter.report("memoryDropped", { series, reason: "late" });
      return;
    }
    owner.restore(learnt, memory.seenAt);
    this.#restored[owner.of] += 1;
    reporter.report("memoryRestored", { series });
  }

  async #write(written: readonly Written[]): Promise<void> {
    if (written.length === 0) return;
    const { store, reporter } = this.#options;
    try {
      await store.save(written.map(({ memory }) => memory));
    } catch (error) {
      // They come again in their next turn.
      reporter.report("memoriesNotSaved", { error: errorMessage(error) }, written.length);
      return;
    }
    this.#turns += 1;
    for (const { kept, memory } of written) {
      kept.savedSeenAt = memory.seenAt;
      kept.writtenTurn = this.#turns;
    }
    reporter.report("memoriesSaved", {}, written.length);
  }
}

/** What learns something that is to outlive a restart: a series under watch, a group of them, or a log. */
export interface MemoryOwner {
  readonly of: "series" | "group" | "log";
  /** Under which it is kept. */
  readonly id: string;
  /** What another layout wrote is not read. */
  readonly layout: { fields: number; signature: string };
  lastSeenAt(): number;
  learntMs(): number;
  /** What learnt for less than this is not worth a last write when it is watched no longer; 0 when left out. */
  readonly learntMsMin?: number;
  learnt(): LearntMemory;
  /** Takes up what was learnt before; `savedSeenAt`: when it had been heard last. */
  restore(learnt: LearntMemory, savedSeenAt: number): void;
}

export interface MemoryKeeperOptions {
  store: SeriesMemoryStore;
  saveEveryMs: number;
  reporter: Reporter<typeof anomalyEvents>;
}

/** Real time between two turns. */
export const turnMs = 60_000;
const batchMax = 200;
/** About 40 numeric series. Ten thousand of them take four and a half hours, and the card 370 MB a day at most. */
const turnBytesMax = 256 * 1024;
const idCharactersMax = 2_000;
const leavingMax = 200;

interface Kept {
  readonly owner: MemoryOwner;
  /** Among all that are kept. */
  index: number;
  /** Watched no longer. */
  isGone: boolean;
  /** The disk was asked for what it has, and answered. */
  isRead: boolean;
  savedSeenAt: number;
  /** Counts the writes, so that it tells who was written longest ago. */
  writtenTurn: number;
}

interface Written {
  readonly kept: Kept;
  readonly memory: SeriesMemory;
}

function whenAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function isHere({ isGone }: Kept): boolean {
  return !isGone;
}

function isDue({ owner, isRead, savedSeenAt }: Kept): boolean {
  return isRead && owner.lastSeenAt() > savedSeenAt;
}

function writtenOf(kept: Kept): Written {
  const { owner } = kept;
  return {
    kept,
    memory: {
      seriesId: owner.id,
      layout: owner.layout.signature,
      seenAt: owner.lastSeenAt(),
      body: encodeMemory(owner.learnt()),
    },
  };
}
