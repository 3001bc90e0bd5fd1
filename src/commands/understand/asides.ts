/**
 * What is said beside a command, and why: "turn the trough off it's overflowing", "it stinks in here, start the fan",
 * "open the valve for the crop". A command that is whole without them is meant without them.
 */

const reason =
  "(?:it['’]?s|it is|i['’]?m|i am|i can['’]?t|i cannot|we['’]?re|we can['’]?t|they['’]?re|there['’]?s|there is|there are|" +
  "someone['’]?s|nobody['’]?s|the \\S+(?: \\S+)? (?:is|are)(?: (?:too|so|far|really|very))?)";
const because = "(?:because|cos|coz|cause|['’]cause|since|as)";

/** After a conjunction it is not why but when, and after "that" what. */
const afterConjunction =
  "(?<!\\b(?:if|when|whenever|unless|until|till|while|once|after|before|that|what|how|whether|where|why|who|which|and|or|so|where) )";
const trailingReason = new RegExp(
  `(?:[\\s,;.!-]+${because})?[\\s,;.!-]+${afterConjunction}${reason}\\b.+$`,
  "i",
);
const trailingBecause = /[\s,;.!-]+(?:because|cos|coz|['’]cause)\b.+$/i;

/** "It stinks in here" before a command. What is said after "to" or "should" is no command. */
const leadingReason =
  /^(?:it['’]?s|it is|it (?:stinks|smells|feels)|there['’]?s|there is|i['’]?m (?:cold|hot|freezing|boiling|leaving|off|tired)|i can['’]?t see)\b(?: \S+){0,6}?[\s,;.!-]+(?=(?:turn|switch|put|open|close|shut|start|stop|fire|set|run|lower|raise|dim|kill|crank|get|pull)\b)(?<!\b(?:to|should|must|can|could|will|would|shall|may|might|not|never|dont|don't|if|when|who|that|and|or|the|a|an|my) )/i;

/** For whom or what it is done: no time, since that says how long. */
const purpose =
  /\s+for (?:the|my|our|all the|those|these|them|his|her|their) (?!(?:\S+ )?(?:moment|time|night|nights|day|days|week|weeks|weekend|evening|morning|afternoon|hour|hours|minute|minutes|second|seconds|rest|duration|holiday|holidays|period|season|month|winter|summer|shift|next|first|last|whole|entire)\b)\p{L}[\p{L}'’]*(?: \p{L}[\p{L}'’]*)?\s*$/iu;

/** The text without one of them, the likeliest first; none: an empty list. */
export function withoutAsides(text: string): string[] {
  return [trailingBecause, trailingReason, leadingReason, purpose].flatMap((pattern) => {
    const rest = text.replace(pattern, "").trim();
    return rest !== text && rest.includes(" ") ? [rest] : [];
  });
}
