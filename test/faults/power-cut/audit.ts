import { type RecordClass, recordClasses } from "../../../src/domain/envelope.ts";
import {
  accepted,
  dead,
  type Entry,
  givenUp,
  has,
  lower,
  raise,
  refused,
  requeued,
  settled,
} from "./entry.ts";
import { type FarSideBook, newcomerPrefix } from "./far-side-book.ts";
import type { Findings } from "./findings.ts";
import type { Said } from "./protocol.ts";
import { isAggregate, readAggregate } from "./thinned-book.ts";

/** What the store says it holds, right after a start. */
export interface Held {
  /** Ids in the order they would be sent, by sink. */
  owed: Map<string, readonly string[]>;
  /** Aggregates that stand for samples, by sink and id. */
  aggregates: Map<string, Map<string, ReturnType<typeof readAggregate>>>;
  /** `<sink> <id>` of each dead letter. */
  letters: Set<string>;
  /** Records given up since the database was made, by class, as the store counts them. */
  dropped: Readonly<Partial<Record<RecordClass, number>>>;
}

/**
 * Compares what was acknowledged with what is queued and what the far side has. Afterwards the book agrees with the disk:
 * appends that were under way are known to have happened or not.
 */
export class Audit {
  /** Records that are gone, by `<sink> <class>`, since the database was made. */
  #missing = new Map<string, number>();
  /** Records that purges for one sink gave up, as they were answered, by `<sink> <class>`. */
  #purged = new Map<string, number>();
  #tellsGaps: boolean;

  constructor(options: { tellsGaps: boolean }) {
    this.#tellsGaps = options.tellsGaps;
  }

  notePurged({ sink, class: recordClass, count }: Extract<Said, { said: "purged" }>): void {
    const key = `${sink} ${recordClass}`;
    this.#purged.set(key, (this.#purged.get(key) ?? 0) + count);
  }

  /** `since`: what the store was set to do, and what was told, since the last audit. */
  compare(
    book: FarSideBook,
    held: Held,
    since: { isThinning: boolean; isStageLossTold: boolean },
    findings: Findings,
  ): void {
    const owed = new Map<string, Set<string>>();
    for (const [sink, ids] of held.owed) {
      owed.set(sink, new Set(ids));
      if (isNewcomer(sink)) for (const id of ids) book.adopt(sink, id);
      this.#checkQueue(book, sink, ids, findings);
    }
    this.#decideAsked(book, owed, held);
    const missingNow = new Map<string, Entry[]>();
    const asked: Entry[] = [];
    let wiped = 0;
    for (const stream of book.streams) {
      for (const entry of [...stream.values()]) {
        if (!entry.isDurable) {
          stream.delete(entry.number);
          if (entry.isWiped) wiped += 1;
          else asked.push(entry);
          continue;
        }
        for (const sink of entry.bySink.keys()) {
          if (this.#isThere(entry, sink, { owed, held, findings })) continue;
          raise(entry, sink, givenUp);
          if (entry.isWiped) {
            wiped += 1;
            continue;
          }
          const key = `${sink} ${entry.class}`;
          missingNow.set(key, [...(missingNow.get(key) ?? []), entry]);
        }
        entry.isWiped = false;
        book.forgetIfOver(entry);
      }
    }
    if (wiped > 0 && since.isStageLossTold) findings.add("told", "", wiped);
    else if (wiped > 0)
      findings.add("lost", `${wiped} records went with the stage, and nothing tells of it`, wiped);
    for (const sink of held.owed.keys()) {
      if (isNewcomer(sink)) continue;
      const key = `${sink} sample`;
      const gone = missingNow.get(key) ?? [];
      const queued = held.aggregates.get(sink) ?? new Map();
      const owedAsked = asked.filter(({ class: name, bySink }) => name === "sample" && bySink.has(sink));
      const now = { queued, gone, asked: owedAsked, isThinning: since.isThinning };
      const givenUpAggregates = book.thinned.compare(sink, now, findings);
      if (since.isThinning) missingNow.delete(key);
      this.#missing.set(key, (this.#missing.get(key) ?? 0) + givenUpAggregates);
    }
    this.#judgeMissing(book, held, missingNow, findings);
    for (const [key, count] of this.#purged) {
      const [sink = "", recordClass = ""] = key.split(" ");
      const told = this.#toldBy(book, sink, recordClass);
      if (told < count) findings.add("lost", `${key}: ${count} were purged, ${told} are told`, count - told);
    }
  }

  #checkQueue(book: FarSideBook, sink: string, ids: readonly string[], findings: Findings): void {
    const seen = new Set<string>();
    const newest = new Map<number, number>();
    for (const id of ids) {
      const entry = book.entryOf(id);
      // What was queued again stands behind, for a newcomer too; where it was first it may still be owed, too.
      const isRequeued = isNewcomer(sink) ? book.everRequeued.has(id) : entry && has(entry, sink, requeued);
      if (seen.has(id) && !(isNewcomer(sink) && isRequeued)) findings.add("doubled", `${sink} ${id}`);
      seen.add(id);
      if (!entry || isRequeued) continue;
      const before = newest.get(entry.stream) ?? 0;
      if (entry.number < before) {
        findings.add(
          "outOfOrder",
          `in the queue of ${sink}: ${entry.number} of stream ${entry.stream} after ${before}`,
        );
      }
      newest.set(entry.stream, entry.number);
    }
  }

