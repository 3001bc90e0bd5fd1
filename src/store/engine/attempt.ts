import { toPlainError } from "../errors.ts";
import type { CallResult } from "./calls.ts";

/** What `run` gives or throws, as it goes to another thread. */
export function attempt(run: () => unknown): CallResult {
  try {
    return { ok: true, value: run() };
  } catch (error) {
    return { ok: false, error: toPlainError(error) };
  }
}
