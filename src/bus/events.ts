import type { EventTable } from "../core/events.ts";
import type { MetricOptions } from "../core/metrics.ts";

const failures = {
  counter: "edgewise_bus_connect_failures_total",
  labels: ["why"],
  quietMs: 300_000,
} as const;

export const busEvents = {
  connected: { level: "info", message: "connected to the broker", counter: "edgewise_bus_connections_total" },
  disconnected: {
    level: "warn",
    message: "the connection to the broker was lost; connecting again",
    counter: "edgewise_bus_disconnections_total",
    quietMs: 10_000,
  },
  stopped: { level: "info", message: "left the broker in good order" },
  brokerUnreachable: {
    level: "warn",
    message: "the broker cannot be reached; edgewise works on and keeps trying",
    ...failures,
  },
  credentialsRefused: {
    level: "error",
    message: "the broker refused the user name, password or certificate; correct them",
    ...failures,
  },
  tlsFailed: {
    level: "error",
    message: "no secure connection to the broker could be made; correct the certificates or the clock",
    ...failures,
  },
  connectionRefused: {
    level: "warn",
    message: "the broker did not accept the connection; edgewise keeps trying",
    ...failures,
  },
  subscriptionRefused: {
    level: "error",
    message: "the broker refused a topic filter; allow it there or correct the configuration",
    counter: "edgewise_bus_refused_filters_total",
    quietMs: 300_000,
  },
  presenceFailed: {
    level: "warn",
    message: "the presence topic could not be published",
    counter: "edgewise_bus_presence_failures_total",
    quietMs: 60_000,
  },
  messagesDropped: {
    level: "warn",
    message: "incoming messages were dropped: the queue of the subscription was full",
    counter: "edgewise_bus_dropped_messages_total",
    labels: ["subscription"],
    quietMs: 60_000,
  },
  messagesOversize: {
    level: "warn",
    message: "incoming messages larger than bus.payloadBytesMax were dropped",
    counter: "edgewise_bus_oversize_messages_total",
    quietMs: 60_000,
  },
  handlerFailed: {
    level: "error",
    message: "a bug: the handler of a subscription threw; its batch is lost, the next ones go on",
    counter: "edgewise_bus_handler_failures_total",
    labels: ["subscription"],
    quietMs: 10_000,
  },
  drainCutShort: {
    level: "warn",
    message: "stopping took too long; messages still queued were dropped",
    counter: "edgewise_bus_undrained_messages_total",
    labels: ["subscription"],
  },
  brokerListening: { level: "info", message: "the embedded broker listens" },
  brokerLoginRefused: {
    level: "warn",
    message: "the embedded broker refused a user name or password",
    counter: "edgewise_bus_broker_refused_logins_total",
    quietMs: 60_000,
  },
  brokerAccessRefused: {
    level: "warn",
    message: "the embedded broker refused a topic to a user that may not use it",
    counter: "edgewise_bus_broker_refused_topics_total",
    labels: ["operation"],
    quietMs: 60_000,
  },
  brokerFull: {
    level: "warn",
    message: "the embedded broker refused a connection: bus.broker.connectionsMax is reached",
    counter: "edgewise_bus_broker_refused_connections_total",
    quietMs: 60_000,
  },
  brokerPacketOversize: {
    level: "warn",
    message:
      "the embedded broker disconnected a client that sent more than bus.broker.payloadBytesMax at once",
    counter: "edgewise_bus_broker_oversize_packets_total",
    quietMs: 60_000,
  },
  brokerRetainedFull: {
    level: "warn",
    message: "the embedded broker delivered a message without retaining it: its retained limits are reached",
    counter: "edgewise_bus_broker_unretained_messages_total",
    quietMs: 60_000,
  },
} as const satisfies EventTable;

export const busMetrics = {
  received: {
    name: "edgewise_bus_received_messages_total",
    help: "Messages received from the broker.",
  },
  receivedBytes: {
    name: "edgewise_bus_received_bytes_total",
    help: "Payload bytes received from the broker.",
  },
  published: {
    name: "edgewise_bus_published_messages_total",
    help: "Messages given to the bus to publish, by result.",
    labels: ["result"],
  },
  queued: {
    name: "edgewise_bus_queued_messages",
    help: "Messages waiting in the queue of a subscription.",
    labels: ["subscription"],
  },
  connected: { name: "edgewise_bus_connected_state", help: "1 while connected to the broker, else 0." },
} as const satisfies Record<string, MetricOptions>;
