import {
  be,
  dealtWith,
  good,
  grave,
  happens,
  look,
  message,
  noun,
  pronoun,
  someone,
  stops,
  subject,
} from "./incident-words.ts";

/** What is asked about incidents: of one (as `domain/incident-aspect.ts` has it), of those before it, or of several. */
export type IncidentAsk =
  | "more"
  | "cause"
  | "state"
  | "began"
  | "ended"
  | "duration"
  | "severity"
  | "checks"
  | "acknowledgedBy"
  /** Whether it happened before. */
  | "repeats"
  /** The one before it in what was told. */
  | "earlier"
  | "lastTime"
  | "howOften"
  | "stillOpen"
  /** It was none. */
  | "falseAlarm";

/**
 * When a rule may be believed. `named`: only with a word for an alarm, of something by name, or about what was told
 * just before. `alarm`: as it is said only of alarms; with a mere name it may be about a thing ("is the pump on").
 */
export interface IncidentRule {
  ask: IncidentAsk;
  pattern: RegExp;
  needs: "alarm" | "named" | "told" | "nothing";
}

const rule = (ask: IncidentAsk, needs: IncidentRule["needs"], ...patterns: string[]): IncidentRule[] =>
  patterns.map((pattern) => ({ ask, needs, pattern: new RegExp(`^(?:${pattern})$`) }));

const why = "(?:why|how come|what for)";
const when =
  "(?:when|(?:since |at )?what time(?= (?:was|were|did|has|had))|since when|from when|how long ago)";
const we = "(?:i|we|you|us|me)";
const told =
  "(?:get|got|getting|have|receive|received|receiving|see|seeing|send|sent|sending|warn|warned|warning|alert|alerted|alerting|notify|notified|notifying|tell|told|telling|call|called|ping|pinged|message|messaged|wake|woken|woke|up|ring|alarm|alarmed|beep|beeping|complain|complaining|contact|contacted|disturb|disturbed|raise|raised)";

