import type { Answer } from "../domain/utterance.ts";
import type { Earcon } from "./speak/earcons.ts";

/**
 * The short sound that stands for a reply which is not said: a device that did not do what it was told to is no success, though
 * the command was carried out.
 */
export function cueOfReply({ outcome, actions }: Pick<Answer, "outcome" | "actions">): Earcon {
  switch (outcome) {
    case "done":
      return actions.some(({ status }) => status === "failed" || status === "unconfirmed") ? "error" : "done";
    case "answered":
      return "done";
    case "asked":
      return "listening";
    case "refused":
    case "notUnderstood":
      return "error";
  }
}
