import type { EventTable } from "../../core/events.ts";

export const ordersEvents = {
  received: {
    level: "info",
    message: "an order came that is genuine, and is on the disk",
    counter: "edgewise_orders_received_total",
    labels: ["kind"],
  },
  waiting: {
    level: "warn",
    message: "an order that expires waits until the clock can be trusted, or for its body",
    quietMs: 600_000,
  },
  applied: {
    level: "info",
    message: "an order was carried out",
    counter: "edgewise_orders_applied_total",
    labels: ["kind"],
  },
  refused: {
    level: "warn",
    message: "an order was refused; nothing was changed",
    counter: "edgewise_orders_refused_total",
    labels: ["because"],
  },
  rolledBack: {
    level: "error",
    message: "what an order had changed was set back",
    counter: "edgewise_orders_rolled_back_total",
    labels: ["kind"],
  },
  interrupted: {
    level: "error",
    message:
      "edgewise was stopped while it carried out an order; it may have been done and is not done again",
    counter: "edgewise_orders_interrupted_total",
    labels: ["kind"],
  },
  repeated: {
    level: "debug",
    message: "an order came again that is known; nothing is done about it",
    counter: "edgewise_orders_repeated_total",
  },
  channelOnline: { level: "info", message: "the far side can be asked for orders" },
  channelOffline: {
    level: "warn",
    message: "the far side cannot be asked for orders",
    counter: "edgewise_orders_channel_offline_total",
    labels: ["channel"],
    quietMs: 600_000,
  },
  ledgerFailed: {
    level: "error",
    message: "what becomes of orders cannot be written down; no order is obeyed until it can",
    counter: "edgewise_orders_ledger_failures_total",
    quietMs: 60_000,
  },
  databasePutBack: {
    level: "warn",
    message:
      "the database knows less of orders than was taken, as after a backup was put back; what was open in it is not carried out, and older versions are refused",
    counter: "edgewise_orders_database_put_back_total",
  },
  versionsNotMarked: {
    level: "error",
    message:
      "the versions of orders cannot be kept beside the database; after a backup is put back, orders could be obeyed again",
    counter: "edgewise_orders_versions_not_marked_total",
    quietMs: 600_000,
  },
  reportWaits: {
    level: "warn",
    message: "the report of an order could not be queued; trying again",
    quietMs: 600_000,
  },
  reportUnwanted: {
    level: "warn",
    message: "no sink takes records of class command, so nobody is told what became of orders",
    quietMs: 3_600_000,
  },
  failed: {
    level: "error",
    message: "an order failed in a way it should not; it is not tried again",
    counter: "edgewise_orders_failures_total",
  },
} as const satisfies EventTable;

export const ordersMetrics = {
  open: {
    name: "edgewise_orders_open",
    help: "Orders that are received and not settled yet",
  },
  owed: {
    name: "edgewise_orders_reports_owed",
    help: "Reports of orders that are not on the queue yet",
  },
} as const;
