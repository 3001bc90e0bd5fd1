import { sayList } from "../../text/say-list.ts";
import { sayPlain } from "../../text/say-name.ts";
import { capitalise, inPlace } from "../say/phrases.ts";
import { senderOf } from "./sender.ts";
import { done, refused, type TaskHandler, words } from "./task.ts";

/** Longest announcement in characters; longer ones are cut. */
const messageMax = 300;

/** "Tell everyone in the hall that dinner is ready": one notification, for the areas that were named. */
export const announce: TaskHandler = async (task) => {
  const heard = words(task, "message");
  if (heard === undefined) return refused("What shall I announce?");
  const message = sayPlain(heard, messageMax);
  const areas = [words(task, "area"), words(task, "area2"), words(task, "floor")].filter(
    (area) => area !== undefined,
  );
  const where = areas.length === 0 ? "everywhere" : sayList(areas.map(inPlace));
  const person = words(task, "person");
  const what = `“${message}”`;
  if (task.utterance.dryRun) return done(`I would announce ${what} ${where}.`);
  const isTaken = await task.ports.notify({
    kind: "announcement",
    event: "said",
    text: capitalise(message),
    areas,
    ...(person === undefined ? {} : { person }),
    ...senderOf(task),
  });
  return isTaken
    ? done(`I announced ${what} ${where}.`)
    : refused("I am not connected to the broker, so nobody heard the announcement.");
};
