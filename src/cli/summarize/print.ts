import { sayCount, sayList } from "../../text/say-list.ts";
import { sayMs } from "../models/text.ts";
import type { Style } from "../style.ts";
import { safeText } from "../style.ts";
import { incidentFactsText } from "./facts-text.ts";
import type { Summarised } from "./summarised.ts";

/** For a person: each summary, the facts it used, and how it was made. */
export function summarisedText(
  found: Summarised,
  view: { timeZone: string | undefined; style: Style },
): string {
  const { dim } = view.style;
  const blocks = found.summaries.map(({ text, facts }) =>
    [
      safeText(text),
      ...(facts ? incidentFactsText(facts, view.timeZone).map((line) => dim(`  ${line}`)) : []),
    ].join("\n"),
  );
  const writers = [...new Set(found.summaries.map(({ writer }) => writer))];
  const how = `${found.style} from ${found.input}, by ${sayList(writers)}, in ${sayMs(found.elapsedMs)}`;
  const read = found.log ? [`${sayCount(found.log.lines, "log line")} read.`] : [];
  return [...blocks, "", ...[...read, ...found.remarks].map(safeText), dim(`(${how})`)].join("\n");
}
