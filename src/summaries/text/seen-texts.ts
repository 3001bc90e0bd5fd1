import { createHash } from "node:crypto";
import type { StateStore } from "../../domain/ports.ts";

/**
 * Which texts were condensed before, over restarts too: the hash of topic and text, when, and of which topic.
 *
 * Limits: `textsMax` are remembered, the oldest is forgotten first.
 */
export class SeenTexts {
  readonly #state: StateStore;
  #seen: Map<string, Seen> | undefined;

  constructor(state: StateStore) {
    this.#state = state;
  }

  /**
   * Whether the text is the last one of its topic and came before: ever, for a message that the broker kept, and within
   * `repeatMs` for another: "No warnings." is news again tomorrow, and "Gas alarm" after "Hall 2 is clear again" at
   * once. Rejects when the state cannot be read.
   */
  async has(
    { key, topicKey }: TextKeys,
    { isRetained, now }: { isRetained: boolean; now: number },
  ): Promise<boolean> {
    this.#seen ??= readSeen(await this.#state.get(stateKey));
    const seen = this.#seen.get(key);
    if (seen === undefined) return false;
    const isLast = seen.topicKey === undefined || this.#lastOf(topicKey) === key;
    // The clock may have been set back since.
    return isLast && (isRetained || Math.abs(now - seen.at) < repeatMs);
  }

  /** Resolves when it is on the disk. */
  async add({ key, topicKey }: TextKeys, now: number): Promise<void> {
    const seen = this.#seen ?? new Map<string, Seen>();
    this.#seen = seen;
    seen.delete(key);
    seen.set(key, { at: now, topicKey });
    const [oldest] = seen.keys();
    if (seen.size > textsMax && oldest !== undefined) seen.delete(oldest);
    const entries = [...seen].map(([text, { at, topicKey: topic }]) => [text, at, topic]);
    await this.#state.put(stateKey, JSON.stringify(entries));
  }

  #lastOf(topicKey: string): string | undefined {
    let last: string | undefined;
    for (const [key, seen] of this.#seen ?? []) if (seen.topicKey === topicKey) last = key;
    return last;
  }
}

interface Seen {
  /** Milliseconds since 1970. */
  at: number;
  /** Undefined in memories of older versions. */
  topicKey: string | undefined;
}

export interface TextKeys {
  /** Of topic and text. */
  key: string;
  topicKey: string;
}

/** Spaces and letter case make no other text. */
export function textKeys(topic: string, text: string): TextKeys {
  const plain = text.toLowerCase().replace(/\s+/gu, " ").trim();
  return { key: hashOf(`${topic}\n${plain}`), topicKey: hashOf(topic) };
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}

const stateKey = "summaries/texts";
const textsMax = 512;
const repeatMs = 12 * 3_600_000;

/** What cannot be read counts as nothing: at worst a text is condensed twice. */
function readSeen(text: string | undefined): Map<string, Seen> {
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    const entries = Array.isArray(stored) ? stored.filter(isEntry).slice(-textsMax) : [];
    return new Map(
      entries.map(([key, at, topicKey]) => [
        key,
        { at, topicKey: typeof topicKey === "string" ? topicKey : undefined },
      ]),
    );
  } catch {
    return new Map();
  }
}

function isEntry(entry: unknown): entry is [string, number, unknown] {
  return Array.isArray(entry) && typeof entry[0] === "string" && Number.isFinite(entry[1]);
}
