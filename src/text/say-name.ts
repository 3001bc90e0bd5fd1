/**
 * Names of devices, sensors and logs come from topics and payloads: anyone who can publish can choose them.
 * Here they lose what could pretend to be something else, and are cut.
 */

/** Longest name said in full. */
const nameLengthMax = 60;

/**
 * A name fit to stand in a sentence: no control, invisible or direction-changing characters, no quotes or
 * markup, no sentence punctuation, at most `lengthMax` characters. May be empty.
 */
export function sayName(raw: string, lengthMax: number = nameLengthMax): string {
  return cutAtWord(
    plainCharacters(raw)
      .replace(/[.!?;:,…]+(?=\s|$)/gu, " ")
      .replace(/\s+/g, " ")
      .trim(),
    lengthMax,
  );
}

/**
 * Whether a name can stand without quotation marks. One that had to be cleaned, goes on for more than six words or
 * has unusual signs in it could be taken for edgewise's own words.
 */
export function isPlainName(raw: string): boolean {
  const squeezed = raw.normalize("NFC").replace(/\s+/g, " ").trim();
  const isShort = squeezed.length > 0 && squeezed.split(" ").length <= 6;
  return isShort && sayName(raw) === squeezed && /^[\p{L}\p{M}\p{N} _\-/.'&+#]+$/u.test(squeezed);
}

/** Any short untrusted text (a unit, the word of a state) without what could break out of its place. */
export function sayPlain(raw: string, lengthMax: number): string {
  return cutAtWord(plainCharacters(raw).replace(/\s+/g, " ").trim(), lengthMax);
}

/** At most `lengthMax` characters, ending at a word with `…` when something was cut. */
export function cutAtWord(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  const room = text.slice(0, Math.max(0, lengthMax - 1));
  const atWord = room.replace(/\s+\S*$/u, "");
  // A single word that fills the room is cut inside; never between the halves of a surrogate pair.
  const kept = (atWord.length >= lengthMax / 2 ? atWord : room).replace(/[\uD800-\uDBFF]$/, "");
  return `${kept.trimEnd()}…`;
}

function plainCharacters(raw: string): string {
  return (
    raw
      // Bounds the work on a hostile megabyte; every caller cuts far below this.
      .slice(0, 2000)
      .normalize("NFC")
      // ANSI escapes first, while their ESC is still there.
      .replace(/\u001b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g, " ")
      .replace(/<\/?[A-Za-z!][^<>]*>/g, " ")
      .replace(/[\p{Cc}\p{Z}]/gu, " ")
      .replace(/[\p{Cf}\p{Co}\p{Cn}\p{Cs}\uFFFD]/gu, "")
      .replace(/["“”„‟«»‹›`´*<>{}[\]|\\^~]/gu, "")
  );
}
