/** English plurals of the nouns that things and places are called by: presses, batteries, shelves. */

export function pluralOf(noun: string): string {
  if (isPlural(noun)) return noun;
  if (/(?:s|x|z|ch|sh)$/.test(noun)) return `${noun}es`;
  if (/[^aeiou]y$/.test(noun)) return `${noun.slice(0, -1)}ies`;
  if (/(?:[^f]fe|lf)$/.test(noun)) return `${noun.replace(/fe?$/, "")}ves`;
  return `${noun}s`;
}

export function singularOf(noun: string): string {
  if (!isPlural(noun)) return noun;
  if (/[^aeiou]ies$/.test(noun)) return `${noun.slice(0, -3)}y`;
  if (/(?:ss|x|z|ch|sh)es$/.test(noun)) return noun.slice(0, -2);
  if (/lves$/.test(noun)) return `${noun.slice(0, -3)}f`;
  return noun.slice(0, -1);
}

/** Whether a noun looks like a plural; "press" and "gas" do not. */
export function isPlural(noun: string): boolean {
  return /[^siu]s$/.test(noun) && noun.length > 3;
}
