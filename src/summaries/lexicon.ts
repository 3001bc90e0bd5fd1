/**
 * Every word a text may use that does not come from its facts: the words of plain reporting and nothing else. No
 * quantities, names, causes or advice are among them, so a text with a word that is neither here nor in the facts
 * says something that nobody checked. Words that claim something (`above`, `still`, `first`, …) are here and are
 * checked besides (guard/claims.ts); `not` and `off` are left out because they turn a sentence round.
 */
export const lexicon: ReadonlySet<string> = new Set(
  `
a an the this that these those it its they them their there here which who what and or but while as well too also
than at by for from in into of on onto out to until up with within about around near between since before after
during through is are was were be been being has have had did does do became become becomes
rose risen rises rising climbed jumped went fell fallen dropped drops sank changed change changes crossed
read reads say says said saying wrote show shows showed shown noticed seen came come comes began begun begins
started starts ended ends lasted lasts reported reports reporting stopped stayed stays stuck
above below high low higher lower unusually unusual usual usually normally most least long fast many
silent new something nothing more other others further same time times example kind everything all
still going again unresolved every now later then first earlier ago already back recovered
up down away took kept settled crept drifted moved suddenly restless calmer differently unfamiliar course level
spread outliers partner partners intervals switched rhythm
limit value values sensor sensors log logs line lines problem problems finding findings
incident incidents reading readings command commands like under unnamed unknown along besides among though part
missing order without end start
quiet day period notice warning critical over clock set given because so no none probably only false alarm normal
`
    .trim()
    .split(/\s+/),
);
