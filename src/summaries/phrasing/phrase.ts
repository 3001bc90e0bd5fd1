import type { Facts, Summary } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import { phraseAlert } from "./alert.ts";
import { phraseDigest } from "./digest.ts";
import { phraseExplanation } from "./explanation.ts";
import { phraseReport } from "./report.ts";

/** The best text for these facts in this style. Whether it may be used is for the guard to say. */
export function phrase(facts: Facts, style: Summary["style"], view: TimeView): string {
  if (facts.type === "digest") return phraseDigest(facts, style, view);
  switch (style) {
    case "alert":
      return phraseAlert(facts, view);
    case "explanation":
      return phraseExplanation(facts, view);
    case "report":
      return phraseReport(facts, view);
  }
}
