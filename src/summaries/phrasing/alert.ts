import type { IncidentFacts } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import { endingOf, labelOf } from "../ending.ts";
import { type Clause, clauseOf } from "./clause.ts";
import { earliest, type Mention, mentionsOf } from "./mention.ts";
import { isFirstKnown, sayFirst } from "./order.ts";
import { sayOthers } from "./others.ts";
import { refer, referGroup } from "./refer.ts";
import { timingOf } from "./timing.ts";

/** An alert fits a phone's lock screen and one SMS with room to spare. A hard limit, in UTF-16 units. */
export const alertLengthMax = 120;

/**
 * One line: how bad, what, how far from usual, what else, since when. What does not fit is left out whole, the
 * least important first; only a name is ever cut.
 */
export function phraseAlert(facts: IncidentFacts, view: TimeView): string {
  const ending = endingOf(facts);
  const label = ending === "open" ? labels[facts.severity] : `${labelOf(facts)}: `;
  const mentions = mentionsOf(facts);
  const [lead] = mentions;
  const { since } = timingOf(facts, view, lead === undefined ? [] : [lead]);
  if (!lead) return fitted(`${label}something unusual`, [since === undefined ? "" : ` ${since}`]);
  const clause = clauseOf(lead, facts, "short");
  const start = fitted(`${label}${core(lead, clause, alertLengthMax - label.length)}`, [
    clause.aside === undefined ? "" : ` (${clause.aside})`,
  ]);
  const first = isFirstKnown(facts) ? earliest(mentions, facts) : undefined;
  const cause = first === undefined || first === lead ? [] : [first];
  const when = since === undefined || facts.status === "closed" ? "" : ` ${since}`;
  // Behind the name of what came first it would be said of that.
  const timed = cause.length > 0 ? fitted(start, [when]) : start;
  const caused = fitted(
    timed,
    cause.map((mention) => `, ${sayFirst(facts)} ${subjectOf(mention, nameRoom)}`),
  );
  // What came first but found no room is one of the others.
  const others = sayOthers(mentions, caused === timed ? [lead] : [lead, ...cause], facts);
  return fitted(caused, [
    others === undefined ? "" : `, also ${others}`,
    cause.length > 0 ? "" : when,
    clause.example === undefined ? "" : `: ${clause.example}`,
  ]);
}

const labels = { info: "Notice: ", warning: "Warning: ", critical: "Critical: " } as const;

/** Names longer than this give way to what happened. */
const nameRoom = 40;

function core(mention: Mention, clause: Clause, room: number): string {
  const whole = `${subjectOf(mention, nameRoom)} ${clause.happened}`;
  if (whole.length <= room) return whole;
  const happened = clause.shorter ?? clause.happened;
  const excess = `${subjectOf(mention, nameRoom)} ${happened}`.length - room;
  return `${subjectOf(mention, excess > 0 ? Math.max(8, nameRoom - excess) : nameRoom)} ${happened}`;
}

function subjectOf(mention: Mention, lengthMax: number): string {
  if (mention.type !== "group") return refer(mention.line, { isSentence: false, lengthMax });
  return referGroup(mention, { lengthMax });
}

/** The core with as many of the extras, in order of importance, as the limit allows. */
function fitted(start: string, extras: readonly string[]): string {
  return extras.reduce(
    (text, extra) => (text.length + extra.length <= alertLengthMax ? text + extra : text),
    start,
  );
}
