import { createReach, type Reach } from "../../core/reach.ts";
import type { SyncConfig } from "../config.ts";

/** Where an order may make this device fetch something: where `fetchHosts` says, and where its orders come from by http. */
export function createFetchReach({ sinks, down }: SyncConfig): Reach {
  const channels = down.channels.flatMap(({ sink: name, ordersUrl }) => {
    const sink = sinks.find((other) => other.name === name);
    if (sink?.type !== "http") return [];
    return [sink.url, ...(ordersUrl === undefined ? [] : [ordersUrl])].map(originHost);
  });
  return createReach({ hosts: [...down.fetchHosts, ...channels], setting: "sync.down.fetchHosts" });
}

/** With its port, also where that is the usual one: an order may not knock at the other ports of this host. */
function originHost(text: string): string {
  const { hostname, port, protocol } = new URL(text);
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}
