/**
 * The JSON value of `text`, or undefined when it is none. Bare `NaN` and `Infinity`, which several languages write
 * though JSON has no such thing, count as null, so that one broken sensor does not hide the others in its payload;
 * `onNotFinite` is called for each. Deep nesting is no danger here: V8 parses without recursion.
 */
export function parseJson(text: string, onNotFinite: () => void): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return parseRepaired(text, onNotFinite);
  }
}

function parseRepaired(text: string, onNotFinite: () => void): unknown {
  if (!/\b(?:NaN|Infinity)\b/.test(text)) return undefined;
  let repairs = 0;
  const repaired = text.replace(/"(?:[^"\\]|\\.)*"|[+-]?\b(?:NaN|Infinity)\b/gs, (token) => {
    if (token.startsWith('"')) return token;
    repairs += 1;
    return "null";
  });
  try {
    const value: unknown = JSON.parse(repaired);
    for (let count = 0; count < repairs; count += 1) onNotFinite();
    return value;
  } catch {
    return undefined;
  }
}
