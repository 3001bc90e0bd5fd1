import { Argument, type Command, InvalidArgumentError, Option } from "commander";
import { type RecordClass, recordClasses } from "../domain/envelope.ts";
import { type ClientOptions, wholeNumber, withClientOptions } from "./client-options.ts";
import { drain } from "./queue/drain.ts";
import type { FilterOptions } from "./queue/filter.ts";
import { outputOf } from "./queue/presentation.ts";
import { withQueue } from "./queue/queue-access.ts";
import { dead, type ListOptions, list, peek } from "./queue/show.ts";
import { exportRecords, importRecords } from "./queue/transfer.ts";
import { discard, purge, requeue } from "./queue/upkeep.ts";

/** What the daemon's API shows at a time. */
const shownMax = 100;

export function registerQueue(program: Command): void {
  const queue = program
    .command("queue")
    .description("what waits to be sent to the cloud; of the database when the daemon is stopped");
  withClientOptions(queue.command("ls", { isDefault: true }).alias("show"))
    .description("counts by class, and how the sinks do (the default)")
    .action((options: ClientOptions) => withQueue(options, (access) => list(access, outputOf(options))));
  withClientOptions(queue.command("peek"))
    .description("the next records, most important class first")
    .addOption(limitOption())
    .action((options: ListOptions) => withQueue(options, (access) => peek(access, options)));
  withClientOptions(queue.command("dead"))
    .description("records that the far side refused for good, newest first")
    .addOption(limitOption())
    .action((options: ListOptions) => withQueue(options, (access) => dead(access, options)));
  withClientOptions(queue.command("requeue"))
    .description("queue refused records again for the sink that refused them: all, or by number")
    .addArgument(numbersArgument())
    .action((numbers: number[], options: ClientOptions) =>
      withQueue(options, (access) => requeue(access, someOf(numbers), outputOf(options))),
    );
  withClientOptions(queue.command("discard"))
    .description("forget refused records, by number, or all with --all")
    .addArgument(numbersArgument())
    .option("--all", "all of them")
    .action((numbers: number[], options: ClientOptions & { all?: boolean }) =>
      withQueue(options, (access) => discard(access, someOf(numbers), options)),
    );
  withClientOptions(queue.command("drain"))
    .description("send now what waits, whatever the sinks wait for, until nothing is left")
    .option("--sink <name>", "only this sink")
    .option("--timeout <seconds>", "give up after this long", wholeNumber(1, 86_400), 60)
    .action((options: ClientOptions & { sink?: string; timeout: number }) =>
      withQueue(options, (access) => drain(access, options)),
    );
  withFilter(withClientOptions(queue.command("export")))
    .description("write the waiting records into a file of JSON lines; they stay in the queue")
    .argument("<file>", "file to write, whole or not at all; - for standard output")
    .action((file: string, options: FilterOptions) =>
      withQueue(options, (access) => exportRecords(access, file, options)),
    );
  withClientOptions(queue.command("import"))
    .description(
      "queue the records of a file that `export` made; those queued lately or imported before are left out",
    )
    .argument("<file>", "file of JSON lines")
    .option("--again", "also what was imported from this very file before")
    .action((file: string, options: ClientOptions & { again?: boolean }) =>
      withQueue(options, (access) =>
        importRecords(access, file, { output: outputOf(options), isAgain: options.again === true }),
      ),
    );
  withFilter(withClientOptions(queue.command("purge")))
    .description("give waiting records up; the far side is told how many by a gap record")
    .option("--all", "everything that waits")
    .option("--yes", "do it; without it only the number of records is told")
    .action((options: FilterOptions & { all?: boolean; yes?: boolean }) =>
      withQueue(options, (access) => purge(access, options)),
    );
}

function withFilter(command: Command): Command {
  return command
    .addOption(new Option("--class <names>", "only these classes, with commas").argParser(classList))
    .option("--sink <name>", "only what this sink is owed")
    .addOption(
      new Option("--before <time>", "only what was made before, as 2026-01-31T12:00:00Z").argParser(time),
    );
}

function limitOption(): Option {
  return new Option("-n, --limit <count>", "records to show").default(10).argParser(wholeNumber(1, shownMax));
}

function numbersArgument(): Argument {
  return new Argument("[numbers...]", "numbers as `edgewise queue dead` shows them").argParser(numberList);
}

/** None given: all are meant. */
function someOf(numbers: readonly number[] | undefined): readonly number[] | undefined {
  return numbers === undefined || numbers.length === 0 ? undefined : numbers;
}

function classList(text: string): RecordClass[] {
  const names = text.split(",").map((name) => name.trim());
  const isClass = (name: string): name is RecordClass => (recordClasses as readonly string[]).includes(name);
  if (names.every(isClass)) return names;
  throw new InvalidArgumentError(`Classes are ${recordClasses.join(", ")}.`);
}

function numberList(text: string, before: number[] = []): number[] {
  return [...before, wholeNumber(1, 1e15)(text)];
}

function time(text: string): number {
  const at = Date.parse(text);
  if (Number.isFinite(at)) return at;
  throw new InvalidArgumentError("It has to be a date, or a date and time, as 2026-01-31T12:00:00Z.");
}
