import type { StateChange } from "../../domain/rollup.ts";
import { sayDuration } from "../../text/say-duration.ts";
import { sayCount } from "../../text/say-list.ts";
import { sayMoment, saySince, sayTime } from "../../text/say-time.ts";
import type { Thing } from "../entities/thing.ts";
import { capitalise, hasOrHave, isOrAre, middleName, startName } from "../say/phrases.ts";
import { mainSeries, type QuestionContext, type Reply, seriesValue } from "./context.ts";
import type { SpokenPeriod } from "./measure.ts";
import { isState, sayAsked } from "./state-match.ts";

/** A stretch of time in which a thing was in the state asked about; `to` undefined: it still is. */
interface Stretch {
  from: number;
  to: number | undefined;
  /** It was so already before the span that was looked at. */
  isCut: boolean;
}

/** "when did the pump last run", "when was the door last opened". */
export async function answerLastTime(
  thing: Thing,
  question: { event: string; period: SpokenPeriod },
  context: QuestionContext,
): Promise<Reply> {
  const { event, period } = question;
  const changes = await changesOf(thing, period, context);
  if (!changes) return noHistory(thing);
  if (event === "change") {
    const last = changes.at(-1);
    if (!last || last.at < period.from) return never(thing, "changed", period);
    return answer(thing, `${startName(thing)} last changed ${sayTime(last.at, context.view)}.`);
  }
  const last = stretches(changes, event, thing, period, context).at(-1);
  if (!last) {
    return changes.length === 0 ? noReadings(thing, period) : never(thing, `been ${sayEvent(event)}`, period);
  }
  if (last.to === undefined) {
    const how = last.isCut
      ? `and has been for more than ${sayDuration(context.view.now - last.from)}`
      : saySince(last.from, context.view);
    return answer(thing, `${startName(thing)} ${isOrAre(thing)} ${sayEvent(event)} now, ${how}.`);
  }
  const lasted = `for ${sayDuration(last.to - last.from)}${last.isCut ? " or more" : ""}`;
  return answer(
    thing,
    `${startName(thing)} ${isOrAre(thing, true)} last ${sayEvent(event)} ${sayTime(last.from, context.view)}, ${lasted}.`,
  );
}

/** "how long was the door open today". Without a period and while it still is so: since when. */
export async function answerHowLong(
  thing: Thing,
  question: { event: string; period: SpokenPeriod; isPeriodNamed: boolean },
  context: QuestionContext,
): Promise<Reply> {
  const { event, period } = question;
  const changes = await changesOf(thing, period, context);
  if (!changes) return noHistory(thing);
  if (changes.length === 0) return noReadings(thing, period);
  const found = stretches(changes, event, thing, period, context);
  const last = found.at(-1);
  if (!question.isPeriodNamed && last?.to === undefined && last) {
    const span = sayDuration(context.view.now - last.from);
    const since = last.isCut ? " or more" : `, ${saySince(last.from, context.view)}`;
    return answer(
      thing,
      `${startName(thing)} ${hasOrHave(thing)} been ${sayEvent(event)} for ${span}${since}.`,
    );
  }
  const end = Math.min(period.to, context.view.now);
  const totalMs = found.reduce((sum, stretch) => sum + ((stretch.to ?? end) - stretch.from), 0);
  if (found.length === 0) return never(thing, `been ${sayEvent(event)}`, period);
  const still = last?.to === undefined ? ", and still is" : "";
  const times = found.length > 1 ? ` in ${sayCount(found.length, "stretch", "stretches")}` : "";
  return answer(
    thing,
    `${startName(thing)} ${isOrAre(thing, true)} ${sayEvent(event)} for ${sayDuration(totalMs)} ${period.said}${times}${still}.`,
  );
}

/** "how many times was the door opened today". */
export async function answerHowOften(
  thing: Thing,
  question: { event: string; period: SpokenPeriod },
  context: QuestionContext,
): Promise<Reply> {
  const { event, period } = question;
  const changes = await changesOf(thing, period, context);
  if (!changes) return noHistory(thing);
  if (changes.length === 0) return noReadings(thing, period);
  const times =
    event === "change"
      ? changes.filter((change) => change.at >= period.from).length
      : stretches(changes, event, thing, period, context).filter((stretch) => !stretch.isCut).length;
  const verb = event === "change" ? "changed" : `${isOrAre(thing, true)} ${sayBecame(event)}`;
  if (times === 0) return never(thing, event === "change" ? "changed" : `been ${sayBecame(event)}`, period);
  return answer(thing, `${startName(thing)} ${verb} ${sayTimes(times)} ${period.said}.`);
}

