/** Colours and weights for a terminal; plain text elsewhere and where NO_COLOR is set (no-color.org). */
export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  red(text: string): string;
  yellow(text: string): string;
  green(text: string): string;
}

export function createStyle(isColoured: boolean): Style {
  const code = (open: number, close: number) => (text: string) =>
    isColoured && text !== "" ? `\u001b[${open}m${text}\u001b[${close}m` : text;
  return {
    bold: code(1, 22),
    dim: code(2, 22),
    red: code(31, 39),
    yellow: code(33, 39),
    green: code(32, 39),
  };
}

/** The style of standard output. */
export function terminalStyle(): Style {
  const { NO_COLOR = "", TERM } = process.env;
  return createStyle(process.stdout.isTTY === true && NO_COLOR === "" && TERM !== "dumb");
}

/**
 * Text of others (names, quoted logs, replies) made safe for a terminal: no escape sequences, no control or
 * direction-changing characters. Line breaks become spaces.
 */
export function safeText(text: string): string {
  return text.replace(/[\r\n\t]+/g, " ").replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "");
}
