import type { IncidentFacts } from "../../domain/facts.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayTime, type TimeView } from "../../text/say-time.ts";
import { endingOf } from "../ending.ts";
import { toldLengthMs } from "../length.ts";
import { sayNotEnded } from "../phrasing/english/not-ended.ts";
import { mentionsOf } from "../phrasing/mention.ts";
import { timingOf } from "../phrasing/timing.ts";

/** Sentences of when an incident was. Undefined: nothing of it may be said, as where the clock was not set. */

export function sayBegan(facts: IncidentFacts, view: TimeView): string | undefined {
  const began = beganOf(facts, view);
  if (began === undefined) return undefined;
  if (endingOf(facts) === "open") return `It began ${began} and is still going on.`;
  return endingOf(facts) === "unresolved"
    ? `It began ${began} and ${sayNotEnded(facts.closedBecause)}.`
    : sayEnded(facts, view);
}

/** Of one that is closed. */
export function sayEnded(facts: IncidentFacts, view: TimeView): string | undefined {
  const began = beganOf(facts, view);
  const { ended } = timingOf(facts, view, []);
  if (began === undefined || ended === undefined) return undefined;
  return began === ended ? `It was over ${ended}.` : `It began ${began} and was over ${ended}.`;
}

export function sayLasted(facts: IncidentFacts, view: TimeView): string | undefined {
  const lengthMs = toldLengthMs(facts);
  const after = lengthMs < 1000 ? "" : ` after ${sayDuration(lengthMs)}`;
  const began = beganOf(facts, view);
  const when = began === undefined ? "" : ` It began ${began}.`;
  const ending = endingOf(facts);
  if (ending === "open") return `It is still going on${after}.${when}`;
  if (ending === "unresolved") return `It ${sayNotEnded(facts.closedBecause)}${after}.${when}`;
  return `It was over${after}.${when}`;
}

/** When the first of all signs began; the wall clock says nothing when it was not set. */
function beganOf(facts: IncidentFacts, view: TimeView): string | undefined {
  return facts.evidence.length === 0 && facts.clock !== "unsynced"
    ? sayTime(facts.openedAt, view)
    : timingOf(facts, view, mentionsOf(facts)).began;
}
