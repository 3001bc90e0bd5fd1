import type { SequenceWords } from "../guard-language.ts";

/** English words that tell what came before what (guard/sequence.ts). */
export const englishSequence: SequenceWords = {
  first: /\b(?:(?<!which came |not known which was )first(?! time)|(?:led|leads?)(?! to\b))\b/gi,
  beganWith: /\b(?:beg[au]n|begins|start(?:ed|s|ing)?) with\b/gi,
  last: /\blast(?=[,.;]|$)|(?<=\b(?:came|began|started|rose|fell) )last\b/gi,
  next: /\b(?:(?<!\b(?:since|by|until|till) )then|later(?! than)|after (?:that|which)|afterwards|next|followed(?=[^.;,]{0,40}\bby\b))\b/gi,
  earlier:
    /\b(?:before (?:that|which)|earlier(?! than)|already(?! (?:back|over|recovered|usual|normal|fine)))\b/gi,
  follows: /\b(?:follows|followed(?![^.;,]{0,40}\bby\b)|following(?! the| its|[ ]\uE000))(?! an? )\b/gi,
  on: /(?!)/,
  isActive: true,
  after: /\b(?:after(?! (?:that|which))|following|later than)\b/gi,
  before: /\b(?:before(?! (?:that|which))|earlier than)\b/gi,
  cause:
    /\b(?:(?:started|moved|raised|stopped|changed|held|sent) by|since|given|through|brought|sent|gave|makes|put|drew|moved|turned|warmed|cooled|stopped|slowed|changed|started|raised|increased|decreased|dropped|took|takes)\b/gi,
  between:
    /^ (?:(?:the|its|a|an|both|high|higher|low|lower|rising|falling|rise|fall|drop|unusual|new) )?(?:(?:high|low|rising|falling|unusual|rise|fall|drop|silence|new) )?(?:(?:in|of) )?(?:the )?(?:sensor |log )?$/i,
  quoted: /^ (?:the (?:log )?line )?"([^"]*)"/i,
  joined: /^(?:'s)?(?:,| and|, and)? ?(?:the |its )?(?:sensor |log )?$/i,
  and: /\band\b/i,
  clauseBreak: /[;:()]|(?:^| )(?:and|while|with|but|when|where)(?= )/i,
  phraseBreak: /[,;:()]|(?:^| )(?:and|while|with|but|when|where|then)(?= )/i,
};
