import type { UnitName } from "../../text/units.ts";
import { unitSpoken, unitSymbols } from "./unit-names.ts";

/**
 * A reply as it is read aloud: `It is 23.2 °C since 14:05 (limit: 1,200 W)` → `It is 23.2 degrees since 14 oh 5, limit:
 * 1200 watts`. Synthesisers read numbers well, and units, times and signs in ways of their own.
 */
export function speakable(text: string, lengthMax: number): string {
  const said = text
    .normalize("NFC")
    // Invisible characters, and those that a synthesiser could take for its own commands (`[[…]]`, SSML).
    .replace(/[\p{Cc}\p{Cf}]/gu, " ")
    .replace(/[<>[\]{}*`|\\^~]/g, " ")
    .replace(/["“”„«»]/g, "")
    .replace(/’/g, "'")
    .replace(/_/g, " ")
    .replace(/(?<=\d),(?=\d{3}(?!\d))/g, "")
    .replace(
      dateTime,
      (_, date: string, hour: string, minute: string) => `${date} at ${sayClock(hour, minute)}`,
    )
    .replace(clock, (_, hour: string, minute: string) => sayClock(hour, minute))
    .replace(/(?<=\d\S*)\s*[–−]\s*(?=\d)/gu, " to ")
    .replace(/(^|[\s(])[-−](?=\d)/gu, "$1minus ")
    .replace(
      quantity,
      (_, number: string, unit: string) => `${number} ${unitSpoken(Number(number), unit as UnitName)}`,
    )
    .replace(/\s*→\s*/g, " to ")
    .replace(/\s[–—-]\s/g, ", ")
    .replace(/\s*\(([^()]*)\)/g, ", $1,")
    .replace(/&/g, " and ")
    .replace(/…/g, "...")
    .replace(/,(?=\s*[.,;:!?])/g, "")
    .replace(/\s+([.,;:!?])/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
  return firstSentences(said, lengthMax);
}

const clock = /(?<![\d:.])([01]?\d|2[0-3]):([0-5]\d)(?![\d:])/g;
const dateTime = /(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):([0-5]\d)(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?/g;
const escaped = unitSymbols.map((symbol) => symbol.replace(/[/.*+?^$()|[\]{}\\]/g, "\\$&"));
/** A number and a unit that nothing follows which would make it another word. */
const quantity = new RegExp(`(\\d+(?:\\.\\d+)?)\\s?(${escaped.join("|")})(?![\\p{L}\\p{N}/³²])`, "gu");

/** `14:05` → `14 oh 5`, `14:00` → `14 o'clock`, `14:30` → `14 30`. */
function sayClock(hour: string, minute: string): string {
  const hours = String(Number(hour));
  if (minute === "00") return `${hours} o'clock`;
  return minute.startsWith("0") ? `${hours} oh ${Number(minute)}` : `${hours} ${minute}`;
}

/** Whole sentences while they fit; of a first one that does not, its beginning. */
function firstSentences(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const end = Math.max(...[". ", "! ", "? "].map((mark) => text.lastIndexOf(mark, lengthMax - 1)));
  if (end > 0) return text.slice(0, end + 1);
  const gap = text.lastIndexOf(" ", lengthMax);
  return text.slice(0, gap > 0 ? gap : lengthMax);
}
