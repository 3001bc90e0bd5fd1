import type { OrderKind } from "./order.ts";

/** An order that is known to be genuine, for this node, in time and newer than the last of its kind. */
export interface AcceptedOrder {
  id: string;
  kind: OrderKind;
  version: number;
  body: Readonly<Record<string, unknown>>;
}

/** What became of an order. `reason` is one sentence for the one who gave it, without secrets. */
export type Applied =
  | { status: "applied"; details?: Readonly<Record<string, unknown>> }
  /** Nothing was changed. */
  | { status: "refused"; reason: string; details?: Readonly<Record<string, unknown>> }
  /** It was in force for a while, and what was before is again. */
  | { status: "rolledBack"; reason: string }
  /** It may have been done, or done in part, and is not done again. */
  | { status: "interrupted"; reason: string };

export interface ApplyContext {
  /** Asks the far side that gave the order for a sign of life; false when there is none in time. */
  reachFarSide(signal: AbortSignal): Promise<boolean>;
  /** Aborts when the daemon stops. What is not finished then is asked for with `outcomeAfterRestart`. */
  signal: AbortSignal;
}

/** Carries out the orders of one kind. */
export interface OrderApplier {
  /** Never rejects for what is wrong with the order or the world: that is `refused`. One at a time. */
  apply(order: AcceptedOrder, context: ApplyContext): Promise<Applied>;
  /** The daemon stopped or was killed between the beginning and the end of `apply`: what is true now? */
  outcomeAfterRestart(order: { id: string; version: number }): Promise<Applied>;
}

export type OrderAppliers = Readonly<Record<OrderKind, OrderApplier>>;
