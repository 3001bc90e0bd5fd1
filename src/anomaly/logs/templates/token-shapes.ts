import {
  apostrophe,
  atSign,
  backslash,
  colon,
  comma,
  dot,
  isDigit,
  isHex,
  isLetter,
  isSign,
  isWord,
  isWordAt,
  slash,
  tilde,
} from "./characters.ts";

/** Whether three digits and no fourth follow the comma, and a digit stands before it. */
export function isDigitGroup(text: string, at: number): boolean {
  return (
    isDigit(text.charCodeAt(at - 1)) &&
    isDigit(text.charCodeAt(at + 1)) &&
    isDigit(text.charCodeAt(at + 2)) &&
    isDigit(text.charCodeAt(at + 3)) &&
    !isWordAt(text, at + 4)
  );
}

/** Where quoted text with blanks in it ends; -1 when this is no opening quote, or there is no blank in it. */
export function closingQuote(text: string, open: number, limit: number): number {
  if (open > 0 && isWordAt(text, open - 1)) return -1;
  const mark = text.charCodeAt(open);
  const end = Math.min(limit, open + quotedCharactersMax);
  let hasBlank = false;
  for (let at = open + 1; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 32) hasBlank = true;
    // What varies by its shape is found in the words one by one.
    if (isDigit(code) || code === slash || code === backslash) return -1;
    if (code === mark && !(isWordAt(text, at + 1) && isWordAt(text, at - 1))) return hasBlank ? at : -1;
  }
  return -1;
}

/** Whether a bracket or quote is closed at once. */
export function isClosedAt(text: string, open: number, at: number): boolean {
  const code = text.charCodeAt(at);
  if (open === 40) return code === 41;
  if (open === 91) return code === 93;
  return (
    (open === 34 || open === apostrophe) &&
    code === open &&
    !isWordAt(text, at + 1) &&
    !isWordAt(text, at - 2)
  );
}

/** Whether three letters are the name of a day or month in a date: a number or another such name follows. */
export function isDateWord(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code < 65 || code > 90 || !dateWords.has(text.slice(at, at + 3))) return false;
  let next = at + 3;
  if (text.charCodeAt(next) === comma || text.charCodeAt(next) === 45) next += 1;
  while (text.charCodeAt(next) === 32) next += 1;
  return (
    isDigit(text.charCodeAt(next)) ||
    (next > at + 3 && dateWords.has(text.slice(next, next + 3)) && !isWordAt(text, next + 3))
  );
}

const dateWords = new Set(
  "Mon Tue Wed Thu Fri Sat Sun Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" "),
);

/** Whether a path of two levels or more begins at this slash, tilde or dot. */
export function isPathFrom(text: string, at: number, end: number): boolean {
  let slashes = 0;
  let index = at;
  if (text.charCodeAt(index) === tilde) index += 1;
  while (index < end && text.charCodeAt(index) === dot) index += 1;
  if (text.charCodeAt(index) !== slash) return false;
  for (; index < end; index += 1) {
    if (text.charCodeAt(index) === slash && isPathCharacter(text.charCodeAt(index + 1))) slashes += 1;
  }
  return slashes >= 2;
}

export function isPathCharacter(code: number): boolean {
  return isWord(code) || code === dot || code === 95 || code === 45 || code === tilde;
}

/** Where in a token a path begins: at its first slash after no word, or at its start; -1 when there is none. */
export function pathStart(text: string, start: number, end: number): number {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash && at > start && at + 1 < end) {
      const isDrive = at - start >= 2 && text.charCodeAt(at - 1) === colon;
      if (isDrive) return at - 2;
      if (text.indexOf("\\", at + 1) >= 0 && text.indexOf("\\", at + 1) < end) return start;
    }
    if (code !== slash) continue;
    if (at > start && isWordAt(text, at - 1)) {
      // A relative path has two slashes and a letter; a date has no letter.
      const second = text.indexOf("/", at + 1);
      if (second < 0 || second >= end - 1) return -1;
      for (let index = start; index < end; index += 1) if (isLetter(text.charCodeAt(index))) return start;
      return -1;
    }
    if (isPathFrom(text, at, end)) {
      const before = at > start ? text.charCodeAt(at - 1) : 0;
      return before === dot || before === tilde ? at - 1 : at;
    }
    return -1;
  }
  return -1;
}

export function isMailAddress(text: string, start: number, end: number): boolean {
  let at = -1;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (code === atSign) {
      if (at >= 0) return false;
      at = index;
    } else if (!isWord(code) && code !== dot && code !== 45 && code !== 95) return false;
  }
  if (at <= start || at >= end - 1 || !isLetter(text.charCodeAt(start))) return false;
  for (let index = at + 1; index < end; index += 1) if (text.charCodeAt(index) === dot) return true;
  return false;
}

