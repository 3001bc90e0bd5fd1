import { createHash } from "node:crypto";
import type { StateStore } from "../../domain/ports.ts";

/**
 * Which texts were condensed before, over restarts too: the hash of topic and text, and when.
 *
 * Limits: `textsMax` are remembered, the oldest is forgotten first.
 */
export class SeenTexts {
  readonly #state: StateStore;
  #seen: Map<string, number> | undefined;

  constructor(state: StateStore) {
    this.#state = state;
  }

  /**
   * Whether the same text came on the topic before: ever, for a message that the broker kept, and within `repeatMs` for
   * another: "No warnings." is news again tomorrow. Rejects when the state cannot be read.
   */
  async has(key: string, { isRetained, now }: { isRetained: boolean; now: number }): Promise<boolean> {
    this.#seen ??= readSeen(await this.#state.get(stateKey));
    const at = this.#seen.get(key);
    if (at === undefined) return false;
    // The clock may have been set back since.
    return isRetained || Math.abs(now - at) < repeatMs;
  }

  /** Resolves when it is on the disk. */
  async add(key: string, now: number): Promise<void> {
    const seen = this.#seen ?? new Map<string, number>();
    this.#seen = seen;
    seen.delete(key);
    seen.set(key, now);
    const [oldest] = seen.keys();
    if (seen.size > textsMax && oldest !== undefined) seen.delete(oldest);
    await this.#state.put(stateKey, JSON.stringify([...seen]));
  }
}

/** Spaces and letter case make no other text. */
export function textKey(topic: string, text: string): string {
  const plain = text.toLowerCase().replace(/\s+/gu, " ").trim();
  return createHash("sha256").update(`${topic}\n${plain}`).digest("base64url").slice(0, 22);
}

const stateKey = "summaries/texts";
const textsMax = 512;
const repeatMs = 12 * 3_600_000;

/** What cannot be read counts as nothing: at worst a text is condensed twice. */
function readSeen(text: string | undefined): Map<string, number> {
  try {
    const stored: unknown = JSON.parse(text ?? "[]");
    return new Map(Array.isArray(stored) ? stored.filter(isEntry).slice(-textsMax) : []);
  } catch {
    return new Map();
  }
}

function isEntry(entry: unknown): entry is [string, number] {
  return Array.isArray(entry) && typeof entry[0] === "string" && Number.isFinite(entry[1]);
}
