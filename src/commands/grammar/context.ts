import type { MatchContext, SentenceBlock } from "./types.ts";

/**
 * `requires_context` and `excludes_context` as Home Assistant means them: a key with a value (or a list of
 * values, one of which must be there), with null (any value), or with `{ value, slot }`, where `slot` puts
 * the context's value into the slot of the same (`true`) or the given name.
 */

/** Whether a list value with `context` may stand in a sentence of `block`; keys it lacks are decided later. */
export function isValueAllowed(block: SentenceBlock, context: MatchContext | undefined): boolean {
  if (!context) return true;
  for (const [key, wanted] of Object.entries(block.requiresContext)) {
    if (Object.hasOwn(context, key) && !fits(givenValue(wanted), givenValue(context[key]))) return false;
  }
  return isNotExcluded(block, context);
}

/** The slots that the context gives, or undefined when the block must not match in it. */
export function contextSlots(
  block: SentenceBlock,
  context: MatchContext,
): Record<string, string | number> | undefined {
  const slots: Record<string, string | number> = {};
  for (const [key, wanted] of Object.entries(block.requiresContext)) {
    const actual = Object.hasOwn(context, key) ? givenValue(context[key]) : undefined;
    if (actual === undefined || actual === null || !fits(givenValue(wanted), actual)) return undefined;
    const slot = isTable(wanted) ? wanted.slot : undefined;
    const slotName = typeof slot === "string" ? slot : slot === true ? key : undefined;
    if (slotName === undefined) continue;
    slots[block.slotNames?.[slotName] ?? slotName] = typeof actual === "number" ? actual : String(actual);
  }
  return isNotExcluded(block, context) ? slots : undefined;
}

function isNotExcluded(block: SentenceBlock, context: MatchContext): boolean {
  return Object.entries(block.excludesContext).every(([key, unwanted]) => {
    if (!Object.hasOwn(context, key)) return true;
    const value = givenValue(unwanted);
    const actual = givenValue(context[key]);
    // Excluding a key without a value excludes every value of it.
    if (value === undefined || value === null) return actual === undefined || actual === null;
    return !fits(value, actual);
  });
}

function fits(wanted: unknown, actual: unknown): boolean {
  if (wanted === undefined || wanted === null) return true;
  return Array.isArray(wanted) ? wanted.includes(actual) : wanted === actual;
}

function givenValue(entry: unknown): unknown {
  return isTable(entry) ? entry.value : entry;
}

function isTable(entry: unknown): entry is Record<string, unknown> {
  return typeof entry === "object" && entry !== null && !Array.isArray(entry);
}
