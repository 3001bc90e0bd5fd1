/**
 * Sets of letters as bits: one for each of a to z, one for digits and what stands before them, one for all
 * others. They tell quickly that a node cannot begin where a text goes on with another letter.
 */
export const anyLetter = -1;

const digitBit = 1 << 26;
const otherBit = 1 << 27;

export function letterBit(code: number): number {
  if (code >= 97 && code <= 122) return 1 << (code - 97);
  return (code >= 48 && code <= 57) || code === 45 ? digitBit : otherBit;
}