/** "Was the door opened today", "was there any movement in the hall": whether, and if so how often and when last. */
export async function answerWhether(
  thing: Thing,
  question: { event: string; period: SpokenPeriod },
  context: QuestionContext,
): Promise<Reply> {
  const { event, period } = question;
  const changes = await changesOf(thing, period, context);
  if (!changes) return noHistory(thing);
  if (changes.length === 0) return noReadings(thing, period);
  const found = stretches(changes, event, thing, period, context);
  const last = found.at(-1);
  if (!last) {
    const reply = `No, ${middleName(thing)} ${hasOrHave(thing)} not been ${sayBecame(event)} ${period.said}.`;
    return answer(thing, reply);
  }
  const subject = `Yes, ${middleName(thing)}`;
  if (last.to === undefined && last.isCut)
    return answer(thing, `${subject} ${hasOrHave(thing)} been ${sayEvent(event)} all the time.`);
  if (last.isCut)
    return answer(
      thing,
      `${subject} ${isOrAre(thing, true)} ${sayEvent(event)} until ${sayMoment(last.to ?? period.to, context.view)}.`,
    );
  const begun = found.filter((stretch) => !stretch.isCut).length;
  const when = sayTime(last.from, context.view);
  const times =
    begun === 1 ? `once ${period.said}, ${when}` : `${sayTimes(begun)} ${period.said}, last ${when}`;
  return answer(thing, `${subject} ${isOrAre(thing, true)} ${sayBecame(event)} ${times}.`);
}

async function changesOf(
  thing: Thing,
  period: SpokenPeriod,
  { history }: QuestionContext,
): Promise<readonly StateChange[] | undefined> {
  const id = thing.series[""];
  if (id === undefined || thing.family === "number") return undefined;
  return history.stateChanges(id, period.from, period.to);
}

/** When the thing was in the state, within the period, in order of time. */
function stretches(
  changes: readonly StateChange[],
  event: string,
  thing: Thing,
  period: SpokenPeriod,
  context: QuestionContext,
): Stretch[] {
  const series = mainSeries(thing, context.directory);
  const found: Stretch[] = [];
  let open: Stretch | undefined;
  for (const { at, value } of changes) {
    const isSo = isState(seriesValue(value, series, thing), event, thing);
    if (isSo && !open) {
      open = { from: Math.max(at, period.from), to: undefined, isCut: at < period.from };
      found.push(open);
    } else if (!isSo && open) {
      open.to = at;
      open = undefined;
    }
  }
  // A stretch that ended before the period began belongs to the time before.
  const inside = found.filter((stretch) => stretch.to === undefined || stretch.to > period.from);
  // A period that is over ends what is still open; in one that is not, it goes on.
  const last = inside.at(-1);
  if (last && last.to === undefined && period.to < context.view.now) last.to = period.to;
  return inside;
}

/** "was running", "was open", "was on". */
function sayEvent(event: string): string {
  const said: Record<string, string> = {
    opened: "open",
    started: "running",
    shut: "closed",
    jammed: "reporting a jam",
  };
  return Object.hasOwn(said, event) ? (said[event] ?? event) : sayAsked(event);
}

/** "was opened 3 times", "was switched on twice". */
function sayBecame(event: string): string {
  const said: Record<string, string> = {
    on: "switched on",
    off: "switched off",
    open: "opened",
    running: "started",
    started: "started",
    motion: "triggered",
    smoke: "triggered",
    jammed: "triggered",
  };
  return Object.hasOwn(said, event) ? (said[event] ?? event) : sayAsked(event);
}

function sayTimes(times: number): string {
  return times === 1 ? "once" : times === 2 ? "twice" : sayCount(times, "time");
}

function never(thing: Thing, done: string, period: SpokenPeriod): Reply {
  return answer(thing, `${startName(thing)} ${hasOrHave(thing)} not ${done} ${period.said}.`);
}

function noReadings(thing: Thing, period: SpokenPeriod): Reply {
  return { ...answer(thing, `I have no record of ${middleName(thing)} ${period.said}.`), isUnknown: true };
}

function noHistory(thing: Thing): Reply {
  return {
    ...answer(thing, `${capitalise(middleName(thing))} keeps no history that I could look at.`),
    isUnknown: true,
  };
}

function answer(thing: Thing, reply: string): Reply {
  return { reply, things: [thing] };
}
