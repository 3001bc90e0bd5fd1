import type { Reporter } from "../../core/events.ts";
import { sayCodeLocked } from "../act/act.ts";
import type { commandsEvents } from "../events.ts";
import type { CodeGuard } from "./code.ts";

/** What an answer to "say the code" came to. `again`: it may be said once more. */
export type CodeTried = { status: "right" } | { status: "again" | "refused"; reply: string };

/** Takes what was said after the code was asked for. A mere "yes" is no try. */
export function tryCode(
  text: string,
  { code, reporter, isYes }: { code: CodeGuard; reporter: Reporter<typeof commandsEvents>; isYes: boolean },
): CodeTried {
  if (isYes) return { status: "again", reply: "Say the code, please." };
  const tried = code.try(text);
  if (tried.status === "right") {
    reporter.report("codeRight");
    return { status: "right" };
  }
  if (tried.status === "locked") return { status: "refused", reply: sayCodeLocked(code) };
  reporter.report("codeWrong");
  if (tried.leftCount > 0) return { status: "again", reply: "That is not the code. Say it once more." };
  reporter.report("codeLocked");
  return { status: "refused", reply: `That is not the code. ${sayCodeLocked(code)}` };
}
