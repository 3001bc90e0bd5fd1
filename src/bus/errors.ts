import { EdgewiseError } from "../core/errors.ts";

/** The embedded broker could not listen: the address is taken, not ours, or not allowed. */
export class BrokerListenError extends EdgewiseError {
  constructor(host: string, port: number, cause: NodeJS.ErrnoException) {
    const address = `${host}:${port}`;
    if (cause.code === "EADDRINUSE") {
      super("bus.portTaken", `the embedded broker cannot listen on ${address}: the port is taken`, {
        hint: `Another broker (Mosquitto?) or another edgewise runs here. Use it with bus.url: mqtt://${address}, or set bus.broker.port to a free port.`,
        cause,
      });
      return;
    }
    super("bus.brokerListenFailed", `the embedded broker cannot listen on ${address}: ${cause.message}`, {
      hint:
        cause.code === "EACCES"
          ? "Ports below 1024 need the capability CAP_NET_BIND_SERVICE; set bus.broker.port to 1883."
          : "Set bus.broker.host to an address of this machine; 127.0.0.1 always works.",
      cause,
    });
  }
}

/** The embedded broker was told to listen beyond this machine without saying who may connect. */
export class BrokerNeedsUsersError extends EdgewiseError {
  constructor(host: string) {
    super(
      "bus.brokerNeedsUsers",
      `the embedded broker will not listen on ${host}, which others can reach, without users`,
      { hint: "Set bus.broker.users, or set bus.broker.host back to 127.0.0.1." },
    );
  }
}

/** A user of the embedded broker cannot work as written. */
export class BrokerUserInvalidError extends EdgewiseError {
  constructor(name: string, problem: string) {
    super("bus.brokerUserInvalid", `bus.broker.users: the user "${name}": ${problem}`, {
      hint: "Each user needs its own name and valid topic filters such as farm/# or +/status.",
    });
  }
}

/** A subscription asked for something no broker can deliver. */
export class FilterInvalidError extends EdgewiseError {
  constructor(subscription: string, filter: string, problem: string) {
    super("bus.filterInvalid", `the subscription "${subscription}" asks for "${filter}": ${problem}`, {
      hint: "Correct the topic filter: + is a whole level, # is the whole last level.",
    });
  }
}

/** A certificate or key file of the connection cannot be read. */
export class TlsFileError extends EdgewiseError {
  constructor(key: string, path: string, cause: unknown) {
    super("bus.tlsFileUnreadable", `bus.tls.${key}: cannot read ${path}`, {
      hint: "Check the path and that the edgewise user may read the file; it is tried again on every connection.",
      cause,
    });
  }
}
