import type { Command } from "commander";
import type { ruleView } from "../http/routes/rules.ts";
import { type ClientOptions, daemonFor, wholeNumber, withClientOptions } from "./client-options.ts";
import { createOutput } from "./output.ts";
import { safeText } from "./style.ts";

type RuleView = ReturnType<typeof ruleView>;

export function registerRules(program: Command): void {
  const rules = program
    .command("rules")
    .description(
      "commands that wait for a time or a condition, such as `turn off the heater in ten minutes`",
    );
  withClientOptions(rules.command("list", { isDefault: true }))
    .description("what is stored, with the number of each (the default)")
    .action(async (options: ClientOptions) => {
      const { client } = daemonFor(options);
      const listed = await client.get<{ rules: RuleView[] }>("/api/rules");
      createOutput(options.json ?? false).result(rulesText(listed.rules), listed);
    });
  withClientOptions(rules.command("cancel"))
    .description("drop one")
    .argument("<id>", "its number in the list", wholeNumber(1, 999_999_999))
    .action(async (id: number, options: ClientOptions) => {
      const { client } = daemonFor(options);
      const cancelled = await client.delete<{ id: number; isCancelled: boolean }>(`/api/rules/${id}`);
      createOutput(options.json ?? false).result(`Cancelled rule ${id}.`, cancelled);
    });
}

function rulesText(rules: readonly RuleView[]): string {
  if (rules.length === 0) return "No commands are stored for later.";
  return rules
    .map(({ id, told, source, text }) => {
      return `${String(id).padStart(3)}  ${safeText(told)}\n     said ${safeText(source)}: ${safeText(text)}`;
    })
    .join("\n");
}
