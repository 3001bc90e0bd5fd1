import type { Facts, Summary } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import type { Language } from "../language.ts";
import { phraseAlert } from "./alert.ts";
import { phraseDigest } from "./digest.ts";
import { phraseExplanation } from "./explanation.ts";
import { formsOf } from "./languages.ts";
import { phraseReport } from "./report.ts";

/**
 * The best text for these facts in this style, in English when no language is asked for. Whether it may be used is for
 * the guard to say.
 */
export function phrase(
  facts: Facts,
  style: Summary["style"],
  view: TimeView,
  language: Language = "en",
): string {
  const forms = formsOf(language);
  if (facts.type === "digest") return forms.finish(phraseDigest(facts, style, view, forms));
  const writers = { alert: phraseAlert, explanation: phraseExplanation, report: phraseReport } as const;
  return forms.finish(writers[style](facts, view, forms));
}
