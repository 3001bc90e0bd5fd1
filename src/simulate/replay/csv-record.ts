const delimiters = [",", ";", "\t"] as const;
export type Delimiter = (typeof delimiters)[number];

/**
 * The cells of one CSV record (RFC 4180: a quoted cell may hold delimiters, line breaks and doubled quotes), without
 * the space around unquoted ones. `open`: a quote is not closed, the record goes on in the next line.
 * `textAfterQuote`: something stands between a closing quote and the delimiter.
 */
export function parseCsvRecord(text: string, delimiter: Delimiter): string[] | "open" | "textAfterQuote" {
  if (!text.includes('"')) return text.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let from = 0;
  for (;;) {
    while (text[from] === " ") from += 1;
    if (text[from] === '"') {
      const close = closingQuote(text, from + 1);
      if (close < 0) return "open";
      cells.push(text.slice(from + 1, close).replaceAll('""', '"'));
      from = close + 1;
      while (text[from] === " ") from += 1;
      if (from >= text.length) return cells;
      if (text[from] !== delimiter) return "textAfterQuote";
    } else {
      const end = text.indexOf(delimiter, from);
      cells.push(text.slice(from, end < 0 ? undefined : end).trim());
      if (end < 0) return cells;
      from = end;
    }
    from += 1;
  }
}

function closingQuote(text: string, from: number): number {
  for (let close = text.indexOf('"', from); close >= 0; close = text.indexOf('"', close + 2)) {
    if (text[close + 1] !== '"') return close;
  }
  return -1;
}

/** The delimiter that splits all of these lines into the same number of cells (a header may have one less), or undefined. */
export function sniffDelimiter(lines: readonly string[]): Delimiter | undefined {
  let best: { delimiter: Delimiter; cells: number } | undefined;
  for (const delimiter of delimiters) {
    const counts = lines.map((line) => {
      const cells = parseCsvRecord(line, delimiter);
      return Array.isArray(cells) ? cells.length : 0;
    });
    const data = counts.length > 1 ? counts.slice(1) : counts;
    const cells = data[0] ?? 0;
    const header = counts[0] ?? 0;
    const isEven = data.every((count) => count === cells) && (header === cells || header === cells - 1);
    if (cells < 2 || !isEven) continue;
    if (!best || cells > best.cells) best = { delimiter, cells };
  }
  return best?.delimiter;
}
