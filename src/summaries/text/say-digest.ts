import type { TextDigest } from "../../domain/text-summary.ts";
import { sayCount } from "../../text/say-list.ts";
import { sayName } from "../../text/say-name.ts";

/** Where a text is from. */
export interface TextOrigin {
  source: string;
  kind: string;
}

/**
 * The digest for a person: edgewise's own words around, and every sentence of the text in quotation marks, so that
 * nothing of it can be taken for edgewise's.
 */
export function sayTextDigest(digest: TextDigest, origin: TextOrigin): string {
  const quoted = digest.sentences.map(({ text, heading }, at) => {
    const isNew = heading !== undefined && heading !== digest.sentences[at - 1]?.heading;
    return `${isNew ? `${quote(heading)} ` : ""}${quote(text)}`;
  });
  const rest = digest.sentencesOmitted > 0 ? ` (${sayCount(digest.sentencesOmitted, "more sentence")})` : "";
  const how = digest.method === "lead" ? `, ${phrases.withoutModel}` : "";
  return `${opening(origin)}${how}: ${quoted.join(" ")}${rest}`;
}

/** For a text that was not read because of its length in bytes. */
export function sayUnread(bytes: number, origin: TextOrigin): string {
  return `${opening(origin)} ${phrases.unread} (${sayCount(bytes, "byte")}).`;
}

const phrases = {
  text: "text",
  from: "from",
  withoutModel: "its beginning and what warns by its words, as there is no model to choose",
  unread: "is too long to be condensed; read it as it came",
} as const;

function opening({ source, kind }: TextOrigin): string {
  const called = kind === phrases.text ? phrases.text : `${kind} ${phrases.text}`;
  return `${called.charAt(0).toUpperCase()}${called.slice(1)} ${phrases.from} ${sayName(source)}`;
}

/** Marks inside become others, so that no quotation can end itself. */
function quote(text: string): string {
  return `"${text.replace(/["“”„‟«»]/gu, "'")}"`;
}
