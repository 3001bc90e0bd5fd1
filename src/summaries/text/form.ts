/** Marks of how a sentence is put, each 0 or 1 but the last, its length in hundreds of characters, at most 2. */
export function formOf(text: string): number[] {
  return [...marks.map((mark) => (mark.test(text) ? 1 : 0)), Math.min(text.length, 200) / 100];
}

const marks = [
  /(?<!\p{L})(?:no|not|nobody|never|\p{L}+n['’]t|nothing|none|kein\p{L}*|nicht|niemand|pas|sin|non|geen|niet)(?!\p{L})/iu,
  /(?<!\p{L})(?:must|should|may|can|could|has to|have to|will|shall|darf|dürfen|muss|müssen|doit|debe|deve|moet)(?!\p{L})/iu,
  /(?<!\p{L})(?:until|before|bis|vor|jusqu|hasta|antes|fino|tot)(?!\p{L})/iu,
  /;/,
  /\d/,
  /(?<!\p{L})(?:is|are|was|were|ist|sind|war|wird)(?!\p{L})/iu,
  /(?<!\p{L})(?:and|und|et|y|e|en)(?!\p{L})/iu,
  /^(?:do|keep|use|leave|stop|wear|move|bring|stay)(?!\p{L})/iu,
];