/**
 * Whether a token with digits is one identifier as a whole: an IPv6 or hardware address, a UUID, a host name of three
 * labels or more with digits in it.
 */
export function isWholeIdentifier(text: string, start: number, end: number): boolean {
  let colons = 0;
  let dots = 0;
  let hyphens = 0;
  let others = 0;
  let upper = 0;
  let beyondHex = 0;
  let hexLetters = 0;
  let run = 0;
  let longestRun = 0;
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    if (isWord(code)) {
      run += 1;
      if (run > longestRun) longestRun = run;
      if (!isHex(code)) beyondHex += 1;
      else if (!isDigit(code)) hexLetters += 1;
      if (code >= 65 && code <= 90) upper += 1;
      continue;
    }
    run = 0;
    if (code === colon) colons += 1;
    else if (code === dot) dots += 1;
    else if (code === 45) hyphens += 1;
    else others += 1;
  }
  if (others > 0) return false;
  if (colons >= 2 && hyphens === 0 && beyondHex === 0 && longestRun <= 4 && dots <= 3)
    return hexLetters > 0 || colons >= 4;
  if (colons > 0) return false;
  if (hyphens === 4 && dots === 0 && beyondHex === 0 && end - start === 36) return true;
  if (hyphens === 5 && dots === 0 && beyondHex === 0 && end - start === 17) return true;
  return dots >= 2 && upper === 0 && beyondHex > 0 && isTopLevelName(text, start, end);
}

/** Where an IPv6 or hardware address that begins here ends; where it begins when there is none. */
export function addressEnd(text: string, start: number, limit: number): number {
  let colons = 0;
  let run = 0;
  let letters = 0;
  let at = start;
  for (; at < limit; at += 1) {
    const code = text.charCodeAt(at);
    if (code === colon) {
      colons += 1;
      run = 0;
    } else if (isHex(code)) {
      run += 1;
      if (run > 4) return start;
      if (!isDigit(code)) letters += 1;
    } else break;
  }
  if (colons < 3 || (letters === 0 && colons < 4) || isWordAt(text, at)) return start;
  return at;
}

/** Whether the last label of a dotted name has letters only, two to eight of them. */
export function isTopLevelName(text: string, start: number, end: number): boolean {
  let length = 0;
  for (let index = end - 1; index >= start; index -= 1) {
    const code = text.charCodeAt(index);
    if (code === dot) return length >= 2 && length <= 8;
    if (code < 97 || code > 122) return false;
    length += 1;
  }
  return false;
}

/**
 * Where the variable part of a run of letters and digits begins, -1 when it has none. It reaches to the end of the run.
 * A name with one or two digits behind it is a word: `eth0`, `ipv4`, `utf8`.
 */
export function variableStart(text: string, start: number, end: number): number {
  let digits = 0;
  let changes = 0;
  let beyondHex = 0;
  let letters = 0;
  let firstDigit = -1;
  let wasDigit = isDigit(text.charCodeAt(start));
  for (let index = start; index < end; index += 1) {
    const code = text.charCodeAt(index);
    const isNumeral = isDigit(code);
    if (isNumeral) {
      digits += 1;
      if (firstDigit < 0) firstDigit = index;
    } else {
      letters += 1;
      if (!isHex(code)) beyondHex += 1;
    }
    if (isNumeral !== wasDigit) changes += 1;
    wasDigit = isNumeral;
  }
  if (digits === 0) {
    // An address behind an at sign may have no digit.
    const isAddress = beyondHex === 0 && letters >= 6 && start > 0 && text.charCodeAt(start - 1) === atSign;
    return isAddress ? start : -1;
  }
  if (firstDigit === start) {
    if (changes <= 1) return start;
    if (beyondHex === 0 || (changes === 2 && (text.charCodeAt(start + 1) | 32) === 120)) return start;
    return digits >= 2 && end - start >= 4 ? start : -1;
  }
  if (beyondHex === 0 && end - start >= 6) return start;
  if (changes === 1) {
    const isVersion = text.charCodeAt(end) === dot && isDigit(text.charCodeAt(end + 1));
    return digits >= 3 || isVersion ? firstDigit : -1;
  }
  return digits >= 3 || (end - start >= 8 && digits >= 2) ? start : -1;
}

/** Whether the text between two variable parts joins them to one: a single mark, or a short word between two marks. */
export function isJoint(text: string, from: number, to: number): boolean {
  const length = to - from;
  if (length === 1) return !isWordAt(text, from);
  if (length > 4) return false;
  const first = text.charCodeAt(from);
  if (length === 2) return !isWordAt(text, from) && isSign(text.charCodeAt(from + 1));
  return !isWord(first) && first === text.charCodeAt(to - 1) && (first === 95 || first === 45);
}

/** Longest quoted text that is one unit. */
const quotedCharactersMax = 200;
