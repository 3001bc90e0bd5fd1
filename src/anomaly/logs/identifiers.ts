/**
 * Which of the variable texts of a line may name something (a session, a job, a request, a device, an address) so that
 * lines of one such thing belong together: a word with a digit that is neither a quantity, nor a time.
 */
export function identifiersOf(parameters: readonly string[]): string[] {
  const found: string[] = [];
  for (const raw of parameters) {
    // What is longer by far than an identifier with its marks is none; nor is it looked through.
    if (raw.length > 2 * lengthMax) continue;
    const text = withoutMarks(raw);
    if (!isIdentifier(text) || found.includes(text)) continue;
    found.push(text);
    if (found.length === identifiersMax) break;
  }
  return found;
}

/** Without brackets and quotes around it and the punctuation behind it. */
function withoutMarks(text: string): string {
  let from = 0;
  let end = text.length;
  while (from < end && marksBefore.includes(text[from] as string)) from += 1;
  while (end > from && marksBehind.includes(text[end - 1] as string)) end -= 1;
  return text.slice(from, end);
}

const marksBefore = "[(\"'<#";
const marksBehind = "])\"'>,;:.";
const identifiersMax = 3;
const lengthMax = 64;

/** A number with a fraction, a sign or a unit. Only few digits: eight hexadecimal ones may end in a letter, too. */
const units =
  "[nuµm]?s|min|h|d|[kKMGT]?i?[bB]|[kMG]|m?[VAW]|kW|kWh|[kMG]?Hz|°?[CF]|K|m|mm|cm|km|um|rpm|bar|ppm|lx|dBm?|x|%";
const quantity = new RegExp(`^(?:[-+]\\d.*|\\d+[.,]\\d+(?:[a-zA-Zµ%°/]*)|\\d{1,6}(?:${units}))$`);
const clockTime = /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?$/;
const date = /^\d{4}-\d{2}-\d{2}/;

function isIdentifier(text: string): boolean {
  if (text.length === 0 || text.length > lengthMax || !/\d/.test(text) || /\s/.test(text)) return false;
  return !quantity.test(text) && !clockTime.test(text) && !date.test(text);
}