  /** Appends that were never answered: all of a group is there or nothing of it. */
  #decideAsked(book: FarSideBook, owed: Map<string, Set<string>>, held: Held): void {
    const absent: Entry[] = [];
    const there = new Set<Entry>();
    for (const stream of book.streams) {
      for (const entry of stream.values()) {
        if (entry.isDurable) continue;
        const isThere = [...entry.bySink].some(
          ([sink, flags]) =>
            flags !== 0 || owed.get(sink)?.has(entry.id) || held.letters.has(`${sink} ${entry.id}`),
        );
        if (isThere) {
          book.makeDurable(entry);
          there.add(entry);
        } else absent.push(entry);
      }
    }
    for (const entry of absent) {
      const { from, count } = entry.group;
      for (let number = from; number < from + count && !entry.isDurable; number += 1) {
        const other = book.streams[entry.stream]?.get(number);
        // An append is one transaction: then this one was there, too, and is missing.
        if (other?.group === entry.group && there.has(other)) book.makeDurable(entry);
      }
    }
  }

  #isThere(
    entry: Entry,
    sink: string,
    { owed, held, findings }: { owed: Map<string, Set<string>>; held: Held; findings: Findings },
  ): boolean {
    const where = `${entry.class} ${entry.number} of stream ${entry.stream} at ${sink}`;
    const isOwed = owed.get(sink)?.has(entry.id) ?? false;
    const isLetter = held.letters.has(`${sink} ${entry.id}`);
    if (has(entry, sink, givenUp)) {
      if (isOwed) findings.add("settledAgain", `${where} is queued though it was gone`);
      return true;
    }
    if (has(entry, sink, settled)) {
      if (isOwed) findings.add("settledAgain", `${where} is queued though its settle was on the disk`);
      return true;
    }
    if (isLetter) {
      if (!has(entry, sink, refused | dead))
        findings.add("damaged", `${where} is a dead letter nobody refused`);
      if (isOwed) findings.add("doubled", `${where} is queued and a dead letter`);
      raise(entry, sink, dead);
      lower(entry, sink, requeued);
      return true;
    }
    if (isOwed) {
      if (has(entry, sink, dead) && !has(entry, sink, requeued)) {
        findings.add("settledAgain", `${where} is queued though it is a dead letter`);
      }
      lower(entry, sink, dead);
      return true;
    }
    if (has(entry, sink, accepted)) {
      raise(entry, sink, settled);
      return true;
    }
    return false;
  }

  #judgeMissing(
    book: FarSideBook,
    held: Held,
    missingNow: ReadonlyMap<string, readonly Entry[]>,
    findings: Findings,
  ): void {
    for (const [key, entries] of missingNow) {
      const [sink = "", recordClass = ""] = key.split(" ");
      const before = this.#missing.get(key) ?? 0;
      const missing = before + entries.length;
      this.#missing.set(key, missing);
      const told = this.#tellsGaps
        ? this.#toldBy(book, sink, recordClass)
        : (held.dropped[recordClass as RecordClass] ?? 0);
      const untold = Math.min(entries.length, Math.max(0, missing - told));
      if (entries.length > untold) findings.add("told", key, entries.length - untold);
      if (untold === 0) continue;
      const [first] = entries;
      const words = `${key}: ${untold} of ${entries.length} gone and not told, such as ${first?.id} (${first?.number})`;
      findings.add("lost", words, untold);
    }
  }

  #toldBy(book: FarSideBook, sink: string, recordClass: string): number {
    let told = 0;
    for (const gap of book.gaps.get(sink)?.values() ?? []) if (gap.class === recordClass) told += gap.count;
    return told;
  }
}

export function isNewcomer(sink: string): boolean {
  return sink.startsWith(newcomerPrefix);
}

/** Collects what is said of one start. */
export class HeldReader {
  readonly held: Held = { owed: new Map(), aggregates: new Map(), letters: new Set(), dropped: {} };
  #book: FarSideBook;

  constructor(book: FarSideBook) {
    this.#book = book;
  }

  hear(said: Said): void {
    if (said.said === "owed") {
      for (const record of said.records) {
        if (record.stream === "gap") this.#book.noteGap(said.sink, record);
      }
      const aggregates = said.records.filter((record) => isAggregate(record));
      this.held.aggregates.set(
        said.sink,
        new Map(aggregates.map((record) => [record.id, readAggregate(record)])),
      );
      const others = said.records.filter((record) => record.stream !== "gap" && !isAggregate(record));
      this.held.owed.set(
        said.sink,
        others.map(({ id }) => id),
      );
    } else if (said.said === "deadLetters") {
      for (const { sink, id } of said.letters) this.held.letters.add(`${sink} ${id}`);
    } else if (said.said === "dropped") {
      this.held.dropped = said.byClass;
      for (const name of Object.keys(said.byClass)) {
        if (!recordClasses.some((known) => known === name)) throw new Error(`no class ${name}`);
      }
    }
  }
}
