export const [apostrophe, comma, dot, slash, colon, atSign, backslash, tilde] = [
  39, 44, 46, 47, 58, 64, 92, 126,
];

/** What kind of character a UTF-16 code unit is, for the reading of log lines. */
export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

/** Letters of any script count, as does everything else outside ASCII. */
export function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code > 160;
}

export function isWord(code: number): boolean {
  return isDigit(code) || isLetter(code);
}

export function isWordAt(text: string, at: number): boolean {
  return at < text.length && isWord(text.charCodeAt(at));
}

export function isHex(code: number): boolean {
  return isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

export function isSign(code: number): boolean {
  return code === 45 || code === 43;
}

export function isUrlEnd(code: number): boolean {
  return code <= 32 || code === 34 || code === apostrophe || code === 60 || code === 62;
}

export function isClosing(code: number): boolean {
  return (
    code === dot ||
    code === comma ||
    code === colon ||
    code === 59 ||
    code === 41 ||
    code === 93 ||
    code === 125
  );
}
