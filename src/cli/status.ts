import { setTimeout as wait } from "node:timers/promises";
import { type Command, Option } from "commander";
import {
  type ClientOptions,
  type Daemon,
  daemonFor,
  wholeNumber,
  withClientOptions,
} from "./client-options.ts";
import { DaemonSilentError, DaemonUnreachableError } from "./errors.ts";
import { createOutput } from "./output.ts";
import { type DaemonOverview, statusText } from "./status-text.ts";
import { terminalStyle } from "./style.ts";

interface StatusOptions extends ClientOptions {
  all?: boolean;
  watch?: boolean;
  interval: number;
}

export function registerStatus(program: Command): void {
  withClientOptions(program.command("status"))
    .description("how the daemon is, what is wrong, what waits to be sent")
    .option("-a, --all", "show every part, not only those with something to say")
    .option("-w, --watch", "show it again and again until Ctrl-C; with --json one line each time")
    .addOption(
      new Option("--interval <seconds>", "how often with --watch")
        .default(2)
        .argParser(wholeNumber(1, 3_600)),
    )
    .action(async (options: StatusOptions) => {
      const daemon = daemonFor(options);
      if (options.watch) await watch(daemon, options);
      else show(await overview(daemon), daemon, options);
    });
}

/** Incidents that are shown; the daemon keeps at most 1,000 open. */
const incidentsShownMax = 100;

async function overview({ client }: Daemon, signal?: AbortSignal): Promise<DaemonOverview> {
  const how = signal ? { signal } : {};
  const [status, { incidents }, queue, voice] = await Promise.all([
    client.get<DaemonOverview["status"]>("/api/status", how),
    client.get<{ incidents: DaemonOverview["incidents"] }>("/api/incidents", {
      ...how,
      query: { status: "open", limit: incidentsShownMax },
    }),
    client.get<DaemonOverview["queue"]>("/api/queue", { ...how, query: { limit: 0 } }),
    client.get<DaemonOverview["voice"]>("/api/voice", how),
  ]);
  return { status, incidents, queue, voice };
}

function show(found: DaemonOverview, { timeZone }: Daemon, options: StatusOptions): void {
  const text = statusText(found, { timeZone, isAll: options.all ?? false, style: terminalStyle() });
  createOutput(options.json ?? false).result(text, found);
}

/** A daemon that is away does not end it: that is when somebody watches. */
async function watch(daemon: Daemon, options: StatusOptions): Promise<void> {
  const stopping = new AbortController();
  const stop = () => stopping.abort();
  process.once("SIGINT", stop);
  const isScreen = process.stdout.isTTY === true && !options.json;
  while (!stopping.signal.aborted) {
    try {
      const found = await overview(daemon, stopping.signal);
      if (isScreen) process.stdout.write(clearScreen);
      show(found, daemon, options);
    } catch (error) {
      if (stopping.signal.aborted) break;
      if (!(error instanceof DaemonUnreachableError || error instanceof DaemonSilentError)) throw error;
      if (isScreen) process.stdout.write(clearScreen);
      const { code, message, hint } = error;
      createOutput(options.json ?? false).result(message, { error: { code, message, hint } });
    }
    await wait(options.interval * 1_000, undefined, { signal: stopping.signal }).catch(() => {});
  }
  process.off("SIGINT", stop);
}

/** Cursor home, then everything from there on wiped: quieter to the eye than wiping first. */
const clearScreen = "\u001b[H\u001b[2J";
