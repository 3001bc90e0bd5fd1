import { type Outcome, success } from "../core/outcome.ts";
import { parseDuration } from "./duration-words.ts";
import { quoteWords, refuse, type ValueRefusal } from "./value-refusal.ts";
import { valueText } from "./value-text.ts";

/** The length of time that `words` name, in milliseconds: "for twenty minutes", "an hour and a half". */
export function readDuration(words: string): Outcome<number, ValueRefusal> {
  const text = valueText(words)?.replace(
    /^(?:for|in|within|after|of|by|the next|another|at least|at most)(?: the next| another)? /,
    "",
  );
  const seconds = text === undefined ? undefined : parseDuration(text);
  if (seconds === undefined) return refuse("notRead", `I cannot tell how long ${quoteWords(words)} is.`);
  return success(Math.round(seconds * 1000));
}
