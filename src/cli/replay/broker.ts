import { readFileSync } from "node:fs";
import type { BusConfig } from "../../bus/config.ts";
import type { BusLinkOptions } from "../../bus/link.ts";
import { errorMessage } from "../../core/errors.ts";
import { coversTopicFilter } from "../../domain/topic.ts";
import { UsageError } from "../errors.ts";

export type BrokerTarget = Pick<
  BusLinkOptions,
  "url" | "protocolVersion" | "username" | "password" | "ca" | "cert" | "key"
> & {
  /** What to do when it cannot be reached. */
  hint: string;
};

/** The broker that the configuration names, or the one inside the daemon, and who may publish there. */
export function brokerTarget(
  config: BusConfig,
  { url, topicPrefix }: { url: string | undefined; topicPrefix: string },
): BrokerTarget {
  const protocolVersion = config.mqttVersion === "5" ? 5 : 4;
  if (url !== undefined && url !== config.url) {
    return { url: checkedUrl(url), protocolVersion, hint: "check the address given with --broker" };
  }
  if (config.url !== undefined) {
    return {
      url: config.url,
      protocolVersion,
      username: config.user,
      password: config.password,
      ca: pem("caFile", config.tls.caFile),
      cert: pem("certFile", config.tls.certFile),
      key: pem("keyFile", config.tls.keyFile),
      hint: "check that the broker runs, and bus.url, bus.user and bus.password; `edgewise doctor` looks at it",
    };
  }
  const { host, port, users } = config.broker;
  if (port === 0) {
    throw new UsageError(
      "bus.broker.port is 0, so the daemon's broker listens on a port that only its log tells.",
      "give its address with --broker mqtt://127.0.0.1:PORT; the log line bus.brokerListening has it",
    );
  }
  const user = users.find(({ publish }) =>
    publish.some((filter) => coversTopicFilter(filter, `${topicPrefix}/#`)),
  );
  if (users.length > 0 && !user) {
    throw new UsageError(
      `No user of bus.broker.users may publish to ${topicPrefix}/#.`,
      "let one of them, or choose other topics with --topic-prefix",
    );
  }
  return {
    url: `mqtt://${localHost(host)}:${port}`,
    protocolVersion: 4,
    username: user?.name,
    password: user?.password,
    hint: "the broker is part of the daemon: start it with `edgewise run`, or look at data without one with --local",
  };
}

function localHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

function checkedUrl(url: string): string {
  if (URL.canParse(url) && /^(?:mqtts?|wss?):$/.test(new URL(url).protocol)) return url;
  throw new UsageError(`"${url}" is no address of a broker.`, "write it like mqtt://192.168.1.10:1883");
}

function pem(key: string, file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `bus.tls.${key} cannot be read (${errorMessage(error)}).`,
      "check the path and who may read it",
    );
  }
}
