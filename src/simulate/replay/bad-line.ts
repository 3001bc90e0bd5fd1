import { ReplayFormatError } from "./errors.ts";
import type { ReplaySource } from "./record.ts";

/** Ends the replay with an error that names the line; or, where the caller wants to go on, tells it and leaves the line out. */
export function refuseLine({ file, options }: ReplaySource, line: number, problem: string): undefined {
  const error = new ReplayFormatError({ file, line, problem, hint: "mend the line, or skip bad lines" });
  if (!options.onBadLine) throw error;
  options.onBadLine(error);
  return undefined;
}
