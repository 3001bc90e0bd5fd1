import type { IncidentFacts } from "../../domain/facts.ts";
import type { TimeView } from "../../text/say-time.ts";
import { closedLabelOf, endingOf } from "../ending.ts";
import type { Clause, Forms, Verbal } from "./forms.ts";
import { happeningOf } from "./happening.ts";
import { earliest, type Mention, mentionsOf } from "./mention.ts";
import { isFirstKnown, sayFirst } from "./order.ts";
import { sayOthers } from "./others.ts";
import { timingOf } from "./timing.ts";

/** An alert fits a phone's lock screen and one SMS with room to spare. A hard limit, in UTF-16 units. */
export const alertLengthMax = 120;

/**
 * One line: how bad, what, how far from usual, since when, what came first, what else. What does not fit is left out
 * whole, the least important first; only a name is ever cut.
 */
export function phraseAlert(facts: IncidentFacts, view: TimeView, forms: Forms): string {
  const label = forms.labels[endingOf(facts) === "open" ? facts.severity : closedLabelOf(facts)];
  const mentions = mentionsOf(facts);
  const [lead] = mentions;
  const { since } = timingOf(facts, view, lead === undefined ? [] : [lead], forms);
  const when = since === undefined || facts.status === "closed" ? "" : ` ${since}`;
  if (!lead) return fitted(`${label}: ${forms.somethingUnusual}`, [when]);
  const clause = forms.clause(happeningOf(lead, facts), "short");
  const start = fitted(
    `${label}: ${core(lead, clause, alertLengthMax - label.length - 2, { facts, forms })}`,
    [clause.aside === undefined ? "" : ` (${clause.aside})`],
  );
  const first = isFirstKnown(facts) ? earliest(mentions, facts) : undefined;
  const cause = first === undefined || first === lead ? [] : [first];
  // Behind the name of what came first it would be said of that.
  const timed = cause.length > 0 ? fitted(start, [when]) : start;
  const caused = fitted(
    timed,
    cause.map((mention) => `, ${sayFirst(facts, forms)} ${subjectOf(mention, nameRoom, forms)}`),
  );
  // What came first but found no room is one of the others.
  const others = sayOthers(mentions, caused === timed ? [lead] : [lead, ...cause], { facts, forms });
  return fitted(caused, [
    others === undefined ? "" : forms.also(others),
    cause.length > 0 ? "" : when,
    clause.example === undefined ? "" : `: ${clause.example}`,
  ]);
}

/** Names longer than this give way to what happened. */
const nameRoom = 40;

function core(
  mention: Mention,
  clause: Clause,
  room: number,
  { facts, forms }: { facts: IncidentFacts; forms: Forms },
): string {
  const happening = happeningOf(mention, facts);
  const told = (verbal: Verbal, lengthMax: number) => {
    const subject =
      mention.type === "group"
        ? forms.referGroup(mention, { lengthMax })
        : forms.refer(mention.line, { isSentence: false, lengthMax, happening });
    return forms.statement(subject, verbal);
  };
  const whole = told(clause.happened, nameRoom);
  if (whole.length <= room) return whole;
  const verbal = clause.shorter ?? clause.happened;
  const excess = told(verbal, nameRoom).length - room;
  return told(verbal, excess > 0 ? Math.max(8, nameRoom - excess) : nameRoom);
}

function subjectOf(mention: Mention, lengthMax: number, forms: Forms): string {
  if (mention.type !== "group") return forms.refer(mention.line, { isSentence: false, lengthMax });
  return forms.referGroup(mention, { lengthMax });
}

/** The core with as many of the extras, in order of importance, as the limit allows. */
function fitted(start: string, extras: readonly string[]): string {
  return extras.reduce(
    (text, extra) => (text.length + extra.length <= alertLengthMax ? text + extra : text),
    start,
  );
}
