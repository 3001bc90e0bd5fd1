import type { Evidence } from "../../domain/incident.ts";
import { beganEarliest, beganLatest } from "../onset.ts";
import { subjectKey } from "../subject.ts";
import { isOrderProbable, isOrderTold } from "./claim-truths.ts";
import type { Draft, Found } from "./draft.ts";
import type { Ground, Line } from "./ground.ts";
import type { SequenceWords } from "./guard-language.ts";
import { type Refusal, refusal } from "./refusal.ts";
import { isPartOfState } from "./states.ts";
import { isPartOf, type Mentioned, subjectsOf } from "./subjects.ts";

/**
 * Checks which subject is told to have come before which: of the names around `first`, `then`, `followed` and the like,
 * the earlier one must have begun before the later one. Whether any order may be told at all is for the claims; of the
 * words that hold an order only beside a name (`after the bearing temperature`) it is checked here.
 */
export function checkSequence(
  draft: Draft,
  ground: Ground,
  mentions: readonly Mentioned[],
): Refusal | undefined {
  if (subjectsOf(ground.lines).size < 2) return undefined;
  const context = { draft, mentions, ground, words: ground.language.sequence };
  for (const [kind, isSo] of Object.entries(checks) as [keyof typeof checks, Check][]) {
    for (const found of draft.find(context.words[kind])) {
      if (isPartOfState(found, draft, ground)) continue;
      if (!isSo(found, context)) return refusal("claim", found.text);
      const isBare = besideNames.has(kind) && runRightAfter(found, context).length > 0;
      if (isBare && !isOrderTold(ground) && !isSaidProbable(found, draft, ground))
        return refusal("claim", found.text);
    }
  }
  return undefined;
}

/** What came first only probably may be told in order behind words that say so. */
export function isSaidProbable({ end }: Found, draft: Draft, ground: Ground): boolean {
  const [said] = draft.find(ground.language.claims.probably);
  return said !== undefined && said.start < end && isOrderProbable(ground);
}

interface Context {
  draft: Draft;
  mentions: readonly Mentioned[];
  ground: Ground;
  words: SequenceWords;
}

type Check = (found: Found, context: Context) => boolean;
type Run = readonly Mentioned[];

const checks = {
  first: (found, context) => isBeforeAllOthers(whoseAdverb(found, context)),
  beganWith: (found, context) => isBeforeAllOthers(runRightAfter(found, context)),
  last: (found, context) => isAfterAllOthers(whoseAdverb(found, context)),
  next: isNext,
  earlier: (found, context) => {
    const { later, earlier } = aroundNext(found, context);
    return later.length === 0 || earlier.length === 0 || precedes(later, earlier);
  },
  follows: (found, context) => {
    const before = runInClauseBefore(found, context);
    const after = runInClauseAfter(found, context);
    if (before.length === 0) return isNext(found, context);
    const other = after.length > 0 ? after : otherBefore(before, context);
    return other.length === 0 || isFollowedBy({ before, after, other }, context);
  },
  after: (found, context) => {
    const object = runRightAfter(found, context);
    const subject = object.length === 0 ? [] : subjectBeside(found, object, context);
    return subject.length === 0 || precedes(object, subject);
  },
  before: (found, context) => {
    const object = runRightAfter(found, context);
    const subject = object.length === 0 ? [] : subjectBeside(found, object, context);
    return subject.length === 0 || precedes(subject, object);
  },
  /** One subject is never said to have done something to another. */
  cause: (found, context) => {
    const object = runRightAfter(found, context);
    const subject = object.length === 0 ? [] : subjectBeside(found, object, context);
    return subject.length === 0 || isShared(subject, object);
  },
} as const satisfies Record<string, Check>;

const besideNames: ReadonlySet<keyof typeof checks> = new Set(["after", "before", "beganWith"] as const);

function isNext(found: Found, context: Context): boolean {
  const { later, earlier } = aroundNext(found, context);
  return later.length === 0 || (earlier.length === 0 ? !startsAll(later) : precedes(earlier, later));
}

/** `then Y` follows what was named last; where nothing comes behind it, `Y then rose` does. */
function aroundNext(found: Found, context: Context): { later: Run; earlier: Run } {
  const after = runInClauseAfter(found, context);
  if (after.length > 0) {
    return { later: after, earlier: runEndingBefore(found.start, context) };
  }
  const later = runInClauseBefore(found, context);
  return { later, earlier: later.length === 0 ? [] : otherBefore(later, context) };
}

/** `Y followed X`; with a word for `on` before one of them, that one is X; in German it is not clear without. */
function isFollowedBy(
  { before, after, other }: { before: Run; after: Run; other: Run },
  { draft, words }: Context,
): boolean {
  const isOn = (run: Run) => words.on.test(draft.rest.slice(0, run[0]?.start));
  if (after.length === 0) return precedes(other, before);
  if (isOn(before)) return precedes(before, after);
  return isOn(after) || words.isActive ? precedes(after, before) : isShared(before, after);
}

/** Whose `first` it is: what is named before it in its clause, else what comes next in the sentence. */
function whoseAdverb(found: Found, context: Context): Run {
  const before = runInClauseBefore(found, context);
  return before.length > 0 ? before : runFrom(nextIn(found.end, context), context);
}

/** The subject that something is said of beside the name of another. */
function subjectBeside(found: Found, object: Run, context: Context): Run {
  const before = runInClauseBefore(found, context);
  if (before.length > 0) return before;
  const behind = runFrom(nextIn(object[object.length - 1]?.end ?? found.end, context), context);
  if (behind.length > 0) return behind;
  const sentence = context.draft.sentenceAt(found.start);
  return runEndingBefore(found.start, context).filter(({ start }) => start >= sentence.start);
}

