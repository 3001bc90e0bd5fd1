import type { Clock } from "../../core/clock.ts";
import { z } from "../../core/schema.ts";
import type { Assistant } from "../../domain/ports.ts";
import { cloudSource } from "../../domain/utterance.ts";
import type { OrderApplier } from "../../sync/down/applier.ts";
import { readBody } from "./read-body.ts";

const commandBody = z.strictObject({
  text: z.string().min(1).max(10_000),
  area: z.string().min(1).max(100).optional(),
  /** Commands of one session are one conversation: the next may answer what this one asks back. */
  session: z.string().min(1).max(100).optional(),
});

/** Commands, as if somebody had said them here: with all the rules of safety, permissions and limits. At most once. */
export function createCommandOrders({
  assistant,
  clock,
}: {
  assistant: Assistant;
  clock: Clock;
}): OrderApplier {
  return {
    async apply({ id, body }) {
      const read = readBody(commandBody, body);
      if (!read.ok) return { status: "refused", reason: read.reason };
      const { text, area, session } = read.value;
      const answer = await assistant.ask({
        id,
        hasOwnId: true,
        text,
        at: clock.now(),
        area,
        source: cloudSource,
        session: session ?? id,
        dryRun: false,
      });
      const { outcome, reply } = answer;
      const details = { outcome, reply, targets: answer.targets.map(({ entityId }) => entityId) };
      if (outcome === "done" || outcome === "answered") return { status: "applied", details };
      return { status: "refused", reason: refusals[outcome], details };
    },
    async outcomeAfterRestart() {
      const reason =
        "edgewise was stopped while it was carried out: it may have been done, and is not done again";
      return { status: "interrupted", reason };
    },
  };
}

/** The reply is in the details: it is for people. */
const refusals = {
  asked: "it was asked back; a further command of the same session may answer",
  refused: "the assistant refused it",
  notUnderstood: "it was not understood",
} as const;
