import { wordSet } from "./word-set.ts";

/**
 * Every English word a text may use that does not come from its facts: the words of plain reporting and nothing else.
 * No quantities, things, causes or forecasts are among them, so a text with a word that is neither here nor in the
 * facts says something that nobody checked. Words that claim something (`above`, `still`, `first`, …) are here and are
 * checked besides (guard/english/claims.ts); `not`, `off` and the like are left out because they turn a sentence round.
 */
export const englishLexicon: ReadonlySet<string> = wordSet(`
a an the this that these those it its they them their there here which who what and or but while as well too also
than at by for from in into of on onto out to until till up with within about around near between since before after
during through is are was were be been being has have had did do does do become became becomes
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
quiet day period notice warning critical over clock set given because so no none only false alarm normal
check checking look where both when such instead against reached stood far lowest highest held drifting shifted always
together would followed peak moves switching slowly gone takes took longer longest warmed exceeded range hot
switches last maximum minimum passed draws drew drawing drawn sat sits much less lost cooled known stands creeping
creep creeps compared past turned outside rather fine cool warm repeats each ran although marked person keeps keep
hold holds upward upwards downward downwards cold slowed opened ongoing behind reaching afterwards
beyond farthest heard makes looked worst silence unevenly starting odd oddly sinking growing grew grown grows
lighter warming warms warmer hotter colder falls falling fall rise climbing climb increased decreased
sending sent stay yet exactly moment run runs running little bit step steps hour hours minutes seconds days
somebody someone please want should needs may worth next logged logging logs counted counts count
gave gives brought getting gets got put way even just once similar similarly history
number event brief briefly short moving sudden suddenly quickly quick jump jumps drop drift drifts
lies lay lying swings swinging swing wider flat peaked peaks dipping dip slipped slipping slid
bigger smaller stronger weaker greater busier quieter slower faster heavier louder
arrived appeared added repeated message messages entry entries things thing probably likely possibly
toggled flapping flapped cycling cycled continuously constantly repeatedly
night morning afternoon evening overnight yesterday today quieted calm
order missing without end start clear clearly whole around touched passing cross crossing crosses
her his she he you your we our
sign signs seems rarely often previous previously happened happens happen happening
severity led lead leads follow follows following noted notes told tells record recorded records
`);