/** The first name behind `position` in its sentence. */
function nextIn(position: number, { draft, mentions }: Context): Mentioned | undefined {
  const { end } = draft.sentenceAt(position);
  return mentions.find((mention) => mention.start >= position && mention.end <= end);
}

/** The names right behind, or the log whose line is quoted there: `after "bearing temperature high"`. */
function runRightAfter({ end }: Found, context: Context): Run {
  const { draft, ground, words } = context;
  const [quotation, inner] = words.quoted.exec(draft.text.slice(end)) ?? [];
  if (quotation !== undefined && inner !== undefined) {
    const lines = ground.lines.filter(({ evidence }) => isPartOf(inner, evidence.example));
    return lines.length === 0 ? [] : [{ start: end, end: end + quotation.length, lines }];
  }
  const next = nextIn(end, context);
  if (next === undefined || !words.between.test(draft.rest.slice(end, next.start))) return [];
  return runFrom(next, context);
}

function runInClauseAfter({ end }: Found, context: Context): Run {
  const { draft, words } = context;
  const next = nextIn(end, context);
  if (next === undefined || words.clauseBreak.test(draft.rest.slice(end, next.start))) return [];
  return runFrom(next, context);
}

function runInClauseBefore({ start }: Found, context: Context): Run {
  const { draft, mentions, words } = context;
  const sentence = draft.sentenceAt(start);
  const last = mentions.findLast((mention) => mention.end <= start && mention.start >= sentence.start);
  if (last === undefined || words.phraseBreak.test(draft.rest.slice(last.end, start))) return [];
  return runEndingBefore(start, context);
}

/** The last names before `position`, in any sentence. */
function runEndingBefore(position: number, context: Context): Run {
  const { mentions, draft, words } = context;
  const before = mentions.filter(({ end }) => end <= position);
  let from = before.length - 1;
  while (from > 0) {
    const [left, right] = [before[from - 1], before[from]];
    if (!left || !right || !words.joined.test(draft.rest.slice(left.end, right.start))) break;
    from -= 1;
  }
  return before.slice(Math.max(0, from));
}

/** A list of names from this one on: `the flow and the pressure`. */
function runFrom(first: Mentioned | undefined, { mentions, draft, words }: Context): Run {
  if (first === undefined) return [];
  const run = [first];
  for (const next of mentions.slice(mentions.indexOf(first) + 1)) {
    const last = run[run.length - 1] ?? first;
    if (next.start < last.end) continue;
    if (!words.joined.test(draft.rest.slice(last.end, next.start))) break;
    run.push(next);
  }
  // `after the flow, the pressure rose` is no list: that has an `and` before its last name.
  while (run.length > 1 && !isLastOfList(run, { draft, words })) run.pop();
  return run;
}

function isLastOfList(run: Run, { draft, words }: Pick<Context, "draft" | "words">): boolean {
  const [left, right] = run.slice(-2);
  return left !== undefined && right !== undefined && words.and.test(draft.rest.slice(left.end, right.start));
}

/** The last name before these that is of something else. */
function otherBefore(run: Run, { mentions }: Context): Run {
  const start = run[0]?.start ?? 0;
  const other = mentions.findLast((mention) => mention.end <= start && !isShared([mention], run));
  return other === undefined ? [] : [other];
}

function isShared(left: Run, right: Run): boolean {
  const subjects = subjectsOf(linesOf(left));
  return [...subjectsOf(linesOf(right))].some((subject) => subjects.has(subject));
}

function linesOf(run: Run): Line[] {
  return run.flatMap(({ lines }) => lines);
}

/** Whether each of the earlier names can mean what began before each of the later ones; one subject may go on. */
function precedes(earlier: Run, later: Run): boolean {
  return earlier.every((left) =>
    later.every(
      (right) =>
        isShared([left], [right]) ||
        left.lines.some((one) => right.lines.some((other) => isBefore(one, other))),
    ),
  );
}

function isBeforeAllOthers(run: Run): boolean {
  return run.every((mention) =>
    othersThan(run).every((other) => mention.lines.some((one) => isBefore(one, other))),
  );
}

function isAfterAllOthers(run: Run): boolean {
  return run.every((mention) =>
    othersThan(run).every((other) => mention.lines.some((one) => isBefore(other, one))),
  );
}

/** The lines of all other subjects of the same incidents. */
function othersThan(run: Run): Line[] {
  const lines = linesOf(run);
  const subjects = subjectsOf(lines);
  return [...new Set(lines.map(({ incident }) => incident))].flatMap((incident) =>
    incident.evidence
      .filter((evidence) => !subjects.has(subjectKey(evidence)))
      .map((evidence) => ({ evidence, incident, durations: [], delayMs: undefined })),
  );
}

/** Whether all that is named is what the incident began with, which comes behind nothing. */
function startsAll(run: Run): boolean {
  return linesOf(run).every(isFirst);
}

function isBefore(left: Line, right: Line): boolean {
  const { incident } = left;
  if (incident !== right.incident || isFirst(right)) return false;
  if (isFirst(left)) return true;
  return incident.clock !== "unsynced" && beganLatest(left.evidence) < beganEarliest(right.evidence);
}

/** Of the subject that is known to have been first, or that was probably so. */
function isFirst({ evidence, incident }: Line): boolean {
  const isKnown = incident.isOrderKnown || incident.firstSign !== undefined;
  const first: Evidence | undefined = incident.evidence[0];
  return isKnown && first !== undefined && subjectKey(first) === subjectKey(evidence);
}
