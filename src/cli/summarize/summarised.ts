import type { Facts } from "../../domain/facts.ts";
import type { TextDigest } from "../../domain/text-summary.ts";
import type { InputKind } from "./recognise.ts";

/** What `edgewise summarize` prints. */
export interface Summarised {
  input: InputKind;
  style: "alert" | "explanation" | "report";
  /** One for each incident of a log; else one. */
  summaries: readonly { text: string; writer: string; facts: Facts | undefined }[];
  /** What was read of a log, or what is left out of a text. */
  log?: LogRead;
  text?: TextDigest & { length: number };
  /** Why something could not be done as well as it might be. */
  remarks: readonly string[];
  /** From the first look at the content to the summary, without the loading of a model; milliseconds. */
  elapsedMs: number;
}

export interface LogRead {
  lines: number;
  /** By severity as the lines say it; `unstated` where they do not. */
  severities: Readonly<Record<string, number>>;
  from: string | null;
  to: string | null;
}
