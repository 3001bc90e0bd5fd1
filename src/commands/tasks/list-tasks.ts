import { sayCount, sayList } from "../../text/say-list.ts";
import { sayPlain } from "../../text/say-name.ts";
import { nameKey } from "../entities/names.ts";
import { capitalise } from "../say/phrases.ts";
import { fitting, type Lists } from "./lists.ts";
import { answered, done, nowhereToKeep, refused, type Task, type TaskHandler, words } from "./task.ts";

/** Items told one by one; more are counted. */
const toldMax = 20;

export const addToList: TaskHandler = async (task) => {
  const { lists } = task.ports;
  const heard = words(task, "item");
  if (!lists) return refused(nowhereToKeep);
  if (heard === undefined) return refused("What shall I put on the list?");
  const list = listOf(task, lists);
  const items = itemsOf(heard, list);
  const names = sayItems(items);
  if (task.utterance.dryRun) return done(`I would put ${names} on ${theList(list)}.`);
  const result = await lists.add(list, items);
  if (result === "full") return refused(`${capitalise(theList(list))} is full, so I put nothing on it.`);
  const { added, known } = result;
  const already =
    known.length === 0
      ? ""
      : `${capitalise(sayItems(known))} ${isOrAre(known) === "is" ? "was" : "were"} on ${theList(list)} already.`;
  const fresh =
    added.length === 0 ? "" : `${capitalise(sayItems(added))} ${isOrAre(added)} on ${theList(list)}.`;
  return done([fresh, already].filter((part) => part !== "").join(" "));
};

export const removeFromList: TaskHandler = async (task) => {
  const { lists } = task.ports;
  const list = lists && listOf(task, lists);
  const items = list === undefined ? undefined : lists?.items(list);
  if (!lists || list === undefined || !items) return refused(sayNoList(task, lists));
  if (words(task, "all") !== undefined) {
    const count = items.length;
    if (count === 0) return answered(`${capitalise(theList(list))} is empty already.`);
    if (!task.utterance.dryRun) await lists.clear(list);
    return done(
      `${capitalise(theList(list))} is empty now; ${count === 1 ? `${sayItems(items)} was` : `${sayItems(items)} were`} on it.`,
    );
  }
  const heard = words(task, "item");
  if (heard === undefined) return refused("What shall I take off the list?");
  const found = fitting(items, heard);
  if (found.length === 0) return refused(`${capitalise(sayPlain(heard, 60))} is not on ${theList(list)}.`);
  if (!task.utterance.dryRun) await lists.remove(list, heard);
  return done(`${capitalise(sayItems(found))} ${isOrAre(found)} off ${theList(list)}.`);
};

export const queryList: TaskHandler = (task) => {
  const { lists } = task.ports;
  const list = lists && listOf(task, lists);
  const items = list === undefined ? undefined : lists?.items(list);
  if (list === undefined || !items) return answered(sayNoList(task, lists));
  const heard = words(task, "item");
  if (heard !== undefined) {
    const found = fitting(items, heard);
    return answered(
      found.length > 0
        ? `Yes, ${sayItems(found)} ${isOrAre(found)} on ${theList(list)}.`
        : `No, ${sayPlain(heard, 60)} is not on ${theList(list)}.`,
    );
  }
  if (items.length === 0) return answered(`${capitalise(theList(list))} is empty.`);
  return answered(`On ${theList(list)}: ${sayItems(items)}.`);
};

/** The list that was named; without a name the only one there is, else the shopping list. */
function listOf(task: Task, lists: Lists): string {
  const heard = words(task, "list");
  if (heard !== undefined)
    return nameKey(heard)
      .replace(/^(?:the|my|our) /, "")
      .replace(/ list$/, "");
  const names = lists.names();
  return names.length === 1 && names[0] !== undefined ? names[0] : "shopping";
}

/** "Milk, eggs and bread" are three things to buy; on other lists "call mum and dad" is one. */
function itemsOf(heard: string, list: string): string[] {
  const parts = /,/.test(heard)
    ? heard.split(/\s*,\s*(?:and\s+)?|\s+and\s+/i)
    : list === "shopping" && !pairs.has(nameKey(heard))
      ? heard.split(/\s+and\s+/i)
      : [heard];
  return parts
    .map((part) => sayPlain(part.replace(/^(?:some|a|an|the)\s+/i, ""), 100))
    .filter((part) => part !== "");
}

const pairs = new Set([
  "salt and pepper",
  "macaroni and cheese",
  "mac and cheese",
  "fish and chips",
  "salt and vinegar",
]);

function sayItems(items: readonly string[]): string {
  const told = items.slice(0, toldMax).map((item) => sayPlain(item, 60));
  const more = items.length - told.length;
  return sayList(more > 0 ? [...told, `${sayCount(more, "more", "more")}`] : told);
}

/** By the look of the words: `eggs are`, `oat milk is`. */
function isOrAre(items: readonly string[]): "is" | "are" {
  return items.length > 1 || /[^su]s$/i.test(items[0] ?? "") ? "are" : "is";
}

function theList(list: string): string {
  return `the ${list} list`;
}

function sayNoList(task: Task, lists: Lists | undefined): string {
  const names = lists?.names() ?? [];
  const heard = words(task, "list");
  if (names.length === 0) return "There is no list yet.";
  return `There is no ${heard === undefined ? "such" : sayPlain(heard, 40)} list; there ${names.length === 1 ? "is" : "are"} ${sayList(names.map(theList))}.`;
}
