/**
 * Bytes per second with a burst of one second. What a batch took is only known after it was sent, so the bucket goes
 * into debt and the next batch waits until that is paid.
 */
export class TokenBucket {
  readonly bytesPerSecondMax: number;
  #bytes: number;
  #atMs: number;

  constructor(bytesPerSecondMax: number, nowMs: number) {
    this.bytesPerSecondMax = bytesPerSecondMax;
    this.#bytes = bytesPerSecondMax;
    this.#atMs = nowMs;
  }

  spend(bytes: number, nowMs: number): void {
    this.#fill(nowMs);
    this.#bytes -= bytes;
  }

  /** How long until something may be sent again; 0: now. */
  waitMs(nowMs: number): number {
    this.#fill(nowMs);
    return this.#bytes > 0 ? 0 : Math.ceil(((1 - this.#bytes) / this.bytesPerSecondMax) * 1_000);
  }

  #fill(nowMs: number): void {
    const gained = ((nowMs - this.#atMs) / 1_000) * this.bytesPerSecondMax;
    this.#bytes = Math.min(this.bytesPerSecondMax, this.#bytes + gained);
    this.#atMs = nowMs;
  }
}
