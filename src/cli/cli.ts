import { Command, CommanderError } from "commander";
import { readVersion } from "../app/version.ts";
import { registerAsk } from "./ask.ts";
import { registerConfig } from "./config.ts";
import { registerDemo } from "./demo.ts";
import { registerDoctor } from "./doctor.ts";
import { UsageError } from "./errors.ts";
import { registerIncidents } from "./incidents.ts";
import { printError, printJsonError } from "./output.ts";
import { registerQueue } from "./queue.ts";
import { registerReplay } from "./replay.ts";
import { registerRun } from "./run.ts";
import { registerStatus } from "./status.ts";

/** Runs one command line and answers the exit code: 0 done, 1 failed, 2 used wrongly. */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new Command("edgewise")
    .description("Offline-first edge intelligence: sensors, logs and commands understood on the board itself")
    .version(readVersion())
    .exitOverride()
    .showSuggestionAfterError();
  for (const register of verbs) register(program);
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

const verbs: readonly ((program: Command) => void)[] = [
  registerRun,
  registerDemo,
  registerStatus,
  registerAsk,
  registerIncidents,
  registerQueue,
  registerReplay,
  registerDoctor,
  registerConfig,
];

/** `edgewise incidents | head` closes the pipe when it has seen enough; that is no failure. */
function endQuietlyOnClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
}
