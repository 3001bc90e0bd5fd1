import type { SendFailure } from "../../sink.ts";

export interface StoredObject {
  /** Relative, with slashes. */
  path: string;
  body: Buffer;
  contentType: string;
}

/** What became of one object. */
export type PutOutcome =
  | { status: "stored" }
  | { status: "tooLarge"; reason: string }
  | { status: "failed"; failure: SendFailure; bytes?: number };

/** Where objects are put. A second put under the same path replaces the first. */
export interface ObjectStore {
  /** `stored` once a power cut there no longer matters. Never rejects for what the disk or the network does. */
  put(object: StoredObject, signal: AbortSignal): Promise<PutOutcome>;
  warning?(): string | undefined;
  close(): void;
}
