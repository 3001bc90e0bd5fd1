import type { Findings } from "./findings.ts";

/** A record as one far side kept it. */
export interface KeptRecord {
  id: string;
  class: string;
  stream: string;
  body: unknown;
}

/**
 * What the daemon acknowledged to the outside, and may therefore not lose:
 * a command once its reply was published, an incident once it was published, a sample and a log line once its PUBACK is
 * older than `windowMs` (their stated loss window) at the kill.
 */
export class DaemonBook {
  readonly commands = new Set<string>();
  readonly incidents = new Set<string>();
  readonly #values = new Map<string, { atMs: number; isDue: boolean }>();
  acknowledged = 0;

  command(id: string): void {
    this.#count(this.commands, id);
  }

  incident(id: string): void {
    this.#count(this.incidents, id);
  }

  #count(known: Set<string>, id: string): void {
    if (!known.has(id)) this.acknowledged += 1;
    known.add(id);
  }

  /** `key` tells the sample or line by class, topic and number. */
  confirmed(key: string, atMs: number): void {
    if (!this.#values.has(key)) this.#values.set(key, { atMs, isDue: false });
  }

  /** The daemon ends: what was confirmed before the window counts, what was later may be gone. */
  ended(atMs: number, windowMs: number): void {
    for (const [key, value] of this.#values) {
      if (value.isDue) continue;
      if (value.atMs > atMs - windowMs) this.#values.delete(key);
      else {
        value.isDue = true;
        this.acknowledged += 1;
      }
    }
  }

  /** Compares with what a far side has that takes these classes; call it when the queue is empty. */
  audit(sink: string, kept: readonly KeptRecord[], classes: ReadonlySet<string>, findings: Findings): void {
    const have = new Set<string>();
    const newest = new Map<string, number>();
    const ids = new Set<string>();
    for (const record of kept) {
      if (ids.has(record.id)) findings.add("doubled", `${sink} accepted ${record.id} twice`);
      ids.add(record.id);
      const body = record.body as Record<string, unknown>;
      if (record.class === "command") have.add(`command ${String(body.commandId)}`);
      if (record.class === "incident") have.add(`incident ${String(body.incidentId)}`);
      const key = keyOf(record);
      if (!key || have.has(key)) continue;
      have.add(key);
      const number = Number(key.slice(key.lastIndexOf(" ") + 1));
      const stream = `${record.class} ${record.stream}`;
      if (number < (newest.get(stream) ?? 0)) {
        findings.add("outOfOrder", `${sink}: ${key} came after ${newest.get(stream)}`);
      }
      newest.set(stream, number);
    }
    const expect = (recordClass: string, keys: Iterable<string>) => {
      if (!classes.has(recordClass)) return;
      for (const key of keys) if (!have.has(key)) findings.add("lost", `${sink} never got ${key}`);
    };
    expect(
      "command",
      [...this.commands].map((id) => `command ${id}`),
    );
    expect(
      "incident",
      [...this.incidents].map((id) => `incident ${id}`),
    );
    const due = [...this.#values].filter(([, { isDue }]) => isDue).map(([key]) => key);
    expect(
      "sample",
      due.filter((key) => key.startsWith("sample ")),
    );
    expect(
      "log",
      due.filter((key) => key.startsWith("log ")),
    );
  }
}

/** As `confirmed` is told: `sample field/1 17`, `log site/gateway/log 4`. */
function keyOf({ class: recordClass, body }: KeptRecord): string | undefined {
  const { series, value, topic, message } = body as {
    series?: { id: string };
    value?: number;
    topic?: string;
    message?: string;
  };
  if (recordClass === "sample" && series?.id.startsWith("field/")) {
    return `sample ${series.id.slice(0, series.id.indexOf(":"))} ${value}`;
  }
  const number = /number (\d+)/.exec(message ?? "")?.[1];
  return recordClass === "log" && number !== undefined ? `log ${topic} ${number}` : undefined;
}
