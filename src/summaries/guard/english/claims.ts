import type { GuardLanguage } from "../guard-language.ts";

/** Words of claims that English makes; the truths they stand for are in claim-truths.ts. */
export const englishClaims: GuardLanguage["claims"] = {
  up: /\b(?:rose|risen|rises?|rising|climb(?:ed|s|ing)?|jumped up|crept up|above|high|higher|exceeded|passed|beyond|warm(?:ed|er|s|ing)?|hot|hotter|gr[eo]w(?:n|s|ing)?|increased|bigger|greater|louder|busier|heavier|upwards?|(?:drift(?:ed|ing|s)?|creep(?:ing|s)?|crept|going|gone|goes|went) up)\b/gi,
  down: /\b(?:fell(?! silent)|fallen(?! silent)|falls?|falling|drop(?:ped|s)?|sank|sinking|below|low|lower|decreased|cool(?:ed)?|cold|colder|lost|slowed|slower|smaller|quieter|lighter|dipped|downwards?|(?:drift(?:ed|ing|s)?|creep(?:ing|s)?|crept|going|gone|goes|went) down)\b/gi,
  peak: /\b(?:peak(?:ed|s)?|maximum|highest|up to|at the most)\b/gi,
  lowest: /\b(?:minimum|lowest|down to)\b/gi,
  silent:
    /\b(?:silent|silence|(?:has|have|had|did) not (?:been heard|report(?:ed)?)|not (?:been )?(?:heard|reported|reporting|reports?|sent|sending)|stopped reporting|sent nothing|nothing (?:has )?(?:came|come|been heard|was heard))\b/gi,
  stuck:
    /\b(?:unchanged|without (?:a |any )?(?:chang(?:e|ing)|break)|not (?:been )?(?:changed|changing|change|moved)|stopped changing|did not change|kept the same)\b/gi,
  stuckFast: /\bstuck\b/gi,
  limit: /\blimits?\b/gi,
  jumped: /\b(?:jump(?:ed|s|ing)?|suddenly|sudden)\b/gi,
  drifted: /\b(?:drift(?:ed|s|ing)?|creep(?:s|ing)?|crept|slowly|slip(?:ped|ping)|slid)\b/gi,
  shifted: /\b(?:shifted|settled|for a while)\b/gi,
  restless: /\b(?:restless|unevenly|swings?|swinging|swung)\b/gi,
  calm: /\b(?:calm|calmer|quieter than usual)\b/gi,
  timeOfDay: /\btime of day\b/gi,
  shape: /\bunfamiliar\b/gi,
  spread: /\bspread\b/gi,
  outliers: /\boutliers?\b/gi,
  interval: /\bintervals?\b/gi,
  rhythm: /\brhythm\b/gi,
  together: /\b(?:partners?|moved differently)\b/gi,
  fast: /\b(?:fast|quick|quickly)\b/gi,
  newLine:
    /\b(?:new kind|new (?:log )?(?:line|entry|message)|for the first time|(?:line )?(?:(?:it|which|that) )?(?:had|has|was|were|is)? ?(?:not|never)(?: been)? (?:seen|logged|written|had)(?: before)?|it never had|new message)\b/gi,
  problemLines: /\b(?:problem lines?|new kind)\b/gi,
  usuallyNone:
    /\b(?:usually none|none (?:is |are )?(?:usual|normal)(?:ly)?|instead of none|(?:which|where) (?:is|are|has|have) usually none)\b/gi,
  order:
    /\b(?:(?<!which came )first(?! time)|then|later|after that|afterwards|followed|follows|led|leads|before that|earlier|next)\b/gi,
  cause:
    /\b(?:because(?! (?:nothing new|(?:the )?clock)\b)|(?:led|leads?|leading) to|so(?= (?:the|its|it|that)\b))\b/gi,
  probably: /\bprobably(?= (?:first|began first))/gi,
  moreAndMore: /\bmore and more\b/gi,
  missing: /\b(?:missing(?: a usual line)?|not sa(?:id|y))\b/gi,
  noEndOrStart: /\bwithout(?! (?:a |any )?(?:chang|break))\b/gi,
  noEnd: /\bwithout its usual end\b/gi,
  noStart: /\bwithout its usual start\b/gi,
  unusualOrder: /\b(?:in )?an unusual order\b/gi,
  cameAndWent: /\bcame and went\b/gi,
  noOrder:
    /\b(?:which came first is not known|order is not (?:clear|known)|not (?:clear|known) (?:which|what) (?:came|was|began) first|no clear order)\b/gi,
  critical: /\bcritical\b/gi,
  warning: /\bwarning\b/gi,
  notice: /\bnotice\b/gi,
  over: /\b(?:(?:was|is|are|were) over\b(?! (?:its|their|the|a|an|\uE000))|over:|over now|has ended|have ended|it ended)/gi,
  allOver:
    /\b(?:all over now|everything over|all over|(?:everything|all) (?:is|are|was|has been|have been|is back|are back|back)|nothing is open)\b/gi,
  recovered:
    /(?<!\b(?:not|none|never|neither|no|yet) )\b(?:recovered|resolved|(?:has|have) been (?:back|fine|usual|normal|well|ok)|(?:came|come|comes|is|are|was|were|went|all|both) back|back (?:to (?:usual|normal)|in|at|below|above|within|since|under|over)|(?:fine|usual|normal|well|reporting|running|reports?) again|again (?:fine|usual|normal|at|since|below|above|in)|fine|all (?:is |was )?well|has since)\b/gi,
  allBack:
    /\b(?:both|all|they|these)(?: (?:of (?:them|these)|sensors|are|were|is|was|have|has|had|been|now|came|come|went|again|as)){0,5} (?:recovered|resolved|back|over(?! (?:its|their|the|\uE000))|fine|usual|normal|well)\b/gi,
  asUsual: /(?<=\uE000 )(?:is|are|was|were|looks?|stays?) (?:as )?(?:usual|normal|well)\b/gi,
  ongoing:
    /\b(?:(?:has|have) been(?! (?:back|fine|usual|normal|well|ok))|(?:is|are|stands|now) at|so far|keeps|stays)\b/gi,
  notRecovered:
    /\b(?:no recovery|neither (?:is )?(?:back|recovered|over)|none of (?:them|it|these) (?:is |has )?(?:back|recovered)|nothing (?:is )?(?:back|recovered)|(?:not|none|nothing|never|neither)(?: (?:yet|is|has|had|been))*(?: (?:recovered|over|ended(?! when)|returned|cleared|back to (?:usual|normal)|back))|no return|no change by|no end)\b/gi,
  unresolved: /\b(?:unresolved|had not ended(?: when the incident was closed)?)\b/gi,
  falseAlarm:
    /\b(?:when the incident was closed as a |(?:closed|marked|dismissed) as a |a person (?:said|called) (?:it|this|that)(?: was| is)? a )?false(?: alarm)?\b/gi,
  alwaysNormal:
    /\b(?:normal here|(?:closed|marked|dismissed) as (?:always )?normal|a person (?:said|says) (?:that )?(?:it|this|that)?(?: is)? (?:always )?normal|(?<!\b(?:is|are|was|would be) )always normal)(?: here)?\b/gi,
  lackOfNews:
    /\b(?:(?:closed|ended) because nothing new (?:came|happened)|closed as quiet|nothing new (?:came|happened|since)|(?:when the incident was closed )?for lack of news)\b/gi,
  makeRoom: /\b(?:when the incident was closed )?to make room\b/gi,
  goingOn: /\b(?:(?:still )?going on|ongoing)\b/gi,
  still: /\b(?:still(?! going on)(?: open)?|(?<=[;,] )open(?= at)|not over yet|at present)\b/gi,
  several: /\b(?:both|together|same time|meanwhile|as well)\b/gi,
  quietDay:
    /\b(?:quiet (?:day|night|period|morning|afternoon|evening)|nothing (?:unusual|was unusual|else)|was quiet|(?<!not )without anything unusual)\b/gi,
  noReadings: /\bno readings\b/gi,
  noLogLines: /\bno log lines\b/gi,
  clockUnset:
    /\b(?:(?:no time is given because )?(?:the )?clock (?:(?:was|is) )?(?:not|never) set|no times?(?: of day)?(?: (?:is|are|can be) (?:known|given))?|clock unset)\b/gi,
  notListed: /\bnot (?:listed|shown|named)\b/gi,
};
