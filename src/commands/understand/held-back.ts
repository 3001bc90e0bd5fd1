import { normalise } from "../../text/normalise.ts";

/**
 * Texts that speak of a deed without asking for it: "don't stop conveyor 3", "Emma said she'd close the blinds",
 * "what if I opened the gate". Whatever a template or a model makes of them, no thing is acted on.
 */
export type HeldBack =
  /** Told not to. */
  | "forbidden"
  /** Told of, wondered about or said to somebody else. */
  | "told";

const negations =
  "dont|do not|never|must not|mustnt|shouldnt|should not|neednt|need not|better not|rather not";
/** "Don't forget to …" and "if you don't mind" ask for it; "I don't need the fan any more" too. */
const asking = "forget|hesitate|mind|worry|need|want|care|disturb";
const forbidden = [
  new RegExp(`(?<!\\bwhy )\\b(?:${negations})\\b (?!(?:${asking})\\b)`),
  /\b(?:nobody|no one|noone|none of you) (?:is to|are to|may|should|must|can|touch(?:es)?|open(?:s)?|close(?:s)?|start(?:s)?|stop(?:s)?)\b/,
  /^(?:please |just |kindly |can you |could you )*leave (?:.+ )?(?:alone|be|as (?:it is|they are))(?: please| for now)?$/,
  /\b(?:under no circumstances?|on no account|in no case|at no time|not under any circumstances?)\b/,
  /\b(?:no need to|not to|lets not|stop (?:turning|switching|opening|closing|starting))\b/,
  /\b(?:dont|do not|doesnt|does not|didnt|did not) (?:need|want|care) (?:you |me |us |him |her |them |it |anyone |anybody |the \S+ )?(?:to|for) /,
];

const others =
  "(?:she|he|they|somebody|someone|everybody|everyone|people|mum|mom|dad|the (?:boss|kids|guys|children))";
const pastDeeds =
  "(?:turned|switched|opened|closed|shut|started|stopped|locked|unlocked|paused|dimmed|raised|lowered|ran|forgot|tried|used|left)";
const transitiveDeeds =
  "turned|switched|opened|closed|started|stopped|locked|unlocked|paused|dimmed|raised|lowered|watered|fixed|activated|disabled";
/** What begins a wish, a question or a condition: no somebody. */
const asked =
  "get|got|have|has|having|need|needs|want|wants|like|make|keep|see|please|is|are|was|were|did|does|do|can|could|would|will|when|whenever|what|whats|who|whos|whose|which|why|how|where|if|once|after|before|as|until|unless|while|and|or|then|i|you|we|hi|hey|ok|yes|no|be|being|been|it|turn|switch|put|set|leave|off|on|to|the";
const told = [
  // What was, would be or will be done: "we turned it off", "she'd close the blinds", "we should start the mixer".
  new RegExp(
    `\\b(?:i|we|you|${others}) (?:(?:have|had|has|already|just|never|once|only) )*${pastDeeds}\\b(?! (?:me|you)\\b)`,
  ),
  new RegExp(
    `\\b(?:we|${others}) (?:really )?(?:should|shall|will|would|must|might|may|could|can|need to|needs to|have to|has to|had to|want to|wants to|ought to|plan to|are going to|is going to|usually|always|often)\\b`,
  ),
  /\b(?:well|theyll|shell|hell|theyd|shed|hed|wed|itll) (?:have to|need to|probably |maybe )/,
  /\bi (?:should|might|may|would|could have|should have|ought to|was going to|was about to|used to|wish|hope|guess|bet|doubt|remember)\b(?! (?:like|love|prefer|appreciate|be grateful|you)\b)/,
  /\b(?:if i were|if i was|if we were|what if|what happens|what would happen|i wonder|wondering|imagine|suppose|supposing|pretend|hypothetically|just kidding)\b/,
  // How something is: "the coop door is shut".
  /^(?:the|my|our|all the|both|everything|it|that|they) (?:\S+ ){0,5}?(?:is|are|was|were) (?:(?:already|still|now|all) )?(?:on|off|open|closed|shut|locked|unlocked|running|stopped)$/,
  // "Kowalski stopped the infeed": somebody, then the deed, then what it was done to.
  new RegExp(
    `^(?!(?:${asked})\\b)(?:the |my |our )?(?!(?:${asked})\\b)\\p{L}+(?: (?!(?:${asked})\\b)\\p{L}+)? (?:${transitiveDeeds}) (?:(?:on|off|up|down|out) )?(?:the|my|our|his|her|their|all|both|every|this|that|these|those)\\b`,
    "u",
  ),
  // What somebody said, or says to somebody.
  /\b(?:said|says|saying|asked|asks|told|tells|replied|shouted|thinks|thought|reckons|claims|mentioned|wrote|reads)\b/,
  /\b(?:looks|seems|appears|sounds|feels) (?:like|as if|ready|to be|about|good|fine|okay|ok)\b/,
];

/** Why nothing may be acted on; undefined: nothing in its words speaks against it. */
export function heldBack(text: string): HeldBack | undefined {
  const said = normalise(text);
  if (forbidden.some((pattern) => pattern.test(said))) return "forbidden";
  return told.some((pattern) => pattern.test(said)) ? "told" : undefined;
}
