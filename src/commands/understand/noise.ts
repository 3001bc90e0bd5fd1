/**
 * What speech leaves in a text without meaning anything by it: "um can you uh turn the the light off", and the first
 * half of a slip of the tongue: "set it to 50 sorry 30 percent".
 */

const fillers = /(?<![\p{L}\p{N}'’-])(?:u+m+|u+h+m*|e+r+m*|hmm+|a+h+m*|umm+)(?![\p{L}\p{N}'’-])[,.…]*\s*/giu;

/** Words said twice by accident; names ("Duran Duran") and numbers may well be meant so. */
const repeated =
  /(?<![\p{L}\p{N}'’])(the|a|an|my|our|to|and|in|on|at|of|for|it|is|turn|switch|set|put|open|close|shut|start|make|can you|turn on|turn off|turn the|in the)(?:[\s,]+\1)+(?![\p{L}\p{N}'’])/giu;

/** Conditions that people say out of courtesy, and that nothing has to meet. */
const courtesies =
  /(?:^|[\s,]+)(?:if (?:you (?:do not|don['’]?t) mind|you (?:can|could|would|like|please|wouldn['’]?t mind|get a chance|have (?:a (?:second|sec|moment|minute)|time))|possible|(?:that|it|this)(?:['’]s| is) (?:ok|okay|alright|all right|possible|fine|no (?:trouble|bother))|i may)|when(?:ever)? you (?:can|get a (?:chance|second|sec|moment|minute)|have (?:a (?:second|sec|moment|minute|chance)|time)|(?:are|['’]re) ready))(?=[\s,.!?]|$),?/giu;

/** "No no, the pens". */
const stammers = /^(\W*)((?:no|wait|sorry|oops|stop)\b)(?:[\s,]+\2)+/iu;

/** "A couple of degrees": lengths of time know it themselves. */
const couples =
  /(?<![\p{L}\p{N}'’-])(?:a )?couple (?:of |more )?(?=(?:degrees|percent|notches|steps|clicks)\b)/giu;

/** "Another degree" is one degree more. */
const another =
  /^(\W*(?:(?:and|now|ok|okay|just)\s+)?)(?:another|an extra) (degree|notch|step)(?![\p{L}\p{N}])/iu;

/** "One more degree" is one degree more. */
const splitAmounts =
  /(?<![\p{L}\p{N}'’-])((?:an?|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|\d+|couple(?: of)?|few)) (?:more|extra|further) (degrees?|percent|minutes?|seconds?|hours?|notch(?:es)?|steps?|rpm)(?![\p{L}\p{N}])/giu;

/** The text without fillers, courtesies and accidental repetitions; the same text where there are none. */
export function withoutNoise(text: string): string {
  const plain = text
    .replace(fillers, " ")
    .replace(courtesies, " ")
    .replace(repeated, "$1")
    .replace(stammers, "$1$2")
    .replace(couples, "two ")
    .replace(another, "$1one $2 more")
    .replace(splitAmounts, "$1 $2 more");
  return plain === text ? text : plain.replace(/\s+/g, " ").trim();
}

const turns =
  /[\s,;.…-]+(?:(?:oh|no|ah|oops|sorry)[\s,]+)*(?:no|sorry|oops|i mean|i meant|no wait|wait|wait no|hang on|hold on|scratch that|correction|make that|make it|or rather|rather)[\s,;.…-]+(?:(?:i mean|i meant|make that|make it|no|wait)[\s,]+)?/giu;

/**
 * The text as it was corrected while it was said, undefined when nothing was or it is not clear what is replaced:
 * the last word of the first half that the second begins with ("the hall, no wait, the landing"), a number by a number.
 */
export function repaired(text: string): string | undefined {
  const turn = [...text.matchAll(turns)].at(-1);
  if (!turn) return undefined;
  const before = text.slice(0, turn.index);
  const after = text.slice(turn.index + turn[0].length).trim();
  const [first] = after.toLowerCase().split(/\s+/);
  if (before.trim() === "" || !first) return undefined;
  const number = /[\d.,]+\s*(?:%|percent|degrees|°)?$/i.exec(before);
  if (/^\d/.test(first)) return number ? `${before.slice(0, number.index)}${after}` : undefined;
  const words = [...before.matchAll(/\S+/g)];
  const same = words.findLast(([word]) => word.toLowerCase().replace(/[,;.]+$/, "") === first);
  return same && (same.index > 0 || words.length > 1) ? `${before.slice(0, same.index)}${after}` : undefined;
}
