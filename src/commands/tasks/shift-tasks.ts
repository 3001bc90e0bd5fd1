import { sayPlain } from "../../text/say-name.ts";
import { sayTime } from "../../text/say-time.ts";
import { answerIncidents } from "../questions/incidents.ts";
import { inPlace, placeName } from "../say/phrases.ts";
import type { HandOver, Shifts } from "./shifts.ts";
import {
  answered,
  clockCaveat,
  done,
  nowhereToKeep,
  refused,
  type Task,
  type TaskHandler,
  viewOf,
  words,
} from "./task.ts";

/** How far a report looks back when nobody said when the last shift began. */
const shiftMs = 8 * 3_600_000;
const lookBackMaxMs = 7 * 86_400_000;

/** A shift begins: noted, and told what happened in the one before. */
export const startShift: TaskHandler = (task) => handOver(task, "start");

/** A shift ends: noted, and told what happened in it, with its note for the next. */
export const endShift: TaskHandler = (task) => handOver(task, "end");

async function handOver(task: Task, event: HandOver["event"]) {
  const { ports, utterance } = task;
  const { shifts } = ports;
  if (!shifts) return refused(nowhereToKeep);
  const now = ports.clock.now();
  const area = words(task, "area");
  const person = words(task, "person");
  const note = words(task, "message");
  const reported = await report(task, shifts, area, event);
  if (utterance.dryRun) return answered(reported);
  const isTwice = event === "end" && shifts.last(area)?.event === "end";
  await shifts.add({
    event,
    at: now,
    ...(area === undefined ? {} : { area }),
    ...(person === undefined || person === "me" ? {} : { person: person.slice(0, 100) }),
    ...(note === undefined ? {} : { note: note.slice(0, 300) }),
  });
  const whose =
    person === undefined || person === "me" ? "The shift" : `The shift of ${sayPlain(person, 40)}`;
  const where = area === undefined ? "" : ` ${inPlace(area)}`;
  const said = `${whose}${where} ${event === "start" ? "begins" : "ends"} ${sayTime(now, viewOf(task))}.`;
  const odd = isTwice ? " Nobody had said that it began." : "";
  const noted = note === undefined ? "" : ` I keep the note for the next shift.`;
  return done(`${said}${odd}${noted}${clockCaveat(task)} ${reported}`);
}

/** What happened since the last shift began (at its end) or in the one before (at a start), and its note. */
async function report(
  task: Task,
  shifts: Shifts,
  area: string | undefined,
  event: HandOver["event"],
): Promise<string> {
  const view = viewOf(task);
  const began = shifts.last(area, "start");
  const isRecent = began !== undefined && view.now - began.at <= lookBackMaxMs;
  const from = isRecent ? began.at : view.now - shiftMs;
  const said = isRecent ? `since ${sayTime(from, view).replace(/^at /, "")}` : "in the last 8 hours";
  const { reply } = await answerIncidents(
    {
      period: { from, to: view.now + 1, said },
      about: area === undefined ? undefined : { words: area, said: placeName(area) },
      digest: undefined,
    },
    task.questions,
  );
  const ended = shifts.last(area, "end");
  const note =
    event === "start" && ended?.note !== undefined
      ? ` The last shift left a note: ${sayPlain(ended.note, 300)}.`
      : "";
  return `${reply}${note}`;
}
