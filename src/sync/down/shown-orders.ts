import type { LedgerEntry } from "./ledger.ts";

/** Orders as they are shown, newest first: without their text, which nobody needs to see and may be long. */
export function shownOrders(entries: readonly LedgerEntry[]): Omit<LedgerEntry, "text" | "digest">[] {
  return entries.map(({ text: _text, digest: _digest, ...order }) => order).reverse();
}
