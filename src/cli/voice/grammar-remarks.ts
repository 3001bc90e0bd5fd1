import { safeText } from "../style.ts";

/** So many words are named; a grammar in another script has thousands. */
const namedMax = 8;

/** What is silently missing from what can be heard, and what to do: words that nobody can say, models that are not there. */
export function grammarRemarks({
  unsayable,
  problems,
}: {
  unsayable: readonly string[];
  /** Why a model is missing. */
  problems: readonly string[];
}): string[] {
  const missing = problems.map((problem) => `Words that no dictionary has are not read: ${problem}.`);
  if (unsayable.length === 0) return missing;
  const named = unsayable.slice(0, namedMax).map((word) => `“${safeText(word)}”`);
  const more = unsayable.length - named.length;
  const words = `${named.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return [
    ...missing,
    `Sentences with ${words} are not heard: no way to say ${unsayable.length === 1 ? "it" : `these ${unsayable.length}`} is known. Tell in voice.pronunciations how they are said.`,
  ];
}
