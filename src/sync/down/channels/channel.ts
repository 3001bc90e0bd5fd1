import type { ChannelSettings } from "../config.ts";

/** How a channel does, for status. */
export interface ChannelState {
  /** Undefined: it was not tried yet. */
  isReached: boolean | undefined;
  lastReachedAt: number | undefined;
  lastError: string | undefined;
}

/**
 * A way by which orders come: the connection of one sink, with its credentials.
 *
 * 1. What `take` rejects was not put on the disk: the channel gives it again later.
 * 2. Nothing is confirmed to the far side before `take` has resolved.
 */
export interface Channel {
  /** The sink's. */
  readonly name: string;
  start(): void;
  stop(): Promise<void>;
  /** The far side said that there are orders. */
  look(): void;
  /** One exchange with the far side from now on: true when it answered. Never rejects. */
  reach(signal: AbortSignal): Promise<boolean>;
  state(): ChannelState;
}

export interface ChannelContext {
  settings: ChannelSettings;
  node: string;
  /** Resolves when the order is on the disk, or refused. */
  take(bytes: Buffer): Promise<void>;
  /** False: the disk takes no writes, and `take` would reject. */
  isTaking(): boolean;
  /** Tells a change of {@link ChannelState.isReached}. */
  onState(isReached: boolean, reason?: string): void;
}

/** Keeps the state of a channel and tells its changes. */
export function createChannelState(context: Pick<ChannelContext, "onState">, now: () => number) {
  const state: ChannelState = { isReached: undefined, lastReachedAt: undefined, lastError: undefined };
  return {
    current: (): ChannelState => ({ ...state }),
    reached() {
      const isNews = state.isReached !== true;
      Object.assign(state, { isReached: true, lastReachedAt: now(), lastError: undefined });
      if (isNews) context.onState(true);
    },
    lost(reason: string) {
      const isNews = state.isReached !== false || state.lastError !== reason;
      Object.assign(state, { isReached: false, lastError: reason });
      if (isNews) context.onState(false, reason);
    },
  };
}
