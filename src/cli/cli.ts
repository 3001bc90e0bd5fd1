import { Command, CommanderError } from "commander";
import { readVersion } from "../app/version.ts";
import { UsageError } from "./errors.ts";
import { printError, printJsonError } from "./output.ts";

/** Runs one command line and answers the exit code: 0 done, 1 failed, 2 used wrongly. */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new Command("edgewise")
    .description("Offline-first edge intelligence: sensors, logs and commands understood on the board itself")
    .version(readVersion())
    .exitOverride()
    .showSuggestionAfterError();
  for (const register of await registersFor(args)) register(program);
  if (!process.stdout.listeners("error").includes(endQuietlyOnClosedPipe))
    process.stdout.on("error", endQuietlyOnClosedPipe);
  try {
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    const isJson = args.includes("--json");
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return 0;
      // Commander has told the person already.
      if (isJson) printJsonError({ code: "cli.usage", message: error.message.replace(/^error: /, "") });
      return 2;
    }
    printError(error, isJson);
    return error instanceof UsageError ? 2 : 1;
  }
}

type Register = (program: Command) => void;

/** Each verb by its name; its code is read only when it is asked for, which spares the daemon the memory of the rest. */
const verbs: Readonly<Record<string, () => Promise<Register>>> = {
  run: async () => (await import("./run.ts")).registerRun,
  demo: async () => (await import("./demo.ts")).registerDemo,
  status: async () => (await import("./status.ts")).registerStatus,
  ask: async () => (await import("./ask.ts")).registerAsk,
  voice: async () => (await import("./voice.ts")).registerVoice,
  rules: async () => (await import("./rules.ts")).registerRules,
  incidents: async () => (await import("./incidents.ts")).registerIncidents,
  models: async () => (await import("./models.ts")).registerModels,
  queue: async () => (await import("./queue.ts")).registerQueue,
  store: async () => (await import("./store.ts")).registerStore,
  orders: async () => (await import("./orders.ts")).registerOrders,
  intents: async () => (await import("./intents.ts")).registerIntents,
  replay: async () => (await import("./replay.ts")).registerReplay,
  detect: async () => (await import("./detect.ts")).registerDetect,
  summary: async () => (await import("./summary.ts")).registerSummary,
  summarize: async () => (await import("./summarize.ts")).registerSummarize,
  logs: async () => (await import("./logs.ts")).registerLogs,
  doctor: async () => (await import("./doctor.ts")).registerDoctor,
  config: async () => (await import("./config.ts")).registerConfig,
  check: async () => (await import("./config.ts")).registerCheck,
};

/** All of them for help, and for a word that is no verb, so that the nearest one can be suggested. */
function registersFor(args: readonly string[]): Promise<Register[]> {
  const verb = args[0] !== undefined && Object.hasOwn(verbs, args[0]) ? verbs[args[0]] : undefined;
  const wanted = verb ? [verb] : Object.values(verbs);
  return Promise.all(wanted.map((load) => load()));
}

/** `edgewise incidents | head` closes the pipe when it has seen enough; that is no failure. */
function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}
