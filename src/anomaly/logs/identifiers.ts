/**
 * Which of the variable texts of a line may name something (a session, a job, a request, a device, an address) so that
 * lines of one such thing belong together: a word with a digit that is neither a quantity, nor a time.
 */
export function identifiersOf(parameters: readonly string[]): string[] {
  const found: string[] = [];
  for (const raw of parameters) {
    const text = raw.replace(/^[[("'<#]+|[\])"'>,;:.]+$/g, "");
    if (!isIdentifier(text) || found.includes(text)) continue;
    found.push(text);
    if (found.length === identifiersMax) break;
  }
  return found;
}

const identifiersMax = 3;
const lengthMax = 64;

/** A number with a fraction, a sign or a unit. */
const quantity = /^(?:[-+]\d.*|\d+[.,]\d+[a-zA-Zµ%°/]*|\d+(?:[a-zA-Zµ]{1,3}|%|°[CF]?))$/;
const clockTime = /^\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?$/;
const date = /^\d{4}-\d{2}-\d{2}/;

function isIdentifier(text: string): boolean {
  if (text.length === 0 || text.length > lengthMax || !/\d/.test(text) || /\s/.test(text)) return false;
  return !quantity.test(text) && !clockTime.test(text) && !date.test(text);
}
