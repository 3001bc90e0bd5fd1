import { isDeepStrictEqual } from "node:util";
import type { Envelope } from "../../../src/domain/envelope.ts";
import { rollupSchema, type ThinnedRollupBody } from "../../../src/domain/rollup-body.ts";
import type { Entry } from "./entry.ts";
import type { Findings } from "./findings.ts";
import { madeStreams } from "./made-record.ts";

/** Numbers of samples of one stream, as samples or as the aggregates that count them. */
interface Sum {
  count: number;
  sum: number;
  min: number;
  max: number;
}

interface Aggregate extends Sum {
  stream: number;
}

interface SinkBook {
  /** Queued at the last audit. */
  queued: Map<string, Aggregate>;
  /** Kept by the far side; true: a settle that says so is on the disk. */
  kept: Map<string, boolean>;
  /** Kept since the last audit, and not known before. */
  fresh: Map<string, Aggregate>;
}

/**
 * Aggregates that samples were thinned to, by sink. What is gone of a stream between two audits (samples, and aggregates that
 * were queued) must be counted by the aggregates that came instead: as many, with the same sum, least and greatest value.
 */
export class ThinnedBook {
  #bySink = new Map<string, SinkBook>();

  #of(sink: string): SinkBook {
    const known = this.#bySink.get(sink);
    if (known) return known;
    const made: SinkBook = { queued: new Map(), kept: new Map(), fresh: new Map() };
    this.#bySink.set(sink, made);
    return made;
  }

  /** The far side keeps an aggregate. */
  keep(sink: string, record: Envelope, findings: Findings): void {
    const { queued, kept, fresh } = this.#of(sink);
    const settled = kept.get(record.id);
    if (settled === true) {
      findings.add("settledAgain", `aggregate ${record.id} at ${sink} came after its settle was on the disk`);
    } else if (settled === false) findings.add("repeats", "");
    else {
      kept.set(record.id, false);
      if (!queued.has(record.id)) fresh.set(record.id, readAggregate(record));
    }
  }

  settle(sink: string, id: string): void {
    const { kept } = this.#of(sink);
    if (kept.has(id)) kept.set(id, true);
  }

  /**
   * Compares what is gone for a sink with what stands for it; `asked` are samples whose append was never answered. Answers
   * how many aggregates are gone by themselves, as what is given up is. Without `isThinning` no aggregate may be new.
   */
  compare(
    sink: string,
    now: {
      queued: ReadonlyMap<string, Aggregate>;
      gone: readonly Entry[];
      asked: readonly Entry[];
      isThinning: boolean;
    },
    findings: Findings,
  ): number {
    const book = this.#of(sink);
    const { queued, kept, fresh } = book;
    const vanished = [...queued].filter(([id]) => !now.queued.has(id) && !kept.has(id));
    const born = new Map([...fresh, ...[...now.queued].filter(([id]) => !queued.has(id) && !kept.has(id))]);
    for (const id of now.queued.keys()) {
      if (kept.get(id)) findings.add("settledAgain", `aggregate ${id} is queued for ${sink}, it was settled`);
    }
    book.queued = new Map(now.queued);
    book.fresh = new Map();
    if (!now.isThinning && born.size === 0) return vanished.length;
    for (const [stream, { name }] of madeStreams.entries()) {
      const ofStream = <T extends { stream: number }>(list: readonly T[]) =>
        list.filter((item) => item.stream === stream);
      const gone = ofStream(now.gone).map(sumOf);
      const before = total([...gone, ...ofStream(vanished.map(([, aggregate]) => aggregate))]);
      const after = total(ofStream([...born.values()]));
      const unanswered = ofStream(now.asked).map(sumOf);
      if (isDeepStrictEqual(before, after) || isDeepStrictEqual(total([before, ...unanswered]), after)) {
        findings.add("thinned", "", gone.length);
        continue;
      }
      const kind = before.count > after.count ? "lost" : before.count < after.count ? "doubled" : "damaged";
      findings.add(
        kind,
        `${name} at ${sink}: gone are ${JSON.stringify(before)}, aggregates tell ${JSON.stringify(after)}`,
        Math.max(1, Math.abs(before.count - after.count)),
      );
    }
    return 0;
  }
}

/** Whether a record of the queue stands for samples. */
export function isAggregate({ class: recordClass, body }: Pick<Envelope, "class" | "body">): boolean {
  return recordClass === "sample" && body.includes('"thinned":true') && body.includes(rollupSchema);
}

export function readAggregate({ stream: name, body }: Pick<Envelope, "stream" | "body">): Aggregate {
  const { count, min, max, mean, last } = JSON.parse(body) as ThinnedRollupBody;
  const stream = madeStreams.findIndex((made) => made.name === name);
  // Values only grow with time. One that is not so is told by a sum that fits nothing.
  const sum = last === max ? Math.round(mean * count) : Number.NaN;
  return { stream, count, sum, min, max };
}

function sumOf({ number }: Entry): Sum {
  return { count: 1, sum: number, min: number, max: number };
}

function total(parts: readonly Sum[]): Sum {
  const all: Sum = { count: 0, sum: 0, min: Number.POSITIVE_INFINITY, max: 0 };
  for (const { count, sum, min, max } of parts) {
    all.count += count;
    all.sum += sum;
    all.min = Math.min(all.min, min);
    all.max = Math.max(all.max, max);
  }
  return all;
}
