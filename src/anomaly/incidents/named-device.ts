/**
 * Whether a line of a log names a device, such as `Failed to ping 'hall_lamp'`. Carefully, for the line is untrusted and
 * may be about anything: only a name that is hardly a word by chance (of two words or with a digit) counts, as a whole,
 * with blanks, `_` and `-` taken for each other. It only ever joins what happens at the same time.
 */
export function saysName(line: string, name: string): boolean {
  const wanted = plain(name).trim();
  if (wanted.length < lengthMin || !/ |\d/.test(wanted)) return false;
  return ` ${plain(line.slice(0, lineLengthMax))} `.includes(` ${wanted} `);
}

const lengthMin = 4;
const lineLengthMax = 1000;

function plain(text: string): string {
  return text.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
}
