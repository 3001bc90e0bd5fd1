import type { Random } from "../../../src/core/backoff.ts";
import type { Envelope, RecordClass } from "../../../src/domain/envelope.ts";
import { fnv1a } from "../../../src/text/fnv1a.ts";
import {
  accepted,
  dead,
  type Entry,
  has,
  isOver,
  lower,
  raise,
  refused,
  requeued,
  settled,
} from "./entry.ts";
import type { Findings } from "./findings.ts";
import { madeBody, madeStreams, readMadeId } from "./made-record.ts";
import type { Group, Heard, Said } from "./protocol.ts";
import { isAggregate, ThinnedBook } from "./thinned-book.ts";

/** Names of sinks that were not there before begin so: they are owed whatever is held still for any other. */
export const newcomerPrefix = "extra-";

interface Ticket {
  sink: string;
  heard: Heard;
}

/** Told losses by sink and class: of each gap record the largest count it was seen with. */
export type GapCounts = Map<string, Map<string, { class: RecordClass; count: number }>>;

/**
 * What outlives the kills: which records were acknowledged, and the far side that keeps each once by its key.
 *
 * 1. An entry is forgotten once every sink has settled it; should it come again, that is found by its id.
 * 2. The far side refuses, asks for more time, or loses its answer at random; within a batch it keeps the order of
 *    each stream as a careful one would.
 */
export class FarSideBook {
  readonly streams: Map<number, Entry>[] = madeStreams.map(() => new Map());
  readonly gaps: GapCounts = new Map();
  acknowledged = 0;
  delivered = 0;
  #seed: number;
  #random: Random;
  #findings: () => Findings;
  #tickets = new Map<number, Ticket>();
  /** Number of the newest record of each stream that a sink's far side has kept, by `<sink> <stream>`. */
  #newest = new Map<string, number>();
  /** Ids of dead letters that were ever queued again: a newcomer is owed such a record twice while both its places are held. */
  readonly everRequeued = new Set<string>();
  readonly thinned = new ThinnedBook();
  /** Number of the newest record of each stream that is known to have been durable. */
  #durableTo = new Map<number, number>();

  constructor(options: { seed: number; random: Random; findings: () => Findings }) {
    this.#seed = options.seed;
    this.#random = options.random;
    this.#findings = options.findings;
  }

  get outstanding(): number {
    return this.streams.reduce((sum, { size }) => sum + size, 0);
  }

