import type { IncidentFacts, Summary } from "../../domain/facts.ts";
import type { IncidentAspect } from "../../domain/incident-aspect.ts";
import type { TimeView } from "../../text/say-time.ts";
import { type Ending, endingOf } from "../ending.ts";
import { guard } from "../guard/guard.ts";
import type { Refusal } from "../guard/refusal.ts";
import { firstSigns } from "./first-signs.ts";
import { sayBegan, sayEnded, sayLasted } from "./spans.ts";

export interface AnswerOptions {
  view: TimeView;
  /** The summary of these facts, which was guarded. */
  phrase: (style: Summary["style"]) => string;
  /** Told of each sentence that the guard refused. */
  refused: (refusal: Refusal, text: string) => void;
}

/**
 * Answers what was asked of an incident, in one to three sentences.
 *
 * Invariant: every name, number and time stands in a sentence that the guard accepted for these facts. What is said
 * around it is one of the fixed sentences of this folder, which hold none. No cause is ever named: what came first is
 * told as that, and what is not known is said so.
 */
export function answerAspect(facts: IncidentFacts, aspect: IncidentAspect, options: AnswerOptions): string {
  const { view, phrase: write } = options;
  /** The first of these that may be said, else the explanation. */
  const say = (...texts: (string | undefined)[]): string => {
    for (const text of texts) {
      if (text === undefined) continue;
      const problem = guard(text, { facts, style: "report", view });
      if (problem === undefined) return text;
      options.refused(problem, text);
    }
    return write("explanation");
  };
  const ending = endingOf(facts);
  switch (aspect) {
    case "what":
      return write("explanation");
    case "more":
      return write("report");
    case "cause": {
      const { first, second, isOrdered, isAlone } = firstSigns(facts, view);
      if (first === undefined) return `${write("explanation")} ${causeUnknown}`;
      if (isOrdered && !facts.isOrderKnown) return `${write("explanation")} ${probablyOnly}`;
      if (isOrdered) return `The first sign: ${say(joined(first, second))} ${orderOnly}`;
      return `${write("explanation")} ${isAlone ? nothingElse : orderUnknown}`;
    }
    case "state":
      return `${states[ending]} ${write("explanation")}`;
    case "began":
      return say(sayBegan(facts, view));
    case "ended":
      return ending === "open" ? `${states.open} ${say(sayBegan(facts, view))}` : say(sayEnded(facts, view));
    case "duration":
      return say(sayLasted(facts, view));
    case "severity":
      return `${severities[facts.severity]} ${write("explanation")}`;
    case "checks": {
      const { first, second, isOrdered, isAlone } = firstSigns(facts, view);
      if (first === undefined) return `${write("explanation")} ${nowhereToLook}`;
      if (isAlone || second === undefined) return `Look here: ${say(first)}`;
      if (!isOrdered) return `Look at both: ${say(joined(first, second))} ${orderUnknown}`;
      return `Look first where it began: ${say(first)} ${say(second)}`;
    }
  }
}

function joined(first: string, second: string | undefined): string {
  return second === undefined ? first : `${first} ${second}`;
}

const states: Readonly<Record<Ending, string>> = {
  open: "It is not over, it is still going on.",
  over: "It is over.",
  unresolved: "Whether it is over I do not know.",
};

const severities = {
  info: "I noted it for information only.",
  warning: "I rate it as a warning.",
  critical: "I rate it as critical.",
} as const;

const causeUnknown = "What caused it I do not know.";
const orderOnly = "That is the order in which I saw it; the cause itself I do not know.";
const probablyOnly = "That is the order it probably came in; the cause itself I do not know.";
const orderUnknown = "Which came first I cannot tell, so the cause is open.";
const nothingElse = "Nothing else was unusual around it, so the cause is open.";
const nowhereToLook = "More I cannot point at.";
