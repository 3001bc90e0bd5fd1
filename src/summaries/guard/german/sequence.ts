import type { SequenceWords } from "../guard-language.ts";
import { words } from "./words.ts";

/** German words that tell what came before what (guard/sequence.ts). */
export const germanSequence: SequenceWords = {
  first: words("(?<!was )(?:zuerst|zunächst)|erste[rsnm]? (?:Anzeichen|Zeichen)"),
  beganWith: words("(?:begann|begannen|beginnt|begonnen|angefangen) mit"),
  last: words("zuletzt(?= (?:stieg|fiel|sank|kam|begann|folgte))"),
  next: words("dann|danach|später(?! als)|anschließend"),
  earlier: words("zuvor|(?<!\\uE000 )davor|vorher|früher(?! als)"),
  follows: words("folgten?|folgt|folgen"),
  on: /(?<!\p{L})auf (?:(?:die|den|das|der|dem) )?(?:Wert von |Sensor |Log )?$/iu,
  isActive: false,
  after: words("nach|später als"),
  before: words("vor|früher als"),
  cause: words("durch|wegen"),
  between:
    /^ (?:(?:der|die|das|dem|den|de[mr] hohen|dem niedrigen|dem Wert von) )?(?:Wert von |Sensor |Log )?$/iu,
  quoted: /^ (?:der Zeile )?„([^„“]*)“/iu,
  joined: /^(?:,| und|, und|sowie)? ?(?:(?:der|die|das|dem|den) )?(?:Wert von |Sensor |Log )?$/iu,
  and: /(?<!\p{L})(?:und|sowie)(?!\p{L})/iu,
  clauseBreak: /[;:()]|(?:^| )(?:und|während|mit|aber|sowie)(?= )/iu,
  phraseBreak: /[,;:()]|(?:^| )(?:und|während|mit|aber|dann|danach|sowie)(?= )/iu,
};
