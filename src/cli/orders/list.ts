import type { Command } from "commander";
import { ordersView } from "../../http/routes/orders.ts";
import { createLedger } from "../../sync/down/ledger.ts";
import { shownOrders } from "../../sync/down/shown-orders.ts";
import { type ClientOptions, daemonFor, isLocalDaemon, withClientOptions } from "../client-options.ts";
import { loadFor } from "../config.ts";
import { DaemonUnreachableError } from "../errors.ts";
import { stampOf } from "../moments.ts";
import { createOutput } from "../output.ts";
import { withStoppedStore } from "../stopped-store.ts";
import { type Style, safeText, terminalStyle } from "../style.ts";

type Orders = ReturnType<typeof ordersView>;

export function registerOrdersList(orders: Command): void {
  withClientOptions(orders.command("list", { isDefault: true }))
    .description("orders that came, newest first: kind, version, state, when and why (the default)")
    .action(async (options: ClientOptions) => {
      const { found, source, timeZone } = await readOrders(options);
      const view = { timeZone, style: terminalStyle() };
      const notice = source === "daemon" ? "" : "The daemon does not run; this is what is in its database.\n";
      createOutput(options.json ?? false).result(notice + ordersText(found, view), { source, ...found });
    });
}

/** From the daemon, or from its database while it does not run. */
async function readOrders(
  options: ClientOptions,
): Promise<{ found: Orders; source: "daemon" | "database"; timeZone: string | undefined }> {
  const { client, timeZone } = daemonFor(options);
  try {
    return { found: await client.get<Orders>("/api/orders"), source: "daemon", timeZone };
  } catch (error) {
    if (!(error instanceof DaemonUnreachableError) || !isLocalDaemon(options)) throw error;
  }
  const { config } = loadFor(options);
  const found = await withStoppedStore({ config, url: client.url }, async ({ state }) => {
    const ledger = createLedger({ state, keptMax: () => config.sync.down.ordersKeptMax });
    await ledger.read();
    const isOn = config.sync.down.trustedKeys.length > 0;
    return ordersView({ isOn, channels: [], strangers: [], orders: shownOrders(ledger.entries()) });
  });
  return { found, source: "database", timeZone };
}

/** For a person. */
export function ordersText(
  { isOn, channels, orders, strangers }: Orders,
  view: { timeZone: string | undefined; style: Style },
): string {
  if (!isOn && orders.length === 0) {
    return "Nobody may give orders: no key is trusted (sync.down.trustedKeys).";
  }
  const when = (at: string | undefined) => stampOf(at ?? null, view.timeZone);
  const lines = channels.map(({ name, isReached, lastError }) => {
    const state =
      isReached === undefined
        ? "not asked yet"
        : isReached
          ? "reached"
          : `not reached: ${safeText(lastError ?? "")}`;
    return `${name}: ${state}`;
  });
  if (!isOn) lines.push("No key is trusted any more: nobody may give orders.");
  if (lines.length > 0) lines.push("");
  if (orders.length === 0) lines.push("No order came yet.");
  for (const { id, kind, version, state, changedAt, reason } of orders) {
    lines.push(`${view.style.bold(id)}  ${kind} ${version}  ${stateWords[state]} ${when(changedAt)}`);
    if (reason !== undefined) lines.push(`    ${safeText(reason)}`);
  }
  if (strangers.length > 0) lines.push("", "Refused, since nobody trusted has given it (since the start):");
  for (const { at, channel, reason, id } of strangers) {
    lines.push(`  ${when(at)} by ${channel}${id === undefined ? "" : `, ${id}`}: ${safeText(reason)}`);
  }
  return lines.join("\n");
}

const stateWords: Readonly<Record<Orders["orders"][number]["state"], string>> = {
  received: "waits since",
  applying: "is being carried out since",
  applied: "carried out",
  refused: "refused",
  rolledBack: "set back",
  interrupted: "interrupted",
};
