import { EdgewiseError } from "../../core/errors.ts";
import type { Output } from "../output.ts";
import { inOrder } from "./in-order.ts";

/** One is worked on while the model hears another; more would only wait for the one core they share. */
const filesAtOnce = 3;

/**
 * Tells the result of `work` on each file, in order, and the error of a file in its place; the others go on. How many failed:
 * the exit code is 1 then. Throws what is no operational failure: that is a bug.
 */
export async function eachFile<Result>(
  files: readonly string[],
  output: Output,
  work: (file: string) => Promise<Result>,
  tell: (result: Result) => void,
): Promise<number> {
  let failed = 0;
  let done = 0;
  const tried = inOrder(files, filesAtOnce, async (file) => {
    try {
      return { result: await work(file) };
    } catch (error) {
      return { file, error };
    }
  });
  for await (const found of tried) {
    done += 1;
    output.endProgress();
    if ("result" in found) tell(found.result);
    else {
      failed += 1;
      tellError(found.file, found.error, output);
    }
    if (files.length > 1) output.progress(`${done} of ${files.length} files …`);
  }
  output.endProgress();
  return failed;
}

function tellError(file: string, error: unknown, output: Output): void {
  if (!(error instanceof EdgewiseError)) throw error;
  const { code, message, hint } = error;
  if (output.isJson) output.result("", { file, error: { code, message, hint } });
  else process.stderr.write(`${message}\n${hint ? `→ ${hint}\n` : ""}`);
}
