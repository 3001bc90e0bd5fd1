/**
 * Splits a log message into tokens with its variable parts masked by shape: addresses, hexadecimal and other
 * numbers, paths, URLs, times, identifiers and quoted text become `<*>`, so that lines that differ only in
 * them share one template.
 */
export function maskedTokens(message: string): string[] {
  const text = message.length > messageCharsMax ? message.slice(0, messageCharsMax) : message;
  const masked = text.replace(variablePart, wildcard);
  const tokens = masked.split(/\s+/, tokensMax);
  if (tokens[0] === "") tokens.shift();
  if (tokens[tokens.length - 1] === "") tokens.pop();
  return tokens;
}

/**
 * The raw texts at the variable places of a template for a message that matches it, in the order of the places: one for
 * each wildcard. Where the template varies a whole token, the whole raw token.
 */
export function parameterTexts(templateTokens: readonly string[], message: string): string[] {
  const text = message.length > messageCharsMax ? message.slice(0, messageCharsMax) : message;
  const raw = text.split(/\s+/).filter((token) => token !== "");
  return templateTokens.flatMap((token, index) => {
    if (!token.includes(wildcard)) return [];
    const rawToken = raw[index] ?? "";
    return token === wildcard ? [rawToken] : (rawToken.match(variablePart) ?? []);
  });
}

export const wildcard = "<*>";

const messageCharsMax = 2000;
const tokensMax = 64;

/** One pass over the line; the alternatives are tried in this order at each place. */
const variablePart = new RegExp(
  [
    // URL
    "[a-zA-Z][a-zA-Z0-9+.-]{1,15}:\\/\\/[^\\s\"'<>]+",
    // UUID
    "\\b[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}\\b",
    // IPv6 and MAC addresses, clock times
    "\\b[0-9a-fA-F]{1,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:[.,]\\d+)?",
    // Path of two levels or more
    "(?<![\\w/])~?(?:\\/[\\w.@%+-]+){2,}\\/?",
    // Hexadecimal number with a mark, or eight digits and more with a decimal among them
    "\\b0[xX][0-9a-fA-F]+\\b",
    "\\b(?=[a-fA-F]*\\d)[0-9a-fA-F]{8,}\\b",
    // Number with optional fractions, dots and unit: also IPv4, versions, dates, durations, sizes
    "[-+]?\\d+(?:[.,:/-]\\d+)*(?:[a-zA-Zµ]{1,3}\\b|[%°])?",
  ].join("|"),
  "g",
);
