import type { Evidence } from "../../domain/incident.ts";
import type { Draft } from "./draft.ts";
import type { Ground } from "./ground.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { isBeginningOf, linesAt, type Mentioned } from "./subjects.ts";

/**
 * Checks what is said of the order of two quoted lines: which of them came, and which was missing or came before. The
 * quotations themselves are settled by then, so the text as it was given is read.
 */
export function checkOrders(
  draft: Draft,
  ground: Ground,
  mentions: readonly Mentioned[],
): Refusal | undefined {
  const { order } = ground.language;
  for (const match of draft.text.matchAll(order.pattern)) {
    const [text, said = "", link = "", other = "", before] = match;
    const reason = link === order.after ? "transition" : before === undefined ? "noEnd" : "noStart";
    const isTrue = linesAt(match.index, draft, mentions, ground).some(({ evidence }) =>
      isOrderOf(evidence, { said, other, reason }),
    );
    if (!isTrue) return refusal("claim", text);
  }
  return undefined;
}

function isOrderOf(
  { example, order }: Evidence,
  { said, other, reason }: { said: string; other: string; reason: string },
): boolean {
  return (
    order !== undefined &&
    order.reason === reason &&
    isBeginningOf(said, example) &&
    isBeginningOf(other, order.other)
  );
}
