import { EdgewiseError } from "../core/errors.ts";

/** The command line asks for something that does not exist or does not go together. Exit code 2. */
export class UsageError extends EdgewiseError {
  constructor(message: string, hint: string) {
    super("cli.usage", message, { hint });
  }
}

/** A log given to the command line cannot be read as text. */
export class LogFileError extends EdgewiseError {
  constructor(message: string, hint: string, cause?: unknown) {
    super("cli.logFile", message, { hint, cause });
  }
}

/** A file of queued records cannot be written, or what is in it cannot be read. */
export class RecordFileError extends EdgewiseError {
  constructor(message: string, hint: string, cause?: unknown) {
    super("cli.recordFile", message, { hint, cause });
  }
}

/** The running daemon cannot be reached. */
export class DaemonUnreachableError extends EdgewiseError {
  constructor(message: string, hint: string, cause?: unknown) {
    super("cli.daemonUnreachable", message, { hint, cause });
  }
}

/** Something took the connection and said nothing: a daemon that is stuck, or a board that is overloaded. */
export class DaemonSilentError extends EdgewiseError {
  constructor(url: string, timeoutMs: number, cause: unknown) {
    super("cli.daemonSilent", `The edgewise daemon at ${url} did not answer within ${timeoutMs / 1_000} s.`, {
      hint: "the board may be overloaded or its disk stuck; try again, or see the daemon's log",
      cause,
    });
  }
}

/** Something else has the port of the daemon. */
export class NotEdgewiseError extends EdgewiseError {
  constructor(url: string) {
    super("cli.notEdgewise", `Something answers at ${url}, but it is not edgewise.`, {
      hint: "another program has the port; set http.port, or give the daemon's address with --url or EDGEWISE_URL",
    });
  }
}

/** The daemon was reached and would or could not do what was asked; the code is the daemon's own. */
export class RequestRefusedError extends EdgewiseError {
  readonly status: number;

  constructor(options: { status: number; code: string; message: string; hint: string }) {
    super(options.code, options.message, { hint: options.hint });
    this.status = options.status;
  }
}

/** There is neither a running daemon nor a database that could be read in its place. */
export class NoDatabaseError extends EdgewiseError {
  constructor(directory: string) {
    super("cli.noDatabase", `There is no database in ${directory}, and no daemon runs that could be asked.`, {
      hint: "start the daemon, or name its configuration with --config (daemon.dataDirectory is relative to where the daemon was started)",
    });
  }
}

/** The daemon holds the database but cannot be asked. */
export class DatabaseInUseError extends EdgewiseError {
  constructor(url: string, cause: EdgewiseError) {
    super(
      "cli.databaseInUse",
      `${cause.message}, but nothing answers at ${url}: the database was left alone.`,
      {
        hint: "it may be starting or stopping; else give the address of its HTTP interface with --url",
        cause,
      },
    );
  }
}

/** The broker was not reached, went away for too long, or takes none of the messages. */
export class BrokerRefusedError extends EdgewiseError {
  constructor(message: string, hint: string) {
    super("cli.brokerRefused", message, { hint });
  }
}

/** The files hold nothing that could be replayed. */
export class NothingToReplayError extends EdgewiseError {
  constructor(files: readonly string[]) {
    super("cli.nothingToReplay", `There is nothing to replay in ${files.join(", ")}.`, {
      hint: "are the files empty? --columns and --skip-columns may leave nothing over",
    });
  }
}

/** Another `edgewise models pull` is at work on the same folder. */
export class PullUnderWayError extends EdgewiseError {
  constructor(directory: string, cause: unknown) {
    super("cli.pullUnderWay", `Another pull is under way in ${directory}.`, {
      hint: "wait until it has ended",
      cause,
    });
  }
}

/** A file that was named cannot be read. */
export class FileUnreadableError extends EdgewiseError {
  constructor(file: string, reason: string) {
    super("cli.fileUnreadable", `${file} cannot be read: ${reason}`, {
      hint: "name a file of UTF-8 text that may be read",
    });
  }
}

/** The plot cannot be written where it was asked for. */
export class PlotUnwritableError extends EdgewiseError {
  constructor(file: string, reason: string, cause: unknown) {
    super("cli.plotUnwritable", `The plot cannot be written to ${file}: ${reason}`, {
      hint: "name a file in a folder that may be written to",
      cause,
    });
  }
}

/** A file that should hold facts holds something else; each problem with its line and column. */
export class FactsInvalidError extends EdgewiseError {
  constructor(file: string, problems: readonly { line: number; column: number; what: string }[]) {
    const shown = problems.slice(0, 10).map(({ line, column, what }) => `${file}:${line}:${column}: ${what}`);
    const more = problems.length > 10 ? [`and ${problems.length - 10} more`] : [];
    super("cli.factsInvalid", [...shown, ...more].join("\n"), {
      hint: "give an incident as `edgewise incidents ID --json` shows it, or --as text or --as log where it is one",
    });
  }
}

/** A file is too large to be summarised at once. */
export class FileTooLargeError extends EdgewiseError {
  constructor(file: string, bytesMax: number) {
    super("cli.fileTooLarge", `${file} is larger than ${bytesMax / 1_048_576} MiB.`, {
      hint: "give the part that matters, or use `edgewise replay --local` for a long recording",
    });
  }
}

/** There is nothing to read in the file. */
export class EmptyInputError extends EdgewiseError {
  constructor(file: string) {
    super("cli.emptyInput", `There is no text in ${file === "-" ? "standard input" : file}.`, {
      hint: "give facts as JSON, a log excerpt or a text",
    });
  }
}

/** A file stands where a new one is to be made. */
export class FileInTheWayError extends EdgewiseError {
  constructor(file: string) {
    super("cli.fileInTheWay", `${file} is there already; it was left alone.`, {
      hint: "name another file, or move this one away",
    });
  }
}
