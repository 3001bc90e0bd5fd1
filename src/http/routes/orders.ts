import type { OrdersView } from "../api.ts";
import type { Route } from "../route.ts";

/** Orders from the cloud. */
export const orderRoutes: readonly Route[] = [
  {
    method: "GET",
    path: "/api/orders",
    summary: "orders from the cloud and what became of them",
    isOpen: false,
    async handle(_input, { api }) {
      return { body: ordersView(api.orders()) };
    },
  },
];

/** Times as ISO 8601 text. */
export function ordersView({ isOn, channels, orders, strangers }: OrdersView) {
  const iso = (at: number | undefined) => (at === undefined ? undefined : new Date(at).toISOString());
  return {
    isOn,
    channels: channels.map(({ lastReachedAt, ...channel }) => ({
      ...channel,
      lastReachedAt: iso(lastReachedAt),
    })),
    orders: orders.map(({ receivedAt, changedAt, ...order }) => ({
      ...order,
      receivedAt: iso(receivedAt),
      changedAt: iso(changedAt),
    })),
    strangers: strangers.map(({ at, ...stranger }) => ({ ...stranger, at: iso(at) })),
  };
}
