import type { Health } from "../../core/lifecycle.ts";
import type { Channel } from "./channels/channel.ts";
import type { DownConfig } from "./config.ts";
import { isSettled, type LedgerEntry } from "./ledger.ts";

/** Down-sync in words: whether anybody may give orders, whether they can, and what became of the last one. */
export function downHealth(about: {
  config: DownConfig;
  channels: readonly Channel[];
  /** Sinks named by a channel that there are not, or that no orders can come by. */
  unfit: readonly string[];
  entries: readonly LedgerEntry[];
  owed: number;
  problem: string | undefined;
}): Health {
  const { config, channels, unfit, entries, owed, problem } = about;
  if (config.trustedKeys.length === 0) {
    return { status: "ok", detail: "No key is trusted (sync.down.trustedKeys): nobody may give orders." };
  }
  if (problem !== undefined) return { status: "failed", detail: problem };
  const open = entries.filter((entry) => !isSettled(entry));
  const figures: Record<string, number | string> = { orders: entries.length, open: open.length, owed };
  for (const channel of channels) {
    const { isReached } = channel.state();
    figures[`${channel.name}.state`] = isReached === undefined ? "unknown" : isReached ? "online" : "offline";
  }
  if (unfit.length > 0) {
    const detail = `sync.down.channels names ${unfit.join(", ")}: not the name of an http or mqttBridge sink that is enabled.`;
    return { status: "degraded", detail, figures };
  }
  if (channels.length === 0) {
    const detail = "Keys are trusted, but no channel leads to a far side (sync.down.channels).";
    return { status: "degraded", detail, figures };
  }
  const troubles = channels.flatMap((channel) => {
    const { isReached, lastError } = channel.state();
    return isReached === false
      ? [`${channel.name} cannot be asked for orders: ${lastError ?? "no reason given"}.`]
      : [];
  });
  if (troubles.length > 0) return { status: "degraded", detail: troubles.join(" "), figures };
  return { status: "ok", detail: detailOf(entries, open), figures };
}

function detailOf(entries: readonly LedgerEntry[], open: readonly LedgerEntry[]): string {
  const waiting = open.find(({ reason }) => reason !== undefined);
  if (waiting) return `The order ${waiting.id} waits: ${waiting.reason}.`;
  const last = entries.at(-1);
  if (!last) return "No order came yet.";
  const why = last.reason === undefined ? "" : `: ${last.reason}`;
  return `The last order, ${last.kind} ${last.id}, is ${stateWords[last.state]}${why}.`;
}

const stateWords = {
  received: "received",
  applying: "being carried out",
  applied: "carried out",
  refused: "refused",
  rolledBack: "set back",
  interrupted: "interrupted",
} as const;
