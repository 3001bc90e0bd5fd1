import { LruMap } from "../core/lru-map.ts";
import type { AnomalyKind } from "../domain/anomaly.ts";

/** Topics remembered at a time; beyond, the one expected longest ago is forgotten. */
const topicsMax = 1_000;
/** Alarms accepted and not yet over. */
const acceptedMax = 4_096;
/** What a command changes on purpose. A silence or a limit crossed stays an alarm whoever caused it. */
const changeKinds: ReadonlySet<AnomalyKind> = new Set(["level", "rate"]);

/**
 * Changes that somebody asked for: when edgewise was told to dim a lamp, its brightness at a level never seen
 * before is no anomaly. An alarm accepted so stays accepted until it is over.
 */
export class ExpectedChanges {
  #untilByTopic = new LruMap<string, number>(topicsMax);
  #accepted = new LruMap<string, true>(acceptedMax);

  /** Series on `topic`, or below it, may change until `untilSeenAt` in data time. */
  expect(topic: string, untilSeenAt: number): void {
    this.#untilByTopic.set(topic, untilSeenAt);
  }

  /** Whether this alarm is what was asked for. */
  accepts(alarm: { kind: AnomalyKind; subjectId: string; topic: string }, seenAt: number): boolean {
    if (!changeKinds.has(alarm.kind)) return false;
    const key = `${alarm.kind} ${alarm.subjectId}`;
    if (this.#accepted.get(key)) return true;
    if (!this.#isExpected(alarm.topic, seenAt)) return false;
    this.#accepted.set(key, true);
    return true;
  }

  /** The alarm is over: the next one is judged anew. Answers whether it was accepted. */
  end(kind: AnomalyKind, subjectId: string): boolean {
    return this.#accepted.delete(`${kind} ${subjectId}`);
  }

  #isExpected(topic: string, seenAt: number): boolean {
    if (this.#untilByTopic.size === 0) return false;
    for (let end = topic.length; end > 0; end = topic.lastIndexOf("/", end - 1)) {
      const until = this.#untilByTopic.get(topic.slice(0, end));
      if (until !== undefined && seenAt <= until) return true;
    }
    return false;
  }
}
