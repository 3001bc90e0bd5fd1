import { Command, CommanderError } from "commander";
import { readVersion } from "../app/version.ts";
import { registerConfig } from "./config.ts";
import { printError } from "./output.ts";

/** Runs one command line and answers the exit code: 0 done, 1 failed, 2 used wrongly. */
export async function runCli(args: readonly string[]): Promise<number> {
  const program = new Command("edgewise")
    .description("Offline-first edge intelligence: sensors, logs and commands understood on the board itself")
    .version(readVersion())
    .exitOverride()
    .showSuggestionAfterError();
  for (const register of verbs) register(program);
  try {
    await program.parseAsync([...args], { from: "user" });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    printError(error, args.includes("--json"));
    return 1;
  }
}

const verbs: readonly ((program: Command) => void)[] = [registerConfig];
