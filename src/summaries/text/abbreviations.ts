/** Abbreviations that end in a full stop and go on with whatever follows; in lower case, without the stop. */
const always = new Set(
  `mr mrs ms dr prof st sr jr rev capt sgt lt col gen hon messrs
   e.g i.e cf vs viz al approx appx est incl excl resp temp avg max min dept ext fig sect vol ch pp para
   govt intl mgr supv eng tech maint equip qty ref req rev
   z.b d.h u.a u.ä i.d.r o.ä s.o s.u v.a z b d h u bzw ca evtl ggf inkl exkl zzgl vgl str abt bspw sog tel hr fr
   p.ex par.ex env av bd ing mme mlle c.-à-d
   p.ej sra srta ud uds aprox
   ecc dott sig sigg
   bijv o.a dhr mevr incl m.b.t i.v.m d.w.z blz`.split(/\s+/),
);

/** Those that do so only in front of a number: `No. 3`, but `The answer is no. They left.` */
const beforeNumber = new Set("no nr nos art abs kap pos pt op cl bl ser s p n° num núm".split(" "));

const months =
  "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|januar|februar|märz|mai|juni|juli|oktober|dezember|janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre";
const monthPattern = new RegExp(`^(?:${months})`, "i");

/**
 * Whether the full stop at `at` belongs to the word or number before it and ends no sentence. `after`: what follows
 * the stop, from its first character that is no white space.
 */
export function isAbbreviationStop(text: string, at: number, after: string): boolean {
  const before = /[\p{L}\p{N}.°-]*$/u.exec(text.slice(Math.max(0, at - 20), at))?.[0].toLowerCase() ?? "";
  if (before === "") return false;
  if (/^\p{Ll}/u.test(after)) return true;
  // An ordinal of a date: `5. Januar`, `am 12. März`.
  if (/^\d{1,2}$/.test(before) && monthPattern.test(after)) return true;
  // An initial, as in `J. Smith`; a lone `I.` or a unit such as `5 m. Then` is told by the digit before.
  if (/^\p{L}$/u.test(before) && /^\p{Lu}/u.test(after)) {
    return !/\d\s*$/.test(text.slice(0, at - 1)) && /^\p{Lu}$/u.test(text[at - 1] ?? "");
  }
  if (always.has(before)) return true;
  return beforeNumber.has(before) && /^\d/.test(after);
}
