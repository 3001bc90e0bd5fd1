/** A line of a log as names are looked for in it: made once, for it is compared with many. */
export function plainLine(line: string): string {
  return ` ${plain(line.slice(0, lineLengthMax))} `;
}

/** A name as it is looked for in lines; undefined for one that may be a word by chance. */
export function plainName(name: string): string | undefined {
  const wanted = plain(name).trim();
  return wanted.length < lengthMin || !/ |\d/.test(wanted) ? undefined : ` ${wanted} `;
}

/**
 * Whether a plain line of a log says a plain name of a device, such as `Failed to ping 'hall_lamp'`. Carefully, for the line is untrusted and
 * may be about anything: only a name that is hardly a word by chance (of two words or with a digit) counts, as a whole,
 * with blanks, `_` and `-` taken for each other. It only ever joins what happens at the same time.
 */
export function saysName(line: string, name: string | undefined): boolean {
  return name !== undefined && line.includes(name);
}

const lengthMin = 4;
const lineLengthMax = 1000;

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
}
