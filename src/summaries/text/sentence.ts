/** One sentence, list item or heading of a text, verbatim: `text` is what stands at [start, end), line breaks as spaces. */
export interface Sentence {
  text: string;
  start: number;
  end: number;
  kind: "prose" | "item" | "heading";
  /** Index of the heading it stands under. */
  heading: number | undefined;
  /** Counts the blocks between blank lines, headings and list items. */
  block: number;
}
