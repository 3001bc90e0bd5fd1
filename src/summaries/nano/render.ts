/** Tokens as text: no space before a mark, times after their day, a capital at the start of each sentence. */
export function render(surfaces: readonly string[]): string {
  let text = "";
  for (const surface of surfaces) {
    const isJoined = text === "" || /^[,;:.)]$/.test(surface) || text.endsWith("(");
    text += isJoined ? surface : ` ${surface}`;
  }
  return text
    .replace(/\bat (yesterday at \d\d:\d\d)/g, "$1")
    .replace(new RegExp(`\\bat ((?:${days}|\\d{1,2} \\p{L}+(?: \\d{4})?) at \\d\\d:\\d\\d)`, "gu"), "on $1")
    .replace(/(?:^|[.!?] )\p{Ll}/gu, (start) => start.toUpperCase());
}

const days = "Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday";
