import { createInterface } from "node:readline";
import type { Command } from "commander";
import { EdgewiseError } from "../core/errors.ts";
import { createRandomId } from "../core/id.ts";
import type { Answer } from "../domain/utterance.ts";
import type { ApiClient } from "./api-client.ts";
import { type ClientOptions, daemonFor, withClientOptions } from "./client-options.ts";
import { UsageError } from "./errors.ts";
import { createOutput, type Output, printError } from "./output.ts";
import { safeText } from "./style.ts";

interface AskOptions extends ClientOptions {
  area?: string;
  session?: string;
  dryRun?: boolean;
}

export function registerAsk(program: Command): void {
  withClientOptions(program.command("ask"))
    .description("say something: a command or a question, in plain words")
    .argument(
      "[text...]",
      "what to say; - reads lines from standard input; nothing at a terminal is a conversation",
    )
    .option("--area <name>", "where it is said, so that `the light` is the one there")
    .option("--session <id>", "conversation it belongs to (default: one per terminal)")
    .option("--dry-run", "understand and plan, but send nothing")
    .addHelpText(
      "after",
      "\nThe exit code is 0 when it was answered or done and the devices agreed, else 1: not understood, refused,\nasked back, or a device that did not report what it was told.",
    )
    .action(async (words: string[], options: AskOptions) => {
      const { client } = daemonFor(options);
      const output = createOutput(options.json ?? false);
      const text = words.join(" ").trim();
      if (text !== "" && text !== "-") {
        // The shell's process id: two calls in one terminal are one conversation, so `ask yes` confirms.
        const session = options.session ?? `cli-${process.ppid}`;
        const answer = await ask(client, text, { ...options, session });
        print(output, answer);
        process.exitCode = wasFulfilled(answer) ? 0 : 1;
        return;
      }
      if (text === "" && process.stdin.isTTY !== true) {
        throw new UsageError(
          "There is nothing to ask.",
          "write `edgewise ask turn on the lamp`, or - to read lines from standard input",
        );
      }
      await converse(client, output, {
        options: { ...options, session: options.session ?? createRandomId() },
        isPrompting: text === "",
      });
    });
}

function ask(client: ApiClient, text: string, { area, session, dryRun }: AskOptions): Promise<Answer> {
  return client.post<Answer>("/api/ask", {
    text,
    source: "cli",
    dryRun: dryRun ?? false,
    ...(area === undefined ? {} : { area }),
    ...(session === undefined ? {} : { session }),
  });
}

function print(output: Output, answer: Answer): void {
  const planned = answer.actions
    .filter(({ status }) => status === "planned")
    .map(({ topic, payload }) => `\n  would send to ${safeText(topic)}: ${safeText(payload)}`);
  output.result(safeText(answer.reply) + planned.join(""), answer);
}

/** Done or answered, and no device left it open whether it obeyed. */
export function wasFulfilled({ outcome, actions }: Pick<Answer, "outcome" | "actions">): boolean {
  if (outcome !== "done" && outcome !== "answered") return false;
  return actions.every(({ status }) => status !== "failed" && status !== "unconfirmed");
}

/** One line at a time, each after the answer to the one before. With --json one answer a line. */
async function converse(
  client: ApiClient,
  output: Output,
  { options, isPrompting }: { options: AskOptions; isPrompting: boolean },
): Promise<void> {
  const lines = createInterface({
    input: process.stdin,
    ...(isPrompting ? { output: process.stderr, prompt: "> " } : {}),
  });
  let isAllFulfilled = true;
  let isQuestionOpen = false;
  if (isPrompting) lines.prompt();
  for await (const line of lines) {
    const text = line.trim();
    if (isPrompting && /^(?:exit|quit|bye)$/i.test(text)) break;
    if (text !== "") {
      const answer = await ask(client, text, options).catch((error: unknown) => {
        // At a terminal a daemon that is away for a moment does not end the conversation.
        if (!isPrompting || !(error instanceof EdgewiseError)) throw error;
        printError(error, output.isJson);
      });
      if (!answer) {
        lines.prompt();
        continue;
      }
      print(output, answer);
      // Asking back is part of a conversation, unless it ends there.
      isQuestionOpen = answer.outcome === "asked";
      isAllFulfilled &&= isQuestionOpen || wasFulfilled(answer);
    }
    if (isPrompting) lines.prompt();
  }
  lines.close();
  if (!isPrompting) process.exitCode = isAllFulfilled && !isQuestionOpen ? 0 : 1;
}
