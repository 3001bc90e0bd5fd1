import { LineScanner } from "./line-scanner.ts";

/**
 * A first look at a line, many times faster than reading it: two hashes of its text in which every number counts as the
 * same, unless a letter stands right before it (`eth0` is a word). Lines that share them have the same masked form; lines
 * of the same form may differ in them, where hexadecimal numbers, names or paths do.
 */
export class LineShape {
  hashA = 0;
  hashB = 0;

  hash(text: string, seed: number): void {
    const end = Math.min(text.length, LineScanner.charactersMax);
    let a = seed ^ 0x2545f491;
    let b = Math.imul(seed + 1, 0x9e3779b1);
    let previous = 32;
    for (let at = 0; at < end; at += 1) {
      let code = text.charCodeAt(at);
      if (code <= 57 && code >= 48) {
        if (previous === number) continue;
        // Letters are above all other characters but three of ASCII.
        if ((previous | 32) < 97 || (previous | 32) > 122) code = number;
      } else if (code === 32 && previous === 32) continue;
      a = Math.imul(a ^ code, 0x01000193);
      b = ((b << 5) - b + a) | 0;
      previous = code;
    }
    this.hashA = a ^ (a >>> 15);
    this.hashB = b;
  }
}

/** No character: a number without a letter before it. */
const number = 0x110000;
