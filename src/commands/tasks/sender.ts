import type { AgendaEntry } from "./agenda-entry.ts";
import type { Task } from "./task.ts";

/** Who asked for it: told with its notification. */
export function senderOf({ utterance }: Task): Pick<AgendaEntry, "source" | "session"> {
  const { source, session } = utterance;
  return {
    source: source.slice(0, 200),
    ...(session === undefined ? {} : { session: session.slice(0, 200) }),
  };
}
