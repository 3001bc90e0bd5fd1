import { addDays, localDate, startOfDay } from "../../text/local-date.ts";
import { sayExactDuration } from "../../text/say-duration.ts";
import { sayCount, sayList } from "../../text/say-list.ts";
import { sayClock, sayDay, sayTime, type TimeView } from "../../text/say-time.ts";
import { deedPhrases } from "../act/deeds.ts";
import type { Wish } from "../act/wish.ts";
import type { Thing } from "../entities/thing.ts";
import { capitalise, middleName, sayQuantity } from "../say/phrases.ts";
import type { Rule } from "./rule.ts";

/** A moment to come: `at 18:00`, `tomorrow at 06:00`, `on Friday at 06:00`, `on 3 January at 06:00`. */
export function sayComing(at: number, { now, timeZone }: TimeView): string {
  const today = localDate(now, timeZone);
  const clock = `at ${sayClock(at, timeZone)}`;
  if (at < startOfDay(addDays(today, 1))) return clock;
  if (at < startOfDay(addDays(today, 2))) return `tomorrow ${clock}`;
  const isThisWeek = at < startOfDay(addDays(today, 7));
  // Seen from that day, a day of the week is told as one in the past is.
  return isThisWeek
    ? `on ${sayDay(at, { now: at + 2 * 86_400_000, timeZone })} ${clock}`
    : sayTime(at, { now, timeZone });
}

/** `turn off the heater`, `set the lamp to 40%`. */
export function sayDeeds(wishes: readonly Wish[], things: readonly Thing[]): string {
  const names = things.length <= 5 ? sayList(things.map(middleName)) : sayCount(things.length, "thing");
  return sayList(
    wishes.map((wish) => {
      if (wish.said) return `tell ${names} to ${wish.said}`;
      const attribute = things[0]?.attributes[wish.attribute ?? "brightness"];
      const what =
        wish.attribute && wish.intent !== "turnOn" ? `the ${attribute?.word ?? wish.attribute} of ` : "";
      const value =
        wish.intent === "set" && wish.value !== undefined
          ? ` to ${sayQuantity(wish.value, wish.attribute ? attribute?.unit : undefined)}`
          : "";
      const length = wish.forMs === undefined ? "" : ` for ${sayExactDuration(wish.forMs)}`;
      return `${deedPhrases[wish.intent].active} ${what}${names}${value}${length}`;
    }),
  );
}

/** `I will turn off the heater at 18:00`, `When the tank is empty, I will stop the pump`; without a full stop. */
export function sayPlan(
  deeds: string,
  when: string,
  { isLeading, verb = "will" }: { isLeading: boolean; verb?: string },
): string {
  return isLeading ? `${capitalise(when)}, I ${verb} ${deeds}` : `I ${verb} ${deeds} ${when}`;
}

/** A rule in a list: its sentence, with how long it still counts. */
export function sayRule(rule: Rule, view: TimeView): string {
  const { trigger, expiresAt } = rule;
  const sentence = asOfNow(rule, view);
  const next = trigger.kind === "recurring" ? `, next ${sayComing(trigger.next, view)}` : "";
  const at =
    trigger.kind === "at" && trigger.delayMs !== undefined ? `, that is ${sayComing(trigger.at, view)}` : "";
  const end = expiresAt === undefined ? "" : `, until ${sayComing(expiresAt, view)}`;
  return `${sentence}${next}${at}${end}`;
}

/** "Tomorrow at 06:00" was said the day before. */
function asOfNow({ sentence, trigger, createdAt }: Rule, view: TimeView): string {
  if (trigger.kind !== "at" || trigger.delayMs !== undefined) return sentence;
  const then = sayComing(trigger.at, { ...view, now: createdAt });
  return sentence.endsWith(then) ? sentence.slice(0, -then.length) + sayComing(trigger.at, view) : sentence;
}

/** What became of a rule that was not done. */
export function sayMissed(
  rule: Rule,
  what: "late" | "expired" | "failed",
  { at, reply, view }: { at: number; reply?: string | undefined; view: TimeView },
): string {
  switch (what) {
    case "late":
      return `It was too late for this, which was due ${sayTime(at, view)}, so I did not do it: ${rule.sentence}.`;
    case "expired":
      return `That did not happen in time, so I gave it up: ${rule.sentence}.`;
    case "failed":
      return `I could not do what I was to do: ${rule.sentence}. ${reply ?? ""}`.trim();
  }
}
