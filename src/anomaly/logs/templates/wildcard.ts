/** Stands for a variable part in the text of a template, as is usual in the field. */
export const wildcard = "<*>";

/** Whether words are left in a unit besides its variable parts: two letters or more. */
export function hasWord(unit: string): boolean {
  return /\p{L}{2}/u.test(unit.includes(wildcard) ? unit.replaceAll(wildcard, " ") : unit);
}
