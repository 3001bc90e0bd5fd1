import { type Command, InvalidArgumentError } from "commander";
import type { LoadedConfig } from "../config/load.ts";
import { type ApiClient, createApiClient } from "./api-client.ts";
import { type ConfigOptions, loadFor, withConfigOptions } from "./config.ts";
import { UsageError } from "./errors.ts";

/** Options of every verb that speaks to a running daemon. */
export interface ClientOptions extends ConfigOptions {
  url?: string;
  token?: string;
}

/** Longer than the daemon takes to give a request up itself (http.requestTimeoutMs), whose answer says more. */
const requestTimeoutMs = 35_000;

/** Adds `--url` and `--token` to a verb, and the options of the configuration. */
export function withClientOptions(command: Command): Command {
  return withConfigOptions(
    command
      .option("--url <url>", "address of the daemon (default: $EDGEWISE_URL, else that of the configuration)")
      .option(
        "--token <token>",
        "its access token (default: $EDGEWISE_TOKEN, else that of the configuration)",
      ),
  );
}

export interface Daemon {
  client: ApiClient;
  /** Zone in which times are told: that of the configuration, where it was read and names one. */
  timeZone: string | undefined;
}

/** The daemon that the options mean. With an address given, the configuration is not read: it may be elsewhere. */
export function daemonFor(
  options: ClientOptions,
  environment = process.env,
  timeoutMs = requestTimeoutMs,
): Daemon {
  const given = options.url ?? environment.EDGEWISE_URL;
  const token = options.token ?? environment.EDGEWISE_TOKEN;
  if (given !== undefined) {
    if (!/^https?:\/\//.test(given) || !URL.canParse(given)) {
      throw new UsageError(
        `"${given}" is no address of a daemon.`,
        "write it with its protocol, e.g. http://192.168.1.20:8477",
      );
    }
    return {
      client: createApiClient({ url: given, token, timeoutMs }),
      timeZone: undefined,
    };
  }
  const { config } = loadFor(options);
  return {
    client: createApiClient({
      url: configuredUrl(config),
      // The token of the configuration goes only to the address of the same configuration.
      token: token ?? config.http.token,
      timeoutMs,
    }),
    timeZone: config.daemon.timeZone,
  };
}

/** Whether the daemon asked is that of this machine's configuration, so that its database may be read in its place. */
export function isLocalDaemon(options: ClientOptions, environment = process.env): boolean {
  return options.url === undefined && environment.EDGEWISE_URL === undefined;
}

/** Where the daemon of this configuration can be asked. */
export function configuredUrl({ http }: Pick<LoadedConfig["config"], "http">): string {
  if (!http.isEnabled) {
    throw new UsageError(
      "The HTTP interface of the daemon is switched off (http.isEnabled), so it cannot be asked.",
      "switch it on, or give the address of another daemon with --url or EDGEWISE_URL",
    );
  }
  if (http.port === 0) {
    throw new UsageError(
      "http.port is 0, so the daemon listens on a port that only its log tells.",
      "give its address with --url or EDGEWISE_URL; the log line http.listening has it",
    );
  }
  return `http://${reachableHost(http.host)}:${http.port}`;
}

/** An address to listen on as one to connect to. */
function reachableHost(host: string): string {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** A whole number of an option from `min` to `max`. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It has to be a whole number from ${min} to ${max}.`);
  };
}
