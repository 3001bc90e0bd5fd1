import { createHash, timingSafeEqual } from "node:crypto";
import type { Clock } from "../../core/clock.ts";
import { normalise } from "../../text/normalise.ts";
import { numberToWords } from "../../text/number-words.ts";

/**
 * The code that things of safety class `code` ask for.
 *
 * Limits and invariants:
 * 1. `codeAttemptsMax` wrong tries lock it for `codeLockoutMs` on the monotonic clock. They count for all sources
 *    together: the name of a source is what a message claims, so counting each alone would stop nobody.
 * 2. What was said as a code is kept nowhere: not in the answer, the log, the queue to the cloud or a reply.
 * 3. Codes are compared as digests in constant time.
 */
export interface CodeGuard {
  readonly isSet: boolean;
  /** Milliseconds for which no code is taken because of wrong ones; 0: one may be tried. */
  lockedMs(): number;
  /** Counts a wrong try. `leftCount`: tries that are left before it is locked. */
  try(text: string): { status: "right" } | { status: "wrong"; leftCount: number } | { status: "locked" };
}

export interface CodeLimits {
  code?: string | undefined;
  codeAttemptsMax: number;
  codeLockoutMs: number;
}

export function createCodeGuard(options: { clock: Clock; limits: () => CodeLimits }): CodeGuard {
  const { clock, limits } = options;
  let wrongCount = 0;
  let lockedUntilMs = Number.NEGATIVE_INFINITY;
  const lockedMs = () => Math.max(0, lockedUntilMs - clock.monotonicMs());
  return {
    get isSet() {
      return limits().code !== undefined;
    },
    lockedMs,
    try(text) {
      const { code, codeAttemptsMax, codeLockoutMs } = limits();
      if (lockedMs() > 0) return { status: "locked" };
      if (code !== undefined && timingSafeEqual(digest(text), digest(code))) {
        wrongCount = 0;
        return { status: "right" };
      }
      wrongCount += 1;
      if (wrongCount < codeAttemptsMax) return { status: "wrong", leftCount: codeAttemptsMax - wrongCount };
      wrongCount = 0;
      lockedUntilMs = clock.monotonicMs() + codeLockoutMs;
      return { status: "wrong", leftCount: 0 };
    },
  };
}

/** Letters and digits a code comes to, however it was spoken: "the code is one two, thirty four" is `1234`. */
export function codeText(text: string): string {
  const words = normalise(text)
    .replace(/^(?:the )?(?:code|pin|password|number|its|it is)(?: (?:is|are))? /, "")
    .replace(/ please$/, "");
  const spoken = words.split(/[^\p{L}\p{N}]+/u);
  let code = "";
  for (let at = 0; at < spoken.length; at += 1) {
    const word = spoken[at] ?? "";
    const pair = spokenNumbers.get(`${word} ${spoken[at + 1]}`);
    if (pair !== undefined) at += 1;
    code += pair ?? spokenNumbers.get(word) ?? word;
  }
  return code;
}

/** Numbers of one word or two, up to 99: "twenty five" is 25, "one two" 1 and 2. */
const spokenNumbers = new Map<string, string>([
  ["oh", "0"],
  ["o", "0"],
  ...Array.from({ length: 100 }, (_, value): [string, string] => [numberToWords(value) ?? "", String(value)]),
]);

/** Whether a text that meant nothing else may be a code said at the wrong moment. Never compared with the code. */
export function looksLikeCode(text: string): boolean {
  return /\d{3}/.test(codeText(text));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(codeText(text)).digest();
}
