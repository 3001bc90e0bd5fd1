/** The first letter as a capital, unless the text begins with a name that is not a word (`/`, digits, `"`). */
export function capitalised(text: string): string {
  return text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}
