/** What a payload holds: a text without control characters, or why there is none. */
export type TextRead = { text: string } | { refused: "empty" | "noText" };

const usualFields = ["text", "message", "body", "content", "bulletin", "note", "report", "description"];

/**
 * The text of a payload: plain UTF-8 (what is no UTF-8 is read as Latin-1, in which every byte is a character), or one
 * field of a JSON object, `a.b` for one within another, or a JSON string.
 */
export function readText(payload: Buffer, field: string | undefined): TextRead {
  const raw = decode(payload);
  const text = cleaned(textIn(raw, field) ?? "");
  if (text.trim() === "") return { refused: raw.trim() === "" ? "empty" : "noText" };
  return { text };
}

function decode(payload: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(payload);
  } catch {
    return payload.toString("latin1");
  }
}

function textIn(raw: string, field: string | undefined): string | undefined {
  if (!/^\s*[{"]/.test(raw)) return field === undefined ? raw : undefined;
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch {
    // A text may begin with a brace or a quotation.
    return field === undefined ? raw : undefined;
  }
  if (typeof value === "string") return value;
  if (field !== undefined) return stringAt(value, field.split("."));
  return usualFields.map((name) => stringAt(value, [name])).find((text) => text !== undefined);
}

/** Only what the payload itself holds: nothing is read from prototypes. */
function stringAt(value: unknown, keys: readonly string[]): string | undefined {
  let at = value;
  for (const key of keys) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Record<string, unknown>)[key];
  }
  return typeof at === "string" ? at : undefined;
}

/** Without terminal escapes and what is invisible or turns the direction of writing. Line breaks stay. */
function cleaned(text: string): string {
  return text
    .replace(/\r\n?/g, "\n")
    .replace(/\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\^_])/g, "")
    .replace(/\t/g, " ")
    .replace(/[\u2028\u2029]/g, "\n")
    .replace(
      /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\uE000-\uF8FF]/g,
      "",
    );
}