  entryOf(id: string): Entry | undefined {
    const made = readMadeId(this.#seed, id);
    return made && this.streams[made.stream]?.get(made.number);
  }

  /** `isStaged`: the store may keep them in its stage. */
  appending(
    group: Group,
    {
      sinks,
      isStaged,
      idOf,
    }: { sinks: readonly string[]; isStaged: boolean; idOf: (number: number) => string },
  ): void {
    const stream = this.streams[group.stream];
    const { class: recordClass, isImported } = madeStreams[group.stream] ?? {};
    if (!stream || !recordClass) throw new Error(`there is no stream ${group.stream}`);
    // Imported again it is not queued again, whatever became of it.
    const knownTo = isImported ? (this.#durableTo.get(group.stream) ?? 0) : 0;
    for (let number = group.from; number < group.from + group.count; number += 1) {
      if (number <= knownTo || stream.has(number)) continue;
      stream.set(number, {
        id: idOf(number),
        stream: group.stream,
        number,
        class: recordClass,
        isDurable: false,
        staged: isStaged ? "asked" : undefined,
        isWiped: false,
        group,
        bySink: new Map(sinks.map((sink) => [sink, 0])),
      });
    }
  }

  appended(group: Group): void {
    for (let number = group.from; number < group.from + group.count; number += 1) {
      const entry = this.streams[group.stream]?.get(number);
      if (entry) this.makeDurable(entry);
      if (entry?.staged) entry.staged = "acknowledged";
      this.acknowledged += 1;
    }
  }

  makeDurable(entry: Entry): void {
    entry.isDurable = true;
    this.#durableTo.set(entry.stream, Math.max(this.#durableTo.get(entry.stream) ?? 0, entry.number));
  }

  /** What was acknowledged by the stage is on the disk. */
  stageMoved(): void {
    for (const entry of this.#entries()) if (entry.staged === "acknowledged") entry.staged = undefined;
  }

  /** The stage went with the power. */
  stageWiped(): void {
    for (const entry of this.#entries()) {
      if (!entry.staged) continue;
      entry.staged = undefined;
      entry.isWiped = true;
      entry.isDurable = false;
      entry.group = { stream: entry.stream, from: entry.number, count: 1 };
    }
  }

  *#entries(): Generator<Entry> {
    for (const stream of this.streams) yield* stream.values();
  }

  /** The far side takes a batch. */
  receive({ ticket, sink, records }: Extract<Said, { said: "send" }>): Heard {
    const fate = this.#random();
    const isLost = fate < 0.1;
    const results: { id: string; status: "delivered" | "rejected" | "retryable" }[] = [];
    const held = new Set<string>();
    for (const record of records) {
      if (record.stream === "gap") {
        this.noteGap(sink, record);
        results.push({ id: record.id, status: "delivered" });
        continue;
      }
      if (isAggregate(record)) {
        if (fate >= 0.05 && !sink.startsWith(newcomerPrefix))
          this.thinned.keep(sink, record, this.#findings());
        results.push({ id: record.id, status: "delivered" });
        continue;
      }
      if (this.#isSecondPlace(sink, record.id)) {
        this.#findings().add("repeats", "");
        results.push({ id: record.id, status: "delivered" });
        continue;
      }
      const entry = this.#recognise(sink, record);
      // Half of the lost answers are of batches that were lost on the way there.
      if (!entry || fate < 0.05) continue;
      const status = held.has(record.stream) ? "retryable" : this.#decide(sink, entry);
      if (status === "retryable") held.add(record.stream);
      if (status === "delivered") this.#keep(sink, entry);
      results.push({ id: record.id, status });
    }
    const heard = { ticket, isLost, results };
    this.#tickets.set(ticket, { sink, heard });
    return heard;
  }

  /** A newcomer has had the record at the place where it was first, and now gets it at that of the dead letter queued again. */
  #isSecondPlace(sink: string, id: string): boolean {
    if (!sink.startsWith(newcomerPrefix) || !this.everRequeued.has(id)) return false;
    const entry = this.entryOf(id);
    return !entry?.bySink.has(sink) || has(entry, sink, settled);
  }

  #recognise(sink: string, record: Envelope): Entry | undefined {
    const made = readMadeId(this.#seed, record.id);
    const stream = made && madeStreams[made.stream];
    if (!made || !stream) {
      this.#findings().add("damaged", `no such record was made: ${JSON.stringify(record).slice(0, 300)}`);
      return undefined;
    }
    const where = `${stream.name} ${made.number} at ${sink}`;
    if (record.class !== stream.class || record.stream !== stream.name) {
      this.#findings().add("damaged", `${where} came as ${record.class} of ${record.stream}`);
    }
    if (record.body !== madeBody(this.#seed, made.stream, made.number)) {
      this.#findings().add("damaged", `${where} came with the body ${record.body.slice(0, 200)}`);
    }
    const entry = this.streams[made.stream]?.get(made.number);
    const isKnown = entry?.bySink.has(sink);
    if (!entry || !isKnown || has(entry, sink, settled)) {
      this.#findings().add("settledAgain", `${where} came after its settle was on the disk`);
      return undefined;
    }
    this.makeDurable(entry);
    if (has(entry, sink, dead)) {
      if (!has(entry, sink, requeued)) {
        this.#findings().add("settledAgain", `${where} came though it is a dead letter`);
      }
      lower(entry, sink, dead | refused);
    }
    return entry;
  }

  #decide(sink: string, entry: Entry): "delivered" | "rejected" | "retryable" {
    if (has(entry, sink, accepted)) return "delivered";
    if (this.#random() < 0.01) return "retryable";
    if (has(entry, sink, requeued) || fnv1a(`${sink} ${entry.id}`) % 60 !== 0) return "delivered";
    raise(entry, sink, refused);
    return "rejected";
  }

  #keep(sink: string, entry: Entry): void {
    if (has(entry, sink, accepted)) {
      this.#findings().add("repeats", "");
      return;
    }
    raise(entry, sink, accepted);
    this.delivered += 1;
    if (sink.startsWith(newcomerPrefix) || has(entry, sink, requeued)) return;
    const key = `${sink} ${entry.stream}`;
    const newest = this.#newest.get(key) ?? 0;
    if (entry.number < newest) {
      this.#findings().add("outOfOrder", `${key}: ${entry.number} came after ${newest}`);
    }
    this.#newest.set(key, Math.max(newest, entry.number));
  }

  noteGap(sink: string, record: Pick<Envelope, "id" | "class" | "body">): void {
    const { count } = JSON.parse(record.body) as { count: number };
    const bySink = this.gaps.get(sink) ?? new Map();
    this.gaps.set(sink, bySink);
    const before = bySink.get(record.id)?.count ?? 0;
    bySink.set(record.id, { class: record.class, count: Math.max(before, count) });
  }

  /** The settle of this ticket is on the disk. */
  noteSettled(ticket: number): void {
    const found = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (!found || found.heard.isLost) return;
    for (const { id, status } of found.heard.results) {
      this.thinned.settle(found.sink, id);
      const entry = this.entryOf(id);
      if (!entry || status === "retryable") continue;
      raise(entry, found.sink, status === "delivered" ? settled : dead);
      this.forgetIfOver(entry);
    }
  }

  requeueing(): void {
    for (const stream of this.streams) {
      for (const entry of stream.values()) {
        for (const [sink, flags] of entry.bySink) {
          if ((flags & (dead | refused)) === 0) continue;
          raise(entry, sink, requeued);
          this.everRequeued.add(entry.id);
        }
      }
    }
  }

  /** `sink` is owed a record that was appended before it was there. */
  adopt(sink: string, id: string): void {
    const made = readMadeId(this.#seed, id);
    const stream = made && madeStreams[made.stream];
    if (!made || !stream) return;
    const known = this.streams[made.stream]?.get(made.number);
    if (known) {
      if (!known.bySink.has(sink)) known.bySink.set(sink, 0);
      return;
    }
    this.streams[made.stream]?.set(made.number, {
      id,
      stream: made.stream,
      number: made.number,
      class: stream.class,
      isDurable: true,
      staged: undefined,
      isWiped: false,
      group: { stream: made.stream, from: made.number, count: 1 },
      bySink: new Map([[sink, 0]]),
    });
  }

  forgetIfOver(entry: Entry): void {
    if (entry.isDurable && isOver(entry)) this.streams[entry.stream]?.delete(entry.number);
  }

  /** Answers that were under way at the kill are void. */
  killed(): void {
    this.#tickets.clear();
    for (const entry of this.#entries()) if (entry.staged) entry.staged = "acknowledged";
  }

  /** Only these sinks are registered from now on: what another was owed is owed no more. */
  keepSinks(names: ReadonlySet<string>): void {
    for (const stream of this.streams) {
      for (const entry of [...stream.values()]) {
        for (const sink of [...entry.bySink.keys()]) if (!names.has(sink)) entry.bySink.delete(sink);
        this.forgetIfOver(entry);
      }
    }
  }
}