/** In this order: the first that fits counts. */
export const incidentRules: readonly IncidentRule[] = [
  // What was told, said to be none.
  ...rule(
    "falseAlarm",
    "named",
    `(?:(?:mark|call|count) )?(?:${subject} )?(?:${be} |as )*(?:nothing but )?false (?:alarm|positive|alert|warning)`,
    `${subject} (?:is|was) (?:not|no) (?:real|genuine|true|proper) (?:${noun}|one)`,
  ),
  // The one before.
  ...rule(
    "earlier",
    "told",
    `(?:and |what |how |was |is |did |happened |happen |anything |something |one |tell |me |about |time |times |what happened )*(?:before|earlier|previous|prior)(?: than| to)?(?: ${pronoun})?(?: one| time)?`,
    "(?:and |what about |what was )?(?:previous|earlier|prior|one before|time before)(?: one| time)?",
  ),
  // Whether it happened before.
  ...rule(
    "repeats",
    "named",
    `(?:has|have|had|did|does|is|was|were)(?: ${we})?(?: ${subject})?(?: (?:happened|happen|happens|occurred|seen|see|had|have|been|be|come|came|up|done|do|did|${pronoun}|like|${happens}))* (?:before|previously|in past|earlier|other times)`,
    `(?:have |has |did )?(?:${we} )?(?:seen|had|heard|met|known) ${subject} before`,
    `(?:is|was) (?:${subject} )?first time(?: (?:for )?${subject})?(?: (?:${be}|${happens}))*`,
    `(?:is|was|are) ${subject} (?:regular|recurring|common|frequent|repeated|repeating|one off|new)(?: thing| things| occurrence| one| event| ${noun})?`,
    `(?:any|are|is|list|find|show|were|other|more|me|similar| )+(?:similar|like ${pronoun}|comparable|related)(?: ones| one| cases| ${noun})?(?: before)?`,
  ),
  ...rule(
    "lastTime",
    "told",
    `(?:when (?:was|is) )?last time(?: ${pronoun})?(?: (?:${be}|${happens}))*`,
    `when (?:did|was|has|have) (?:${pronoun} )last(?: (?:${be}|${happens}))*`,
  ),
  ...rule(
    "repeats",
    "told",
    "how often(?: (?:does|did|has|do))?(?: it| that| this)(?: (?:happen|happened|occur))?",
    "how many times(?: (?:does|did|has|do))?(?: it| that| this)(?: (?:happen|happened|occur))?",
  ),
  ...rule(
    "howOften",
    "alarm",
    `(?:how often|how many times|how frequently|how regularly)(?: (?:${be}|${we}|get|have|see|seen|had))* ${subject}(?: (?:${be}|${happens}))*`,
    `how many ${subject}(?: (?:${be}|${we}|get|have|see|seen|had|there))*`,
  ),
  ...rule(
    "lastTime",
    "alarm",
    `when (?:was|is|did|has|have|had) (?:last|latest|most recent|previous)(?: time)? ${subject}(?: (?:${be}|${happens}))*`,
    `when (?:was|is|did|has|have|had) ${subject} last(?: (?:${be}|${happens}))*`,
    `(?:when was )?last time ${subject}(?: (?:${be}|${happens}))*`,
  ),
  // Who has it.
  ...rule(
    "acknowledgedBy",
    "named",
    `who(?: (?:is|was|has|have|had|did))?(?: been)? ${dealtWith}(?: ${subject})?`,
    `(?:has|have|did|is|was|does|had)(?: not)? ${someone}(?: been)? ${dealtWith}(?: ${subject})?`,
    `(?:is|was|has)(?: ${subject})(?: been)? (?:acknowledged|acked|seen|noticed|taken care of)(?: by ${someone})?`,
  ),
  // How bad it is.
  ...rule(
    "severity",
    "named",
    `how ${grave}(?: of)?(?: ${noun})?(?: (?:is|was|are|were) ${subject})?`,
    `(?:is|was|are) ${subject} (?:that )?${grave}`,
    `(?:should|do|must|need|ought) ${we}(?: need| have| to| be| get)* (?:worried|worry|concerned|panic|alarmed|scared|care|hurry|rush)(?: about ${subject})?`,
    `what is severity(?: of ${subject})?`,
  ),
  // What to do.
  ...rule(
    "checks",
    "named",
    `what (?:should|can|could|do|must|would|shall|might)(?: (?:${we}|one|be))* ${look}(?: (?:to |first |next |about |with |for |at )*(?:${look}|${subject}|first|next|at|about ${subject}))*`,
    `where (?:should|do|can|would|could|shall|must|to)(?: (?:${we}|one|start|begin|look|looking|check|checking|first|go|to))*`,
    `(?:any|have you|got|do you have|give me| )*(?:advice|tip|tips|suggestion|suggestions|recommendation|recommendations|hint|hints)(?: (?:for|about|on) ${subject})?`,
    `what (?:needs|need)(?: to be)? (?:doing|done|checking|checked|attention|fixing|fixed)(?: (?:about|with|on) ${subject})?`,
    `what to (?:do|check|look at)(?: (?:about|with) ${subject})?`,
  ),
  // Why.
  ...rule(
    "cause",
    "alarm",
    `${why}(?: ${be})* ${subject}(?: (?:${be}|${happens}))*`,
    `what (?:caused|causes|made|makes|triggered|triggers|provoked|produced|explains|led to|brought about|set|started) ${subject}(?: (?:${be}|${happens}))*`,
    `(?:where|how) (?:did|does) ${subject} (?:come|start|begin|happen|originate|arise)(?: (?:from|about))?`,
  ),
  ...rule(
    "cause",
    "nothing",
    `${why} (?:am|was|were|did|do|have|are) ${we}(?: (?:me|us))?(?: ${told})+(?: (?:me|us))?(?: up)?(?: (?:${subject}|${message}))?`,
    `what (?:is|was|were|are) (?:(?:${pronoun} )?(?:${noun}|${message})(?: ${subject})?|T ${noun}) (?:about|for)`,
  ),
  ...rule(
    "cause",
    "named",
    `what (?:is|was|were|are|could be|might be) (?:cause|reason|causes|reasons|explanation|trigger|root cause|source|origin)(?: (?:of|for|behind|with) ${subject})?`,
    `what (?:is|was|lies) behind ${subject}`,
    `what (?:is|was) (?:first sign|first symptom|first signal|first thing)(?: (?:of|in|with) ${subject})?`,
  ),
  ...rule("cause", "told", why, `(?:and )?${why}(?: ${be})* ${pronoun}(?: (?:${be}|${happens}))*`),
  ...rule(
    "cause",
    "told",
    "(?:what|which)(?: (?:one|of them))? (?:came|was|happened|began|started|went|is) first",
  ),
  ...rule(
    "more",
    "told",
    "how do you know(?: that| this| it)?",
    "what makes you (?:say|think)(?: that| this| it)?",
  ),
  // When it ended, before when it began: "when was it over".
  ...rule("ended", "alarm", `${when}(?: ${be})* ${subject}(?: ${be})* (?:${good}|${stops})`),
  ...rule("began", "alarm", `${when}(?: ${be})* ${subject}(?: (?:${be}|${happens}))*`),
  ...rule("began", "told", "since when", "(?:and )?when(?: exactly)?", "from when"),
  ...rule(
    "duration",
    "alarm",
    `(?:for )?how long(?: ${be})* ${subject}(?: (?:${be}|last|lasted|lasting|take|took|taken|continue|continued|persist|persisted|run|${happens}|for))*`,
  ),
  ...rule("duration", "told", "(?:for )?how long"),
  // Whether it is over.
  ...rule(
    "state",
    "alarm",
    `(?:${be} )(?:not )?${subject}(?: (?:been|become|going|gone|not|still|${happens}))*`,
    `(?:${be} )(?:not )?${subject}(?: (?:been|become|going|not|still|get|got|go))* ${good}(?: ${good})*`,
    `${subject}(?: still)? ${happens}(?: ${happens})*`,
  ),
  ...rule(
    "state",
    "named",
    `(?:is|are|was) (?:it|everything|things|that) ${good}(?: ${good})* (?:in|on|at|with) T`,
    `(?:has|have|did) T(?: ${vagueThing()})? (?:been )?${good}(?: ${good})*`,
    `T ${good}`,
  ),
  ...rule(
    "state",
    "told",
    "still (?:happening|going on|on|going|active|open|there|bad)",
    "over",
    "clear",
    "(?:is )?(?:it )?sorted",
    `(?:${be} )${pronoun}(?: (?:been|still|gone|going|not))* (?:${good}|${stops}|${happens})(?: (?:${good}|${happens}))*`,
  ),
  // All of it.
  ...rule(
    "more",
    "named",
    `(?:tell(?: me| us)? |know |say |give(?: me| us)? |what |want |get )*(?:more|more details|more detail|details|more information|more info)(?: (?:about|on|of|for) ${subject})?`,
    `(?:elaborate|expand|explain|describe)(?: (?:on|about))?(?: ${subject})?`,
    `what else(?: (?:do|did|can|could|is|was|has) (?:you|there|it))?(?: (?:know|say|tell|see|happen|happened|me))*(?: about ${subject})?`,
  ),
  ...rule(
    "more",
    "told",
    "go on",
    "continue",
    "carry on",
    "and",
    "more",
    "what happened",
    "what was it",
    "what happened (?:exactly|precisely)",
    `tell me about ${subject}`,
  ),
  ...rule("more", "named", `tell me about (?:T ${noun}|${noun} (?:on|in|at|with|of) T)`),
  // What is open.
  ...rule(
    "stillOpen",
    "nothing",
    `(?:(?:is|are|was|what|which|show|list|give me|any|have|has|do|we|there|got|me| )*)(?:${noun}|anything|something|everything)(?: (?:${be}|there|with T|in T))*(?: still)? (?:unresolved|outstanding|ongoing|unfinished|unsolved|pending|wrong|going on|happening|live)(?: (?:in|on|at|with) T)?`,
    `(?:is |are |what |which |show |list |me |any |there |has |have |not |been |is )*(?:still )?(?:open|active|current|outstanding|unresolved|ongoing|pending|live) ${noun}`,
    `(?:which|what|are|is|any|of|have)(?: (?:any|of))* ${noun} (?:${be} )*(?:on|open|active|there|left|current)`,
    `what (?:has|have|is|are)(?: still)? not(?: been)? (?:sorted|sorted out|fixed|resolved|solved|over|cleared|dealt with|done)`,
    `what is (?:still )(?:wrong|going on|happening|unresolved|outstanding|broken)`,
  ),
];

/** "Is it still open", "whats still open": windows, or incidents. */
export const openOrNot = /^(?:is|are|what is|what|which)(?: (?:anything|something|any|there))? still open$/;

function vagueThing(): string {
  return "(?:thing|things|business|situation|matter)";
}
