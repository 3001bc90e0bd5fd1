const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g;
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g;

/**
 * Without terminal escapes and control characters, so that a line cannot draw on the terminal or in the page that
 * shows it, nor hide its text by turning its direction. A tab or line separator becomes a space.
 */
export function cleanText(text: string): string {
  // Nearly all lines need nothing: one test instead of three passes.
  if (!/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/.test(text))
    return text.trim();
  return text
    .replace(escapes, "")
    .replace(/[\t\n\u2028\u2029]+/g, " ")
    .replace(controls, "")
    .trim();
}

/** The first `lengthMax` characters; never half of a surrogate pair. */
export function cutText(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const last = text.charCodeAt(lengthMax - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? lengthMax - 1 : lengthMax);
}
