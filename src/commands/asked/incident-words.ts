/**
 * The words questions about incidents are made of, as parts of regular expressions over text that `normalise` made,
 * without articles and small words. `T` stands for words that are none of these: what the question is about.
 */

const any = (words: string) =>
  `(?:${words
    .trim()
    .split(/\s*\|\s*|\s*\n\s*/)
    .filter(Boolean)
    .join("|")})`;

/** What is told of: an alarm and its like. A message is one only where it is asked why it was sent. */
const nouns = `alarm|alarms|alert|alerts|warning|warnings|incident|incidents|problem|problems|issue|issues|fault|faults
  trouble|troubles|error|errors|failure|failures|outage|outages|anomaly|anomalies|event|events|disturbance|disturbances`;
export const noun = any(nouns);
export const message = any("notification|notifications|message|messages|text|texts|push");
const vague = any(
  `${nouns}|notification|notifications|message|messages|thing|things|business|stuff|situation|matter|drama`,
);

export const pronoun = any("it|that|this|they|them|those|these|that one|this one");
const ordinal = any("first one|second one|third one|last one|latest one|worst one|other one");
const near = any("on|in|at|of|from|with|about|for|by|to|near|over|regarding|concerning");

/** What a question is about: "T alarm", "alarm on T", "that alert", "it", "first one". */
export const subject = `(?:T(?: ${vague})?(?: ${near} T)?|(?:${pronoun} )?${vague}(?: ${near} (?:T|${pronoun}))?|${ordinal}|${pronoun})`;

export const be = any(
  "is|was|are|were|has been|have been|had been|has|have|had|did|does|do|will|would|be|been|being|keeps|keep|still",
);

/** What only something that is wrong does. */
export const bad = any(
  `red|orange|yellow|beeping|beep|blinking|flashing|ringing|buzzing|alarming|complaining|moaning|screaming|whining|bleeping
  acting up|act up|acted up|acting strange|acting weird|playing up|play up|played up|misbehaving|misbehave|misbehaved
  offline|silent|quiet|unreachable|dead|dropping out|drop out|dropped out|dropping off|drop off|dropped off
  failing|fail|failed|broken|break down|broke down|tripping|trip|tripped|unhappy|wrong|went wrong|go wrong|gone wrong|sick|faulty|fault
  down|out of order|unusual|odd|strange|weird|angry|upset|triggered|triggering|alerting|warning|stopped reporting|stop reporting|not reporting`,
);
/** The same, and what other things may do as well: only of what is an alarm by its own word. */
export const happens = any(
  `${bad}|on|off|out|up|go|goes|going|went|gone|come|comes|coming|came|get|gets|getting|got|turn|turned|turning|set
  start|started|starting|begin|began|begun|happen|happened|happening|occur|occurred|sound|sounding|sounded|ring|rang|rung
  fire|fired|firing|trigger|show|showing|shown|there|active|open|raised|bad|high|low|hot|cold|warm|loud|lit`,
);
/** How something is that is over. */
export const good = any(
  `over|fine|ok|okay|good|well|back to normal|back to usual|back online|back|normal|usual|sorted|sorted out|fixed|resolved|solved
  recovered|recover|cleared|clear|cleared up|clear up|gone|gone away|go away|went away|passed|finished|ended|end|done with|settled|settled down|settle down
  calmed down|better|healthy|under control|dealt with|working|happy|return to normal|returned to normal|go back to normal|gone back to normal|come back|came back
  stable|safe|dry run over|quiet down|all clear`,
);
/** What ended, of what else only alarms do. */
export const stops = any("stop|stopped|stops|finish|closed|close|cease|ceased|end|ended|done");

export const someone = any("anyone|anybody|someone|somebody|any of us|one of us");
export const dealtWith = any(
  `acknowledge|acknowledged|acknowledges|ack|acked|seen|saw|see|noticed|accepted|confirmed|taken care of|take care of|taking care of
  dealing with|dealt with|deal with|deals with|handling|handled|handle|handles|looking at|looking into|looked at|looked into|looking after
  working on|worked on|on|responded to|reacted to|attended to|attending to|taken|took|got|owns|responsible for|checked|checking`,
);
export const grave = any(
  "serious|bad|severe|critical|urgent|dangerous|important|worrying|grave|risky|alarming|emergency|big deal|worth worrying about|something to worry about|big problem|real problem",
);
export const look = any(
  `check|checked|look at|look|inspect|verify|try|examine|see|start|begin|do|fix|suggest|recommend|advise|go and see`,
);

/** Left out wherever they stand. */
export const smallWords = new Set(
  (
    "the a an my our your just really actually exactly precisely even please now currently there here then ever already " +
    "again yet too also um uh er erm hmm oh hey hi quite rather very all some maybe perhaps possibly only bloody damn " +
    "today's meanwhile so far edgewise so"
  ).split(" "),
);

/** What people write for longer words. */
export const shortForms: Readonly<Record<string, string>> = {
  whats: "what is",
  hows: "how is",
  wheres: "where is",
  whens: "when is",
  whos: "who is",
  whys: "why is",
  thats: "that is",
  its: "it is",
  theres: "there is",
  ive: "i have",
  im: "i am",
  weve: "we have",
  isnt: "is not",
  wasnt: "was not",
  hasnt: "has not",
  havent: "have not",
  didnt: "did not",
  arent: "are not",
  wat: "what",
  wot: "what",
  y: "why",
  u: "you",
  r: "are",
  cuz: "because",
  nite: "night",
  thx: "thanks",
};
