import { errorMessage } from "../core/errors.ts";
import type { Reporter } from "../core/events.ts";
import type { InboundMessage, MessageBus, StateStore } from "../domain/ports.ts";
import type { voiceEvents } from "./events.ts";

/**
 * Whether edgewise may listen: set by `<base>/voice/mute/set`, by HTTP and by the configuration, kept over restarts.
 *
 * Limits and invariants:
 * 1. Muted, no recorder runs and sound that comes otherwise is thrown away unread.
 * 2. A retained message is never taken: it would mute or unmute again at every reconnect.
 * 3. What cannot be read from the disk counts as muted: silence is the side to err on.
 */
export interface MuteSwitch {
  readonly isMuted: boolean;
  /** What was kept of an earlier run. */
  start(): Promise<void>;
  stop(): void;
  /** Takes effect at once; resolves when it is kept, or could not be and was told. */
  set(isMuted: boolean, by: string): Promise<void>;
}

export function createMuteSwitch(options: {
  baseTopic: string;
  bus: MessageBus;
  state: StateStore;
  /** Without anything kept. */
  isMutedAtFirst: boolean;
  reporter: Reporter<typeof voiceEvents>;
  onChanged: (isMuted: boolean) => void;
}): MuteSwitch {
  const { bus, baseTopic, state, reporter, onChanged } = options;
  let isMuted = true;
  let unsubscribe = () => {};

  const set = async (next: boolean, by: string) => {
    if (next !== isMuted) {
      isMuted = next;
      reporter.report(next ? "muted" : "unmuted", { by });
      onChanged(next);
    }
    try {
      await state.put(stateKey, next ? "muted" : "listening");
    } catch (error) {
      reporter.report("muteUnsaved", { error: errorMessage(error) });
    }
  };

  const take = async ({ payload, isRetained }: InboundMessage) => {
    if (isRetained) return;
    const wanted = readMute(payload);
    if (wanted === undefined) reporter.report("muteRefused", { bytes: payload.length });
    else await set(wanted, "mqtt");
  };

  return {
    get isMuted() {
      return isMuted;
    },
    async start() {
      try {
        const kept = await state.get(stateKey);
        isMuted = kept === undefined ? options.isMutedAtFirst : kept !== "listening";
      } catch (error) {
        isMuted = true;
        reporter.report("muteUnread", { error: errorMessage(error) });
      }
      unsubscribe = bus.subscribe({
        name: "voiceMute",
        filters: [`${baseTopic}/voice/mute/set`],
        qos: 1,
        queue: { capacity: 16, whenFull: "block" },
        handle: async (messages) => {
          for (const message of messages) await take(message);
        },
      });
    },
    stop() {
      unsubscribe();
    },
    set,
  };
}

const stateKey = "voice/mute";

const spellings: Readonly<Record<string, boolean>> = {
  on: true,
  true: true,
  "1": true,
  mute: true,
  muted: true,
  off: false,
  false: false,
  "0": false,
  unmute: false,
  listening: false,
};

/** ON and OFF as home automation writes them, in any case; undefined: neither. */
function readMute(payload: Buffer): boolean | undefined {
  if (payload.length > 20) return undefined;
  const word = payload.toString().trim().toLowerCase();
  return Object.hasOwn(spellings, word) ? spellings[word] : undefined;
}
